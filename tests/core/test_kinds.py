"""What a policy is attached to, told by the resource that declares it, and what that forbids."""

from __future__ import annotations

import pytest

from tests.core.test_boto3_calls import codes, document
from tests.core.test_sites import flagged

MISPLACED = "iam-misplaced-action"
LOGIN = "ecr:GetAuthorizationToken"

FOREIGN = {
    "a registry's policy in CloudFormation": '{"Type": "AWS::ECR::RegistryPolicy", "Properties": {"PolicyText": %s}}',
    "a key in CloudFormation": '{"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": %s}}',
    "the same with dict()": 'dict(Type="AWS::KMS::Key", Properties=dict(KeyPolicy=%s))',
    "properties by their name": 'p = {"KeyPolicy": %s}\nr = {"Type": "AWS::KMS::Key", "Properties": p}',
    "a public repository": '{"Type": "AWS::ECR::PublicRepository", "Properties": {"RepositoryPolicyText": %s}}',
    "a private repository": '{"Type": "AWS::ECR::Repository", "Properties": {"RepositoryPolicyText": %s}}',
    "a creation template": '{"Type": "AWS::ECR::RepositoryCreationTemplate", "Properties": {"RepositoryPolicy": json.dumps(%s)}}',
    "a bucket's policy": '{"Type": "AWS::S3::BucketPolicy", "Properties": {"PolicyDocument": %s}}',
    "a secret's policy": '{"Type": "AWS::SecretsManager::ResourcePolicy", "Properties": {"ResourcePolicy": %s}}',
    "Pulumi's repository": 'import pulumi_aws as aws\naws.ecr.RepositoryPolicy("p", repository=r.name, policy=json.dumps(%s))',
    "Pulumi's public repository": 'import pulumi_aws as aws\naws.ecrpublic.RepositoryPolicy("p", policy=json.dumps(%s))',
    "Pulumi's registry": 'from pulumi_aws.ecr import RegistryPolicy\nRegistryPolicy("p", policy=json.dumps(%s))',
    "Pulumi's key": 'from pulumi_aws import kms\nkms.Key("k", policy=pulumi.Output.json_dumps(%s))',
    "Pulumi's classes without their import": 'aws.ecr.RepositoryPolicy("p", policy=json.dumps(%s))',
    "troposphere's repository": 'ecr.Repository("r", RepositoryPolicyText=%s)',
    "troposphere's class alone": 'from troposphere.ecr import RegistryPolicy as P\nP("p", PolicyText=%s)',
    "CDK's class for CloudFormation": 'from aws_cdk import aws_kms\naws_kms.CfnKey(self, "k", key_policy=%s)',
    "CDK's key with a document": 'from aws_cdk import aws_kms as kms\nkms.Key(self, "k", policy=iam.PolicyDocument.from_json(%s))',
}


@pytest.mark.parametrize("code", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_resource_takes_the_actions_of_its_service(code: str) -> None:
    assert codes(code % document("elasticache:CreateUser")) == [MISPLACED]
    assert codes(code % document("*")) == []


def test_both_kinds_of_ecr_take_what_works_on_a_repository() -> None:
    for client in ("ecr", "ecr-public"):
        call = f'boto3.client("{client}").set_repository_policy(policyText=json.dumps(%s))'
        assert codes(call % document(f"{client}:GetAuthorizationToken")) == [MISPLACED]
        assert codes(call % document(f"{client}:DescribeRepositories")) == []
    assert codes(call % document("ecr-public:DescribeRegistries")) == [MISPLACED]
    assert codes(call % document("ecr-public:*")) == []


@pytest.mark.parametrize("prefix", ["ecr", "ecr-public"])
def test_a_property_of_both_kinds_of_repository_takes_the_actions_of_either(prefix: str) -> None:
    code = 'properties = {"RepositoryPolicyText": %s}'
    assert codes(code % document(f"{prefix}:PutImage")) == []
    assert codes(code % document(f"{prefix}:GetAuthorizationToken")) == [MISPLACED]


def test_a_public_repository_takes_its_own_actions() -> None:
    code = '{"Type": "AWS::ECR::PublicRepository", "Properties": {"RepositoryPolicyText": %s}}'
    assert codes(code % document("ecr-public:PutImage")) == []
    assert codes(code % document("ecr:PutImage")) == [MISPLACED]


@pytest.mark.parametrize("action", ["ecr:PutImage", "ecr:ReplicateImage", LOGIN, "ecr:*"])
def test_the_policy_of_a_registry_takes_every_action_of_ecr(action: str) -> None:
    code = '{"Type": "AWS::ECR::RegistryPolicy", "Properties": {"PolicyText": %s}}'
    assert codes(code % document(action)) == []


OTHER = {
    "an identity's policy": '{"Type": "AWS::IAM::Policy", "Properties": {"PolicyDocument": %s}}',
    "another property": '{"Type": "AWS::KMS::Key", "Properties": {"Description": %s}}',
    "another type of resource": '{"Type": "AWS::KMS::Alias", "Properties": {"KeyPolicy": %s}}',
    "a type that is computed": '{"Type": t, "Properties": {"KeyPolicy": %s}}',
    "a class of another module": "models.Key(policy=%s)",
    "a class by no module": "Key(policy=%s)",
    "an import from another module": "from cache.models import Key\nKey(policy=%s)",
    "another cloud's key": 'import pulumi_alicloud as aws\naws.kms.Key("k", policy=%s)',
    "a module that is a parameter": "def f(kms):\n    kms.Key(policy=%s)",
    "a relative import": "from . import kms\nkms.Key(policy=%s)",
    "what is computed": "kms.Key(policy=f(%s))",
    "a policy of an organization": '{"Type": "AWS::Organizations::Policy", "Properties": {"Type": "SERVICE_CONTROL_POLICY", "Content": %s}}',
    "a document that a function makes": "kms.Key(policy=make(actions=['s3:GetObject'], x=%s))",
}


@pytest.mark.parametrize("code", OTHER.values(), ids=OTHER.keys())
def test_what_is_not_certainly_a_policy_of_a_resource_may_hold_any_action(code: str) -> None:
    assert codes(code % document("elasticache:CreateUser")) == []


CDK = "from aws_cdk import aws_ecr as ecr, aws_iam as iam, aws_kms as kms\n"
STATEMENT = 'iam.PolicyStatement(actions=["%s"], principals=[iam.AnyPrincipal()])'


@pytest.mark.parametrize(
    "code",
    [
        f'r = ecr.Repository(self, "r")\nr.add_to_resource_policy({STATEMENT})',
        f'r = ecr.Repository(self, "r")\ns = {STATEMENT}\nr.add_to_resource_policy(s)',
        f'r = ecr.Repository(self, "r")\nr.add_to_resource_policy(statement={STATEMENT})',
        f'ecr.Repository(self, "r").add_to_resource_policy({STATEMENT})',
        f'class S:\n    def __init__(self):\n        self.r = ecr.Repository(self, "r")\n        self.r.add_to_resource_policy({STATEMENT})',
        f'kms.Key(self, "k", policy=iam.PolicyDocument(statements=[{STATEMENT}]))',
    ],
)
def test_a_statement_of_the_cdk_is_of_the_kind_of_what_it_is_added_to(code: str) -> None:
    assert codes(CDK + code % "s3:GetObject") == [MISPLACED]
    if "ecr.R" in code:
        assert codes(CDK + code % LOGIN) == [MISPLACED]
        assert codes(CDK + code % "ecr:PutImage") == []


@pytest.mark.parametrize(
    "code",
    [
        f"def f(r):\n    r.add_to_resource_policy({STATEMENT})",
        f'r = ecr.Repository.from_repository_name(self, "r", n)\nr.add_to_resource_policy({STATEMENT})',
        f'r = ecr.Repository(self, "r") if x else make()\nr.add_to_resource_policy({STATEMENT})',
        f'r = make()\nr = ecr.Repository(self, "r")\nr.add_to_resource_policy({STATEMENT})',
        f'def f(r=ecr.Repository(s, "r")):\n    r.add_to_resource_policy({STATEMENT})',
        f'r = ecr.Repository(self, "r")\nr.grant_something({STATEMENT})',
    ],
)
def test_a_statement_added_to_what_is_not_in_sight_may_hold_any_action(code: str) -> None:
    assert codes(CDK + code % "s3:GetObject") == []


def test_a_policy_of_awacs_has_the_kind_of_the_resource_that_takes_it() -> None:
    code = (
        "from awacs.aws import Action, Allow, PolicyDocument, Principal, Statement\n"
        "from troposphere import ecr\n"
        'ecr.Repository("r", RepositoryPolicyText=PolicyDocument(Statement=[Statement('
        'Effect=Allow, Principal=Principal("*"), Action=[Action("ecr", "%s")])]))'
    )
    assert codes(code % "GetAuthorizationToken") == [MISPLACED]
    assert codes(code % "BatchGetImage") == []


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
def test_a_login_is_about_no_repository_however_that_is_written(resource: str) -> None:
    code = f'{NAMES}s = {{"Effect": "Allow", "Action": "{LOGIN}", "Resource": {resource}}}'
    assert flagged(code) == [f'{MISPLACED} "{LOGIN}"']
    assert codes(code.replace(LOGIN, "ecr:PutImage")) == []
    assert codes(code.replace(LOGIN, "ecr-public:PutImage")) == [MISPLACED]


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
    assert codes(code) == []


@pytest.mark.parametrize(
    ("resource", "expected"),
    [("arn:aws:ecr:{region}:1:repository/foo", [MISPLACED]), ("arn:aws:ecr:{x}", []), ("{x}", [])],
)
def test_holes_in_a_string_of_json_are_holes(resource: str, expected: list[str]) -> None:
    text = f'{{{{"Effect": "Allow", "Action": "{LOGIN}", "Resource": "{resource}"}}}}'
    assert codes(f"p = f'{text}'") == expected


RCP = {
    "boto3": 'boto3.client("organizations").create_policy(Type="RESOURCE_CONTROL_POLICY", Content=json.dumps(%s))',
    "a client out of sight": 'c.create_policy(Name="n", Type="RESOURCE_CONTROL_POLICY", Content=json.dumps(%s))',
    "a type by its name": 'T = "RESOURCE_CONTROL_POLICY"\nc.create_policy(Type=T, Content=json.dumps(%s))',
    "CloudFormation": '{"Type": "AWS::Organizations::Policy", "Properties": {"Type": "RESOURCE_CONTROL_POLICY", "Content": %s}}',
    "Pulumi": 'aws.organizations.Policy("p", type="RESOURCE_CONTROL_POLICY", content=json.dumps(%s))',
    "CDK": 'organizations.CfnPolicy(self, "p", name="n", type="RESOURCE_CONTROL_POLICY", content=%s)',
}
STATEMENTS = {
    '"Effect": "Deny", "Action": ["s3:*", "ecr:PutImage"]': [],
    '"Effect": "Deny", "Action": "*"': ['iam-misplaced-action "*"'],
    '"Effect": "Deny", "Action": ["s3:*", "*"]': ['iam-misplaced-action "*"'],
    '"Effect": "Allow", "Action": "s3:*"': ['iam-policy-shape "Allow"'],
    '"Effect": "Deny", "NotAction": "s3:GetObject"': ['iam-policy-shape "NotAction"'],
    '"Effect": "Deny", "NotAction": "*"': ['iam-policy-shape "NotAction"'],
}


@pytest.mark.parametrize("code", RCP.values(), ids=RCP.keys())
@pytest.mark.parametrize(("statement", "expected"), STATEMENTS.items())
def test_a_resource_control_policy_denies_named_services(
    code: str, statement: str, expected: list[str]
) -> None:
    policy = f'{{"Version": "2012-10-17", "Statement": [{{{statement}, "Principal": "*", "Resource": "*"}}]}}'
    assert flagged(code % policy) == expected
    assert flagged(code % f"'{policy}'") == expected


@pytest.mark.parametrize(
    "code",
    [
        'c.create_policy(Type="SERVICE_CONTROL_POLICY", Content=json.dumps(%s))',
        "c.create_policy(Type=t, Content=json.dumps(%s))",
        "c.create_policy(Content=json.dumps(%s))",
        "c.update_policy(PolicyId=i, Content=json.dumps(%s))",
        '{"Type": "AWS::Organizations::Policy", "Properties": {"Type": t, "Content": %s}}',
        '{"Type": "AWS::Organizations::Policy", "Properties": {"Content": %s}}',
    ],
)
def test_policies_of_an_organization_of_another_type_or_none_are_not_judged_so(code: str) -> None:
    for statement in STATEMENTS:
        policy = f'{{"Version": "2012-10-17", "Statement": [{{{statement}, "Resource": "*"}}]}}'
        assert codes(code % policy) == []
