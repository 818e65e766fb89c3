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


MISPLACED = MisplacedAction.code
LOGIN = "ecr:GetAuthorizationToken"
REPOSITORIES = {
    "an f-string": 'f"arn:aws:ecr:{region}:1:repository/foo"',
    "an f-string all of holes": 'f"arn:{partition}:ecr:{region}:{account}:repository/{name}"',
    "an f-string that formats": 'f"arn:aws:ecr:{region!s}:1:repository/foo"',
    "the percent operator": '"arn:aws:ecr:%s:1:repository/foo" % region',
    "the percent operator with many": '"arn:aws:ecr:%s:%s:repository/foo" % (region, "1")',
    "str.format": '"arn:aws:ecr:{}:1:repository/foo".format(region)',
    "a sum": '"arn:aws:ecr:" + region + ":1:repository/foo"',
    "a list": '[f"arn:aws:ecr:{region}:1:repository/foo", "arn:aws:ecr:eu-west-1:1:repository/b"]',
    "a comprehension": '[f"arn:aws:ecr:{region}:1:repository/{name}" for name in names]',
    "a constant": "ARN",
    "a constant in a list": "[ARN]",
    "a list by its name": "ARNS",
    "a part by its name": 'PREFIX + "repository/foo"',
}
NAMES = (
    'ARN = "arn:aws:ecr:eu-west-1:1:repository/foo"\n'
    'ARNS = [ARN, f"arn:aws:ecr:{region}:1:repository/foo"]\n'
    'PREFIX = "arn:aws:ecr:eu-west-1:1:"\n'
)


@pytest.mark.parametrize("resource", REPOSITORIES.values(), ids=REPOSITORIES.keys())
def test_a_login_on_a_repository_is_reported_however_that_is_written(resource: str) -> None:
    code = f'{NAMES}s = {{"Effect": "Allow", "Action": "{LOGIN}", "Resource": {resource}}}'
    assert flagged(MISPLACED, code) == [f'"{LOGIN}"']
    assert flagged(MISPLACED, code.replace(LOGIN, "ecr:PutImage")) == []
    assert len(flagged(MISPLACED, code.replace(LOGIN, "ecr-public:PutImage"))) == 1


ANYTHING = {
    "nothing but a hole": 'f"{arn}"',
    "a hole where the type would be": 'f"arn:aws:ecr:{x}"',
    "a hole in the service's place": 'f"arn:aws:{service}:{region}:1:repository/foo"',
    "a hole before all": 'f"{prefix}:repository/foo"',
    "a hole at the end of a sum": '"arn:aws:ecr:" + x',
    "a parameter": "arn",
    "everything among others": '[f"arn:aws:ecr:{region}:1:repository/foo", "*"]',
    "anything among others": '[f"arn:aws:ecr:{region}:1:repository/foo", other]',
    "a spread": '[*ARNS, "arn:aws:ecr:eu-west-1:1:repository/foo"]',
    "a constant with two values": "TWICE",
    "a list that grows": "GROWING",
    "a condition": '"arn:aws:ecr:eu-west-1:1:repository/foo" if x else "*"',
    "a comprehension of holes": "[arn for arn in arns]",
    "an element of a list": "ARNS[0]",
}
MORE_NAMES = (
    'TWICE = "arn:aws:ecr:eu-west-1:1:repository/foo"\nif x:\n    TWICE = "*"\n'
    'GROWING = ["arn:aws:ecr:eu-west-1:1:repository/foo"]\nGROWING.append("*")\n'
)


@pytest.mark.parametrize("resource", ANYTHING.values(), ids=ANYTHING.keys())
def test_a_resource_that_may_be_everything_leaves_a_login_alone(resource: str) -> None:
    code = f'{MORE_NAMES}def f(arn):\n    return {{"Effect": "Allow", "Action": "{LOGIN}", "Resource": {resource}}}'
    assert flagged(MISPLACED, code) == []


@pytest.mark.parametrize(
    ("resource", "count"),
    [("arn:aws:ecr:{region}:1:repository/foo", 1), ("arn:aws:ecr:{x}", 0), ("{x}", 0)],
)
def test_holes_in_a_string_of_json_are_holes(resource: str, count: int) -> None:
    text = f'{{{{"Effect": "Allow", "Action": "{LOGIN}", "Resource": "{resource}"}}}}'
    assert len(flagged(MISPLACED, f"p = f'{text}'")) == count
