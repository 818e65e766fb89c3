from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import flagged
from typed_iam_core.diagnostics.misplaced_action import MisplacedAction

# Name of a case -> source text, and the texts in it that are reported.
CASES: dict[str, tuple[str, list[str]]] = {
    "what works on a repository": (
        'ecr.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage", "ecr:Put*"]}]}))',
        [],
    ),
    "a login for all": (
        '{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}',
        [],
    ),
    "a login for all public registries": (
        '{"Effect": "Allow", "Action": "ecr-public:GetAuthorizationToken", "Resource": "*"}',
        [],
    ),
    "an action on a repository": (
        '{"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "arn:aws:ecr:us-east-1:123456789012:repository/app"}',
        [],
    ),
    "a login on an ARN with an unknown end": (
        '{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": f"arn:aws:ecr:{x}"}',
        [],
    ),
    "a registry's policy": (
        'ecr.put_registry_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:PutImage", "Resource": "*"}]}))',
        [],
    ),
    "a public repository's policy": (
        '{"Type": "AWS::ECR::PublicRepository", "Properties": {"RepositoryPolicyText": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr-public:PutImage"}]}}}',
        [],
    ),
    "services in a resource control policy": (
        'c.create_policy(Type="RESOURCE_CONTROL_POLICY", Content=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": ["s3:*", "ecr:*"], "Resource": "*"}]}))',
        [],
    ),
    "another service in a repository's policy": (
        'ecr.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}]}))',
        ['"s3:GetObject"'],
    ),
    "a login in a repository's policy": (
        'ecr.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:GetAuthorizationToken"}]}))',
        ['"ecr:GetAuthorizationToken"'],
    ),
    "another service in a registry's policy": (
        'ecr.put_registry_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}))',
        ['"s3:GetObject"'],
    ),
    "a registry's action in a public repository's policy": (
        'boto3.client("ecr-public").set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr-public:DescribeRegistries"}]}))',
        ['"ecr-public:DescribeRegistries"'],
    ),
    "another service in a key's policy": (
        '{"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}}}',
        ['"s3:GetObject"'],
    ),
    "every service in a resource control policy": (
        'c.create_policy(Type="RESOURCE_CONTROL_POLICY", Content=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}))',
        ['"*"'],
    ),
    "a login on a repository of an unknown region": (
        '{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": [f"arn:aws:ecr:{region}:123456789012:repository/app"]}',
        ['"ecr:GetAuthorizationToken"'],
    ),
    "a login on a repository": (
        '{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "arn:aws:ecr:us-east-1:123456789012:repository/app"}',
        ['"ecr:GetAuthorizationToken"'],
    ),
    "a private action on a public repository": (
        '{"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "arn:aws:ecr-public::123456789012:repository/app"}',
        ['"ecr:PutImage"'],
    ),
    "another service in a trust policy": (
        'iam.create_role(AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "ecr:PutImage"}}))',
        ['"ecr:PutImage"'],
    ),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES.keys())
def test_misplaced_action(source: str, expected: list[str]) -> None:
    assert flagged(MisplacedAction.code, source) == expected
