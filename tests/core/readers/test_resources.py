"""The kind of a policy by the resource that declares it, and the actions that have an effect in it."""

from __future__ import annotations

import pytest

from tests.core.readers.judging import codes, document, flagged

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


def test_a_public_repository_takes_its_own_actions() -> None:
    code = '{"Type": "AWS::ECR::PublicRepository", "Properties": {"RepositoryPolicyText": %s}}'
    assert codes(code % document("ecr-public:PutImage")) == []
    assert codes(code % document("ecr:PutImage")) == [MISPLACED]


@pytest.mark.parametrize("action", ["ecr:PutImage", "ecr:ReplicateImage", "ecr:*"])
def test_the_policy_of_a_registry_takes_the_actions_of_ecr_but_the_login(action: str) -> None:
    code = '{"Type": "AWS::ECR::RegistryPolicy", "Properties": {"PolicyText": %s}}'
    assert codes(code % document(action)) == []
    assert codes(code % document(LOGIN)) == [MISPLACED]


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
def test_other_policies_may_hold_any_action(code: str) -> None:
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
def test_a_statement_added_to_an_unknown_resource_may_hold_any_action(code: str) -> None:
    assert codes(CDK + code % "s3:GetObject") == []


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
def test_other_policies_of_an_organization_may_hold_any_statement(code: str) -> None:
    for statement in STATEMENTS:
        policy = f'{{"Version": "2012-10-17", "Statement": [{{{statement}, "Resource": "*"}}]}}'
        assert codes(code % policy) == []
