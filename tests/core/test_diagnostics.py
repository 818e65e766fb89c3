from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.core.diagnostics.judging import cases, flagged, suggestions
from typed_iam_core import catalogue as catalogues
from typed_iam_core import diagnostics
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import MANY_VALUES, ON_ACTIONS, RULES, ActionRule, Rule
from typed_iam_core.engine import check, judge
from typed_iam_core.policies import Slot
from typed_iam_core.text.source import Span

FOLDER = Path(diagnostics.__file__).parent
ON_CODE = [rule for rule in RULES.values() if rule not in ON_ACTIONS]


def code_of(text: str) -> str | None:
    judged = judge(Slot(text, Span(1, 1, 1, 1), effect="Allow"), catalogues.default(), Config())
    return judged[0] if judged else None


@pytest.mark.parametrize("rule", ON_ACTIONS, ids=lambda rule: rule.code)
def test_examples_of_a_rule_on_actions_get_its_verdict(rule: ActionRule) -> None:
    assert [text for text in rule.valid if suggestions(rule, text) is not None] == []
    assert [text for text in rule.invalid if suggestions(rule, text) is None] == []


@pytest.mark.parametrize("rule", ON_CODE, ids=lambda rule: rule.code)
def test_examples_of_a_rule_on_code_get_its_finding_once(rule: Rule) -> None:
    assert [text for text in rule.valid if flagged(rule.code, text)] == []
    assert [text for text in rule.invalid if len(flagged(rule.code, text)) != 1] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_documents_itself(rule: Rule) -> None:
    first, blank, why = (rule.__doc__ or "").split("\n", 2)
    assert first.endswith(".") and not blank and why.strip()
    assert 1 <= len(rule.valid) <= 3
    assert 1 <= len(rule.invalid) <= 3 or rule is MANY_VALUES


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_is_a_file_a_table_of_tests_and_a_line_of_the_readme(rule: Rule) -> None:
    module = type(rule).__module__.rpartition(".")[2]
    assert rule.code == "iam-" + module.replace("_", "-")
    assert cases(rule.code)
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert readme.count(f"| `{rule.code}` |") == 1


def codes_in(folder: Path) -> set[str]:
    """The codes of the rules in the files of a folder."""
    texts = [path.read_text("utf-8") for path in folder.glob("*.py")]
    return {
        code for text in texts for code in re.findall(r'^    code = "(.+)"', text, re.MULTILINE)
    }


def test_every_rule_in_the_folder_is_registered(tmp_path: Path) -> None:
    assert codes_in(FOLDER) == set(RULES)
    # A file that is not registered is noticed.
    (tmp_path / "new_rule.py").write_text('class NewRule(ActionRule):\n    code = "iam-new-rule"\n')
    assert codes_in(tmp_path) - set(RULES) == {"iam-new-rule"}


# Where several rules have a verdict, the one that is reported.
FIRST = {
    "iam-malformed-action": [
        "PutImage",
        "ecr:",
        "ecr:Put:Image",
        "ecr: PutImage",
        "ecr:Put${x}",
        "ecr:[a]*",
        "arn:aws:ecr:us-east-1:123456789012:repository/app",
    ],
    "iam-wildcard-service": ["e*:Get*", "*:PutImage", "ec?:PutImage", "*:*"],
    "iam-operation-name": [
        "s3:ListObjects",
        "lambda:Invoke",
        "ecr:batch_get_image",
        "kms:ReEncrypt",
    ],
    "iam-retired-action": ["ecr:DescribeRepositoryCreationTemplate"],
}


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in FIRST.items() for text in texts]
)
def test_the_rule_that_explains_an_action_best_is_reported(code: str, text: str) -> None:
    reported = [rule.code for rule in ON_ACTIONS if suggestions(rule, text) is not None]
    assert len(reported) > 1
    assert code_of(text) == reported[0] == code


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
        "s3:ListBucket",
        "lambda:InvokeFunction",
        "ecr:DescribeRepositoryCreationTemplates",
        "logs:PutLogEvents",
        "states:StartExecution",
        "ECR:get*",
        "account:GetContactInformation",
        "ecr:Put*",
    ],
)
def test_what_iam_accepts_is_accepted(text: str) -> None:
    statement = f'{{"Effect": "Allow", "Action": "{text}", "Resource": "*"}}'
    assert check(statement.encode(), Config()) == []


def test_only_deprecated_actions_of_the_catalogue_are_reported() -> None:
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


LONG = "elasticloadbalancing%s:DescribeLoadBalancerPolicy%s"


@pytest.mark.parametrize("action", [LONG % ("v2", "Type"), LONG % ("", "Typez"), "s3:GetObjekt"])
def test_the_suggestion_and_the_date_fit_into_a_message(action: str) -> None:
    (finding,) = check(b'{"Effect": "Deny", "Action": "%s"}' % action.encode(), Config())
    assert "did you mean" in finding.message
    assert "(catalogue of " in finding.message
    assert not finding.message.endswith("…")
    assert len(finding.message) <= 200
