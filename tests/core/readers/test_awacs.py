from __future__ import annotations

import pytest

from tests.core.readers.judging import codes, flagged
from typed_iam_core.config import Config
from typed_iam_core.engine import check

MISPLACED = "iam-misplaced-action"
SEEN = {
    "a class for all services": 'from awacs.aws import Action\nAction("ecr", "BatchGetImages")',
    "a class of the service": 'import awacs.ecr\nawacs.ecr.Action("BatchGetImages")',
    "a class by another name of its module": 'from awacs import ecr as e\ne.Action("BatchGetImages")',
}
UNSEEN = {
    "a right action": 'from awacs.aws import Action\nAction("ecr", "PutImage")',
    "a computed name": 'from awacs.aws import Action\nAction("ecr", name)',
    "a class of another package": 'from game import Action\nAction("ecr", "BatchGetImages")',
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_a_wrong_action_is_reported_at_its_name(code: str) -> None:
    assert flagged(code) == ['iam-unknown-action "BatchGetImages"']


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN.keys())
def test_nothing_is_reported(code: str) -> None:
    assert flagged(code) == []


@pytest.mark.parametrize(
    "statement",
    [
        'Statement(Effect=Deny, Action=[Action("ecr", "BatchGetImages")])',
        'Statement(Effect=aws.Deny, Action=[aws.Action("ecr", "BatchGetImages")])',
        'Statement(Effect="Allow", NotAction=[Action("ecr", "BatchGetImages")])',
    ],
)
def test_the_message_has_the_consequence_in_the_statement(statement: str) -> None:
    code = f"from awacs.aws import Action, Deny, Statement\nfrom awacs import aws\n{statement}\n"
    (finding,) = check(code.encode(), Config())
    assert "NotAction does not exclude" in finding.message or "no effect on it" in finding.message


def test_a_policy_of_awacs_has_the_kind_of_the_resource_that_takes_it() -> None:
    code = (
        "from awacs.aws import Action, Allow, PolicyDocument, Principal, Statement\n"
        "from troposphere import ecr\n"
        'ecr.Repository("r", RepositoryPolicyText=PolicyDocument(Statement=[Statement('
        'Effect=Allow, Principal=Principal("*"), Action=[Action("ecr", "%s")])]))'
    )
    assert codes(code % "GetAuthorizationToken") == [MISPLACED]
    assert codes(code % "BatchGetImage") == []
