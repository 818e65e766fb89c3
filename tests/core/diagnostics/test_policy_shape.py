from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import flagged
from typed_iam_core.diagnostics.policy_shape import PolicyShape

# Name of a case -> source text, and the texts in it that are reported.
CASES: dict[str, tuple[str, list[str]]] = {
    "one statement": (
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}',
        [],
    ),
    "every key there is": (
        '{"Version": "2012-10-17", "Id": "x", "Statement": [{"Sid": "y", "Effect": "Deny", "NotPrincipal": {"AWS": "*"}, "NotAction": "ecr:*", "NotResource": "*", "Condition": {}}]}',
        [],
    ),
    "the same key twice in a statement": (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*", "Action": "ecr:*"}]}',
        ['"Action"'],
    ),
    "the same operator twice in a condition": (
        '{"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Condition": {"StringEquals": {"a:b": "c"}, "StringEquals": {"d:e": "f"}}}',
        ['"StringEquals"'],
    ),
    "the same principal twice": (
        '{"Effect": "Allow", "Action": "ecr:*", "Principal": {"AWS": "a", "AWS": "b"}}',
        ['"AWS"'],
    ),
    "the same key twice in a document": (
        '{"Version": "2012-10-17", "Statement": [], "Statement": []}',
        ['"Statement"'],
    ),
    "the resource of a repository's policy": (
        'c = boto3.client("ecr")\nc.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:PutImage", "Resource": "*"}]}))',
        ['"Resource"'],
    ),
    "the resource of a registry's policy": (
        'c = boto3.client("ecr")\nc.put_registry_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:ReplicateImage", "Resource": "*"}]}))',
        [],
    ),
    "no statements": (
        '{"Version": "2012-10-17", "Statement": []}',
        [],
    ),
    "a spread": (
        '{"Version": "2012-10-17", "Statement": [{**base, "Action": "ecr:*"}]}',
        [],
    ),
    "another cloud's policy": (
        '{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:*:*"}]}',
        [],
    ),
    "a version of another service": (
        '{"Version": "2023-04-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "x"}]}',
        [],
    ),
    "a statement with a key for other uses": (
        '{"id": "x", "Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}',
        [],
    ),
    "a dict that only looks like a policy": (
        '{"Version": "2012-10-17", "Status": "Action", "Effect": "ffect"}',
        [],
    ),
    "Actions": (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Actions": "ecr:*", "Resource": "*"}]}',
        ['"Actions"'],
    ),
    "Statements beside Statement": (
        '{"Version": "2012-10-17", "Statements": "Action", "Statement": []}  # Effect',
        ['"Statements"'],
    ),
    "no effect": (
        '{"Version": "2012-10-17", "Statement": [{"Action": "ecr:*", "Resource": "*"}]}',
        ["{"],
    ),
    "an effect in lower case": (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "allow", "Action": "ecr:*", "Resource": "*"}]}',
        ['"allow"'],
    ),
    "Action and NotAction": (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "NotAction": "ecr:*", "Resource": "*"}]}',
        ['"NotAction"'],
    ),
    "Resource and NotResource": (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "NotResource": "*"}]}',
        ['"NotResource"'],
    ),
    "no action": (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*"}, {"Effect": "Deny", "Action": "ecr:*", "Resource": "*"}]}',
        ["{"],
    ),
    "no actions in the list": (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [], "Resource": "*"}]}',
        ["[]"],
    ),
    "an unknown version": (
        '{"Version": "2012-10-18", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}]}',
        ['"2012-10-18"'],
    ),
    "Statements": (
        '{"Version": "2012-10-17", "Statements": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}]}',
        ['"Statements"'],
    ),
    "statement": (
        '{"Version": "2012-10-17", "statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}]}',
        ['"statement"'],
    ),
    "a boolean effect": (
        '{"Version": "2012-10-17", "Statement": [{"Effect": True, "Action": "ecr:*", "Resource": "*"}]}',
        ["True"],
    ),
    "a misspelled key in a list of statements": (
        '[{"Effect": "Allow", "Actoin": "ecr:*", "Resource": "*"}, {"Effect": "Deny", "Action": "*", "Resource": "*"}]',
        ['"Actoin"'],
    ),
    "NotAction in a resource control policy of boto3": (
        'c.create_policy(Type="RESOURCE_CONTROL_POLICY", Content=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "NotAction": "s3:GetObject", "Resource": "*"}]}))',
        ['"NotAction"'],
    ),
    "Allow in a resource control policy of CloudFormation": (
        '{"Type": "AWS::Organizations::Policy", "Properties": {"Type": "RESOURCE_CONTROL_POLICY", "Content": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}}}',
        ['"Allow"'],
    ),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES.keys())
def test_policy_shape(source: str, expected: list[str]) -> None:
    assert flagged(PolicyShape.code, source) == expected
