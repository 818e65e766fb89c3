from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from typed_iam_core import catalogue as catalogues
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import (
    MANY_VALUES,
    ON_ACTIONS,
    ON_DOCUMENTS,
    ON_STATEMENTS,
    RULES,
    UNUSED_IGNORE,
    Rule,
)
from typed_iam_core.engine import check, judge
from typed_iam_core.expressions.values import LIMIT
from typed_iam_core.policies import Slot
from typed_iam_core.text.source import Span


def code_of(text: str) -> str | None:
    judged = judge(Slot(text, Span(1, 1, 1, 1), effect="Allow"), catalogues.default(), Config())
    return judged[0] if judged else None


def examples(rules: Sequence[Rule], kind: str) -> list[tuple[str, str]]:
    return [(each.code, text) for each in rules for text in getattr(each, kind)]


ALL = Config(select=frozenset(RULES))
ON_CODE = tuple(dict.fromkeys((*ON_STATEMENTS, *ON_DOCUMENTS, MANY_VALUES, UNUSED_IGNORE)))


@pytest.mark.parametrize(("code", "text"), examples(ON_ACTIONS, "invalid"))
def test_documented_mistakes_get_the_code_that_documents_them(code: str, text: str) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize(("code", "text"), examples(ON_ACTIONS, "valid"))
def test_documented_good_examples_get_no_code_that_is_on(code: str, text: str) -> None:
    found = code_of(text)
    assert found != code
    assert found is None or not RULES[found].default


@pytest.mark.parametrize(("code", "text"), examples(ON_CODE, "invalid"))
def test_documented_bad_policies_get_their_code_once(code: str, text: str) -> None:
    assert [finding.code for finding in check(text.encode(), ALL)] == [code]


@pytest.mark.parametrize(("code", "text"), examples(ON_CODE, "valid"))
def test_documented_good_policies_get_no_finding(code: str, text: str) -> None:
    assert check(text.encode(), ALL) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_diagnostic_documents_itself(rule: Rule) -> None:
    first, blank, why = (rule.__doc__ or "").split("\n", 2)
    assert first.endswith(".") and not blank and why.strip()
    assert rule.valid and (rule.invalid or rule is MANY_VALUES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_diagnostic_is_one_file_of_its_name_and_one_line_of_the_readme(rule: Rule) -> None:
    module = type(rule).__module__.rpartition(".")[2]
    assert rule.code == "iam-" + module.replace("_", "-")
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert readme.count(f"| `{rule.code}` |") == 1


def test_a_file_with_more_values_than_are_followed_says_so_once() -> None:
    names = ", ".join(f'"ecr:Xyzzy{number}"' for number in range(LIMIT + 1))
    code = f'A = [{names}]\nB = ["ecr:PutImage"]\nP = {{"Effect": "Allow", "Action": [A, B]}}\n'
    found = [finding for finding in check(code.encode(), ALL) if finding.code == MANY_VALUES.code]
    assert [(finding.span.line, finding.severity) for finding in found] == [(1, "hint")]


@pytest.mark.parametrize(
    "text",
    [
        "ecr:Get*",
        "ECR:putimage",
        "*",
        "ecr:Get?ownloadUrlForLayer",
        "apigateway:GET",
        "ecr:*",
        "**",
    ],
)
def test_what_iam_accepts_is_accepted(text: str) -> None:
    statement = f'{{"Effect": "Allow", "Action": "{text}", "Resource": "*"}}'
    assert check(statement.encode(), Config()) == []


def test_no_action_of_any_service_is_flagged_unless_announced_dead() -> None:
    catalogue = catalogues.default()
    flagged = {
        (action, code_of(action))
        for prefix in catalogue.prefixes
        for action in (f"{prefix}:{name}" for name in catalogue.service(prefix).actions.values())  # type: ignore[union-attr]
        if code_of(action)
    }
    assert {code for _, code in flagged} == {"iam-deprecated-action"}
    assert len(flagged) == 9


def findings(code: str) -> list[str]:
    return [finding.message for finding in check(code.encode(), Config())]


def test_the_message_is_one_line_that_names_the_part_and_the_date() -> None:
    assert findings('{"Effect": "Allow", "Action": "ecr:BatchGetImages"}') == [
        'Unknown action "ecr:BatchGetImages"; did you mean "ecr:BatchGetImage"?'
        f" (catalogue of {catalogues.default().date})"
    ]


def test_the_message_says_where_a_wrong_name_fails_open() -> None:
    deny = '{"Effect": "Deny", "Action": "ecr:BatchGetImages"}'
    allow_not = '{"Effect": "Allow", "NotAction": "ecr:BatchGetImages"}'
    deny_not = '{"Effect": "Deny", "NotAction": "ecr:BatchGetImages"}'
    assert "has no effect on it" in findings(deny)[0]
    assert "NotAction does not exclude it" in findings(allow_not)[0]
    assert "nothing" not in findings(deny_not)[0]


@pytest.mark.parametrize(
    "text", ["ecr:" + "A" * 3000, "e\x07cr:\u202e" + "B" * 300, "\n" * 400 + ":x"]
)
def test_messages_stay_on_one_printable_line_of_at_most_200_characters(text: str) -> None:
    (message,) = findings(f'{{"Effect": "Deny", "Resource": "*", "Action": {text!r}}}')
    assert len(message) <= 200 and message.isprintable()
