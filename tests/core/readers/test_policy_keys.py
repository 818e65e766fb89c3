from __future__ import annotations

import pytest

from tests.core.readers.judging import codes, document

MISPLACED = "iam-misplaced-action"
LOGIN = document("ecr:GetAuthorizationToken")
OTHER = document("ecr:PutImage")
KINDS = {
    "a key of CloudFormation": f'role = {{"AssumeRolePolicyDocument": {OTHER}}}',
    "a keyword of the CDK": f"iam.CfnRole(self, 'r', assume_role_policy_document={OTHER})",
    "a keyword of Pulumi": f"aws.iam.Role('r', assume_role_policy=json.dumps({OTHER}))",
    "a key of Pulumi": f'args = {{"assumeRolePolicy": {OTHER}}}',
    "a type of this package": f"trust: TrustPolicy = {OTHER}",
    "its strict type": f"trust: typed_iam.StrictTrustPolicy = {OTHER}",
    "a type for repositories": f"policy: EcrRepositoryPolicy = {LOGIN}",
    "its strict form": f"policy: StrictEcrRepositoryPolicy = {LOGIN}",
}


@pytest.mark.parametrize("code", KINDS.values(), ids=KINDS.keys())
def test_a_key_or_type_gives_a_policy_its_kind(code: str) -> None:
    assert codes(code) == [MISPLACED]


@pytest.mark.parametrize(
    "code",
    [f'x = {{"PolicyDocument": {OTHER}}}', f"f(policy={OTHER})", f"p: PolicyDocument = {OTHER}"],
)
def test_other_keys_and_types_give_it_none(code: str) -> None:
    assert codes(code) == []


@pytest.mark.parametrize("prefix", ["ecr", "ecr-public"])
def test_a_property_of_both_kinds_of_repository_takes_the_actions_of_either(prefix: str) -> None:
    code = 'properties = {"RepositoryPolicyText": %s}'
    assert codes(code % document(f"{prefix}:PutImage")) == []
    assert codes(code % document(f"{prefix}:GetAuthorizationToken")) == [MISPLACED]
