from __future__ import annotations

import pytest

from tests.core.readers.judging import assert_reported

SEEN = {
    "the CDK's statement": 'iam.PolicyStatement(actions=["ecr:BatchGetImages"], resources=["*"])',
    "its not_actions": 'PolicyStatement(not_actions=["ecr:BatchGetImages"], effect=Effect.DENY)',
    "a policy builder's Statement": 'Statement(Effect=Allow, Action=["ecr:BatchGetImages"])',
    "a statement of Pulumi": 'aws.iam.GetPolicyDocumentStatementArgs(actions=["ecr:BatchGetImages"], effect="Allow")',
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_a_wrong_action_is_reported_once(code: str) -> None:
    assert_reported(code)
