from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import suggestions
from typed_iam_core.diagnostics.malformed_action import MalformedAction

# Action -> the suggestions of the rule, or None where it has no verdict.
CASES: dict[str, tuple[str, ...] | None] = {
    "ecr:PutImage": None,
    "*": None,
    "**": None,
    "ecr:*": None,
    "PutImage": ("ecr:PutImage", "ecr-public:PutImage"),
    "ecr:": (),
    "ecr:Put:Image": (),
    "ecr: PutImage": ("ecr:PutImage",),
    "ecr:Put${x}": (),
    "ecr:[a]*": (),
    "arn:aws:ecr:us-east-1:123456789012:repository/app": (),
    ":PutImage": (),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_malformed_action(text: str, expected: tuple[str, ...] | None) -> None:
    assert suggestions(MalformedAction(), text) == expected
