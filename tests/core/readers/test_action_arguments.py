from __future__ import annotations

import pytest

from tests.core.readers.judging import assert_reported, flagged

SEEN = {
    "grant of the CDK": 'repository.grant(role, "ecr:PutImage", "ecr:BatchGetImages")',
    "add_actions of the CDK": 's.add_actions("ecr:PutImage", "ecr:BatchGetImages")',
    "a grant of the CDK": 'iam.Grant.add_to_principal(actions=["ecr:BatchGetImages"], grantee=x)',
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_a_wrong_action_is_reported_once(code: str) -> None:
    assert_reported(code)


UNSEEN = {
    "argparse": 'parser.add_argument("-x", action="store_true")',
    "scopes of some other system": 'f(permissions=["events:write", "account:read"])',
    "a grant of something else": 'token.grant(user, "events:write", "s3:prefix")',
}


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN.keys())
def test_nothing_is_reported(code: str) -> None:
    assert flagged(code) == []


def test_a_wildcard_made_for_a_strict_policy_is_judged() -> None:
    assert flagged('wildcard("ecr:Fooo*")') == ['iam-empty-pattern "ecr:Fooo*"']
    assert flagged('wildcard("ecr:Get*")') == []
