from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import flagged
from tests.growth import excessive_growth
from typed_iam_core import catalogue as catalogues
from typed_iam_core.diagnostics import duplicate_action
from typed_iam_core.diagnostics.duplicate_action import DuplicateAction
from typed_iam_core.policies import Element, Shape, Statement, Value
from typed_iam_core.text.source import Span

# Name of a case -> source text, and the texts in it that are reported.
CASES: dict[str, tuple[str, list[str]]] = {
    "an action and a wildcard for others": (
        '{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:Get*"], "Resource": "*"}',
        [],
    ),
    "wildcards that only overlap": (
        '{"Effect": "Allow", "Action": ["ecr:Get*", "ecr:*Image"], "Resource": "*"}',
        [],
    ),
    "the same action twice": (
        '{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:GetLifecyclePolicy", "ecr:PutImage"], "Resource": "*"}',
        ['"ecr:PutImage"'],
    ),
    "the same action in another case": (
        '{"Effect": "Allow", "Action": ["ecr:PutImage", "ECR:putimage"], "Resource": "*"}',
        ['"ECR:putimage"'],
    ),
    "an action that a wildcard covers": (
        '{"Effect": "Allow", "Action": ["ecr:GetLifecyclePolicy", "ecr:Get*"], "Resource": "*"}',
        ['"ecr:GetLifecyclePolicy"'],
    ),
    "a wildcard that a wildcard covers": (
        '{"Effect": "Allow", "Action": ["ecr:*", "ecr:Get?ownload*"], "Resource": "*"}',
        ['"ecr:Get?ownload*"'],
    ),
    "a wildcard without a service": (
        '{"Effect": "Allow", "Action": ["ecr:PutImage", "*"], "Resource": "*"}',
        ['"ecr:PutImage"'],
    ),
    "an action and a wildcard that is excluded": (
        '{"Effect": "Allow", "Action": "ecr:PutImage", "NotAction": "ecr:*", "Resource": "*"}',
        [],
    ),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES.keys())
def test_duplicate_action(source: str, expected: list[str]) -> None:
    assert flagged(DuplicateAction.code, source) == expected


def statement(size: int, wildcard: str) -> Statement:
    """A statement of so many wildcards and as many actions that none of them covers."""
    texts = [*(wildcard % n for n in range(size)), *(f"ecr:PutImage{n}" for n in range(size))]
    values = tuple(Value(text, Span(n, 1, n, 9)) for n, text in enumerate(texts, start=1))
    return Statement(
        Span(1, 1, 1, 1),
        (Element("Action", "Action", None, Span(1, 1, 1, 1), Shape.LIST, values),),
    )


def judged(size: int, wildcard: str) -> None:
    list(DuplicateAction().check_statement(statement(size, wildcard), catalogues.default()))


@pytest.mark.parametrize("wildcard", ["ecr:Get%dx*", "s%d:*"])
def test_many_wildcards_take_work_in_proportion(wildcard: str) -> None:
    assert not excessive_growth(lambda size: judged(size, wildcard), 20)


def test_wildcards_that_start_alike_are_compared_up_to_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert excessive_growth(lambda size: judged(size, "ecr:*%dx"), 10), "without a limit"
    monkeypatch.setattr(duplicate_action, "_COMPARISONS", 1_000)
    assert not excessive_growth(lambda size: judged(size, "ecr:*%dx"), 40)
