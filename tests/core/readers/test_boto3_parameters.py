"""Parameters of boto3 that take policies of a kind, names of actions, or other languages."""

from __future__ import annotations

import json

import pytest

from tests.core.readers.judging import assert_reported, codes, document, flagged
from typed_iam_core.config import Config
from typed_iam_core.engine import check
from typed_iam_core.readers import boto3_parameters, find, may_hold_policies
from typed_iam_core.text.source import Source

FOREIGN, OWN = document("s3:GetObject"), document("ecr:BatchGetImage")
MISPLACED = {
    "ecr's own client": 'boto3.client("ecr").set_repository_policy(repositoryName="r", policyText=json.dumps(%s))',
    "a client of either ecr": "c.set_repository_policy(repositoryName=r, policyText=json.dumps(%s))",
    "the policy of a registry": "c.put_registry_policy(policyText=json.dumps(%s))",
    "a creation template": 'c.create_repository_creation_template(prefix="ROOT", appliedFor=[], repositoryPolicy=json.dumps(%s))',
    "an update of it": 'c.update_repository_creation_template(prefix="ROOT", repositoryPolicy=json.dumps(%s))',
    "a preview of access to a repository": 'c.create_access_preview(analyzerArn=a, configurations={arn: {"ecrRepository": {"repositoryPolicy": json.dumps(%s)}}})',
    "the policy of a key": "c.create_key(Policy=json.dumps(%s))",
    "the keys of a preview": 'c.create_access_preview(configurations={arn: {"kmsKey": {"keyPolicies": {"default": json.dumps(%s)}}}})',
    "a new queue": 'c.create_queue(QueueName="q", Attributes={"Policy": json.dumps(%s)})',
    "a queue's attributes": 'c.set_queue_attributes(QueueUrl=u, Attributes={"DelaySeconds": "1", "Policy": json.dumps(%s)})',
    "attributes from dict()": "c.set_queue_attributes(Attributes=dict(Policy=json.dumps(%s)))",
    "a topic's attribute": 'c.set_topic_attributes(AttributeName="Policy", AttributeValue=json.dumps(%s))',
    "a secret": "c.validate_resource_policy(ResourcePolicy=json.dumps(%s))",
    "a file system": 'boto3.client("efs").put_file_system_policy(Policy=json.dumps(%s))',
    "a search domain": "c.create_domain(AccessPolicies=json.dumps(%s))",
    "an API": "c.create_rest_api(policy=json.dumps(%s))",
    "a sink": "c.put_sink_policy(Policy=json.dumps(%s))",
    "a role's trust": "c.update_assume_role_policy(PolicyDocument=json.dumps(%s))",
    "a service shared by many, with its client": 'boto3.client("secretsmanager").put_resource_policy(ResourcePolicy=json.dumps(%s))',
    "a client by its keyword": 'boto3.client(service_name="dynamodb").put_resource_policy(Policy=json.dumps(%s))',
    "a client by a constant": 'N = "dynamodb"\nc = boto3.Session().client(N)\nc.put_resource_policy(Policy=json.dumps(%s))',
    "a client of a test's object": 'class T:\n    def setUp(self):\n        self.c = boto3.client("kinesis")\n    def test(self):\n        self.c.put_resource_policy(Policy=json.dumps(%s))',
    "a client awaited": 'async def f():\n    c = await make.client("kinesis")\n    await c.put_resource_policy(Policy=json.dumps(%s))',
    "a typed parameter": "def f(c: DynamoDBClient):\n    c.put_resource_policy(Policy=json.dumps(%s))",
    "a type in quotes": 'def f(c: "DynamoDBClient | None" = None):\n    c.put_resource_policy(Policy=json.dumps(%s))',
    "a type by its module": "def f(*, c: mypy_boto3_dynamodb.DynamoDBClient):\n    c.put_resource_policy(Policy=json.dumps(%s))",
    "a type by another name": "from types_boto3_dynamodb.client import DynamoDBClient as D\ndef f(c: D):\n    c.put_resource_policy(Policy=json.dumps(%s))",
    "a typed variable": "c: DynamoDBClient = make()\nc.put_resource_policy(Policy=json.dumps(%s))",
    "a typed attribute": "class A:\n    c: DynamoDBClient\n    def f(self):\n        self.c.put_resource_policy(Policy=json.dumps(%s))",
    "an attribute from a typed parameter": "class A:\n    def __init__(self, c: DynamoDBClient):\n        self._c = c\n    def f(self):\n        self._c.put_resource_policy(Policy=json.dumps(%s))",
    "a typed client of public repositories": "def f(c: ECRPublicClient):\n    c.set_repository_policy(policyText=json.dumps(%s))",
    "a resource": 'q = boto3.resource("sqs").Queue(url)\nq.set_attributes(Attributes={"Policy": json.dumps(%s)})',
    "a typed resource": 'def f(t: "mypy_boto3_sns.service_resource.Topic"):\n    t.set_attributes(AttributeName="Policy", AttributeValue=json.dumps(%s))',
    "a dict by its name": "p = %s\nc.put_key_policy(Policy=json.dumps(p))",
    "text by its name": "p = json.dumps(%s)\nc.put_key_policy(Policy=p)",
    "arguments from a dict": 'a = {"Policy": json.dumps(%s)}\nc.put_key_policy(**a)',
}


@pytest.mark.parametrize("code", MISPLACED.values(), ids=MISPLACED.keys())
def test_an_action_of_another_service_has_no_effect_in_a_resource_policy(code: str) -> None:
    foreign = document("elasticache:CreateUser")
    assert codes(code % foreign) == ["iam-misplaced-action"]


@pytest.mark.parametrize("code", MISPLACED.values(), ids=MISPLACED.keys())
def test_a_wildcard_for_every_action_is_not_reported(code: str) -> None:
    assert codes(code % document("*")) == []


def test_a_policy_in_a_string_of_json_has_its_kind() -> None:
    text = json.dumps(json.loads(FOREIGN))
    assert codes(f"c.put_key_policy(Policy='{text}')") == ["iam-misplaced-action"]
    assert codes(f"P = '{text}'\nc.put_key_policy(Policy=P)") == ["iam-misplaced-action"]


def test_statements_by_their_name_have_the_kind_of_their_document() -> None:
    code = (
        'S = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}\n'
        'c.put_key_policy(Policy=json.dumps({"Version": "2012-10-17", "Statement": [S]}))'
    )
    assert codes(code) == ["iam-misplaced-action"]


def test_an_unknown_action_is_not_misplaced_as_well() -> None:
    code = f"c.put_key_policy(Policy=json.dumps({document('s3:GetObjekt')}))"
    assert codes(code) == ["iam-unknown-action"]


IN_PLACE = {
    "ecr's own actions": f'boto3.client("ecr").set_repository_policy(policyText=json.dumps({OWN}))',
    "the actions of public repositories": f"def f(c: ECRPublicClient):\n    c.set_repository_policy(policyText=json.dumps({document('ecr-public:PutImage')}))",
    "either ecr where the client is not in sight": f"c.set_repository_policy(policyText=json.dumps({document('ecr-public:PutImage')}))",
    "a bucket's policy": f"c.put_bucket_policy(Policy=json.dumps({FOREIGN}))",
    "a directory bucket's policy": f"c.put_bucket_policy(Policy=json.dumps({document('s3express:CreateSession')}))",
    "a cluster's data": f'boto3.client("kafka").put_cluster_policy(Policy=json.dumps({document("kafka-cluster:Connect")}))',
    "an endpoint takes any service": f"c.create_vpc_endpoint(PolicyDocument=json.dumps({FOREIGN}))",
    "an identity takes any service": f"c.create_policy(PolicyDocument=json.dumps({FOREIGN}))",
    "a session takes any service": f"c.assume_role(Policy=json.dumps({FOREIGN}))",
    "an organization takes any service": f"c.create_policy(Content=json.dumps({FOREIGN}), Type=t)",
    "a simulation takes any service": f"c.simulate_custom_policy(PolicyInputList=[json.dumps({FOREIGN})])",
    "what only looks certain": f"c.put_resolver_rule_policy(ResolverRulePolicy=json.dumps({FOREIGN}))",
    "a method of many clients": f"c.put_resource_policy(Policy=json.dumps({FOREIGN}))",
    "a client that does not have the parameter": f'boto3.client("location").create_key(Policy=json.dumps({FOREIGN}))',
    "a client of a computed name": f"boto3.client(name).put_resource_policy(Policy=json.dumps({FOREIGN}))",
    "a type of several clients": f"def f(c: DynamoDBClient | KinesisClient):\n    c.put_resource_policy(Policy=json.dumps({FOREIGN}))",
    "a client made in two ways": f'c = boto3.client("dynamodb")\nc = make()\nc.put_resource_policy(Policy=json.dumps({FOREIGN}))',
    "a client made in two ways, the other way round": f'c = make()\nc = boto3.client("dynamodb")\nc.put_resource_policy(Policy=json.dumps({FOREIGN}))',
    "a client that a function may change": f'def f(c=boto3.client("dynamodb")):\n    c.put_resource_policy(Policy=json.dumps({FOREIGN}))',
    "another attribute of a topic": f'c.set_topic_attributes(AttributeName="X", AttributeValue=json.dumps({FOREIGN}))',
    "an attribute whose name is computed": f"c.set_topic_attributes(AttributeName=n, AttributeValue=json.dumps({FOREIGN}))",
    "another attribute of a queue": f'c.create_queue(Attributes={{"RedrivePolicy": json.dumps({FOREIGN})}})',
    "put of something else": f"cache.put(Policy=json.dumps({FOREIGN}))",
    "update of something else": f"cache.update(PolicyDocument=json.dumps({FOREIGN}))",
    "a list that holds itself": "p = [p]\nc.put_key_policy(Policy=p)  # 'ecr:PutImage'",
}


@pytest.mark.parametrize("code", IN_PLACE.values(), ids=IN_PLACE.keys())
def test_an_action_that_may_have_an_effect_is_not_reported(code: str) -> None:
    assert codes(code) == []


WRONG = document("ecr:BatchGetImages")
OTHER_LANGUAGES = {
    "IoT Core's policy": f"c.create_policy(policyName=n, policyDocument=json.dumps({WRONG}))",
    "a version of it": f"c.create_policy_version(policyName=n, policyDocument=json.dumps({WRONG}))",
    "a stack policy": f"c.set_stack_policy(StackPolicyBody=json.dumps({WRONG}))",
    "a data access policy": f'c.create_access_policy(type="data", policy=json.dumps({WRONG}))',
    "a verified access policy": f"c.create_verified_access_group(PolicyDocument=json.dumps({WRONG}))",
    "a Cedar policy": f'c.create_policy(definition={{"static": {{"statement": {WRONG}}}}})\nc.x("verifiedpermissions")',
    "a life cycle policy": f"c.put_lifecycle_policy(lifecyclePolicyText=json.dumps({WRONG}))",
    "a template's life cycle": f"c.create_repository_creation_template(lifecyclePolicy=json.dumps({WRONG}))",
    "a finding's details": f'c.batch_import_findings(Findings=[{{"Resources": [{{"Details": {{"AwsIamRole": {{"AssumeRolePolicyDocument": json.dumps({WRONG})}}}}}}]}}])',
    "permissions of QuickSight": 'c.update_dashboard_permissions(GrantPermissions=[{"Actions": ["quicksight:DescribeDashboard", "quicksight:ListDashboards", "quicksight:QueryDashboards"]}])',
    "the same in a comprehension": 'c.create_data_set(Permissions=[{"Actions": ["quicksight:DescribeDataSet", "quicksight:PassDataSets"]} for p in ps])',
    "the same by name": 'ACTIONS = ["quicksight:DescribeDataSet", "quicksight:DescribeDataSets"]\nPERMISSIONS = [{"Principal": p, "Actions": ACTIONS}]\nc.create_data_set(Permissions=PERMISSIONS)',
    "a document by its name": f"POLICY = {WRONG}\nc.create_policy(policyName=n, policyDocument=json.dumps(POLICY))",
    "a string of JSON": f"c.create_policy(policyName=n, policyDocument='{WRONG}')",
}


@pytest.mark.parametrize("name", OTHER_LANGUAGES)
def test_policies_of_other_languages_are_skipped(name: str) -> None:
    code = OTHER_LANGUAGES[name]
    if name == "a Cedar policy":
        code = code.replace("c.create_policy", 'boto3.client("verifiedpermissions").create_policy')
    assert codes(code) == []


def test_an_iam_policy_beside_one_of_another_language_is_judged() -> None:
    code = f"c.create_policy(policyDocument=json.dumps({WRONG}))\nc.create_policy(PolicyDocument=json.dumps({WRONG}))"
    (found,) = find(Source(code.encode())).statements
    assert found.span.line == 2
    assert codes(code) == ["iam-unknown-action"]


ACTIONS = {
    "a simulation": ('c.simulate_principal_policy(ActionNames=["%s"])', "ecrr:PutImage"),
    "a simulation of policies": ('c.simulate_custom_policy(ActionNames=["%s"])', "PutImage"),
    "a permission of lambda": ('c.add_permission(Action="%s")', "InvokeFunction"),
    "a permission of a layer": ('c.add_layer_version_permission(Action="%s")', "lambda:GetLayer"),
    "a permission of a bus": ('c.put_permission(Action="%s")', "PutEvents"),
    "a profile of signer": ('c.add_profile_permission(action="%s")', "signer:StartJob"),
    "a check of access": (
        'c.check_access_not_granted(access=[{"actions": ["%s"]}])',
        "ecrr:PutImage",
    ),
    "names of a constant": (
        'NAMES = ["%s"]\nc.simulate_custom_policy(ActionNames=NAMES)',
        "ecrr:PutImage",
    ),
}


@pytest.mark.parametrize(("code", "wrong"), ACTIONS.values(), ids=ACTIONS.keys())
def test_a_wrong_text_for_a_parameter_of_actions_is_reported(code: str, wrong: str) -> None:
    assert may_hold_policies((code % wrong).encode())
    (found,) = flagged(code % wrong)
    assert found.endswith(f' "{wrong}"')


@pytest.mark.parametrize(
    "code",
    [
        'c.simulate_principal_policy(ActionNames=["ecr:PutImage", "s3:GetObject"])',
        'c.add_permission(Action="lambda:InvokeFunction")',
        'c.add_permission(Action="lambda:*")',
        'c.add_permission(Action="*")',
        'c.put_permission(Action="events:PutEvents")',
        'c.check_access_not_granted(access=[{"actions": ["ecr:PutImage"]}, {"resources": ["x"]}])',
        "c.simulate_custom_policy(ActionNames=names)",
        'boto3.client("other").add_permission(Action="read")',
        'user.add_permission("read")',
        'user.add_permission(action="read")',
    ],
)
def test_right_names_and_other_functions_are_not_reported(code: str) -> None:
    assert flagged(code) == []


def test_lambda_takes_its_own_actions_only() -> None:
    assert codes('c.add_permission(Action="s3:GetObject")') == ["iam-misplaced-action"]


@pytest.mark.parametrize(
    ("code", "right", "wrong"),
    [
        ('c.add_permission(Label="l", Actions=["%s"])', "SendMessage", "SendMessages"),
        ('c.add_permission(Label="l", ActionName=["%s"])', "Publish", "Publishes"),
        ('boto3.resource("sqs").Queue(u).add_permission(Actions=["%s"])', "SendMessage", "Send"),
        (
            'def f(topic: Topic):\n    topic.add_permission(ActionName=["%s"])',
            "Publish",
            "Publishs",
        ),
    ],
)
def test_queues_and_topics_take_bare_names(code: str, right: str, wrong: str) -> None:
    assert flagged(code % right) == []
    (found,) = flagged(code % wrong)
    assert found == f'iam-unknown-action "{wrong}"'


def test_clients_agree_on_services_that_have_their_beginning_in_common() -> None:
    def agreed(*services: str) -> list[list[str]]:
        candidates = [{"Policy": ["policy", service, "resource"]} for service in services]
        return [use for _, use in boto3_parameters._agreed(list(candidates), "Policy")]

    assert agreed("dsql", "dsql") == [["policy", "dsql", "resource"]]
    assert agreed("ecr-public", "ecr") == [["policy", "ecr*", "resource"]]
    assert agreed("dsql", "kafka*") == []


def test_the_table_is_not_read_for_a_module_without_keywords(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read() -> None:
        raise AssertionError("read")

    monkeypatch.setattr(boto3_parameters, "_table", read)
    assert codes(f"x = {WRONG}\nf(x)") == ["iam-unknown-action"]
    with pytest.raises(AssertionError, match="read"):
        codes(f"f({WRONG}, y=1)")


def test_both_kinds_of_ecr_take_what_works_on_a_repository() -> None:
    for client in ("ecr", "ecr-public"):
        call = f'boto3.client("{client}").set_repository_policy(policyText=json.dumps(%s))'
        assert codes(call % document(f"{client}:GetAuthorizationToken")) == ["iam-misplaced-action"]
        assert codes(call % document(f"{client}:DescribeRepositories")) == []
    assert codes(call % document("ecr-public:DescribeRegistries")) == ["iam-misplaced-action"]
    assert codes(call % document("ecr-public:*")) == []


SEEN = {
    "a permission of lambda": 'client.add_permission(FunctionName="f", Action="ecr:BatchGetImages", Principal="p")',
    "the simulation's names": 'iam.simulate_principal_policy(PolicySourceArn=a, ActionNames=["ecr:BatchGetImages"])',
    "Access Analyzer's access": 'client.check_access_not_granted(policyDocument=p, access=[{"actions": ["ecr:BatchGetImages"]}])',
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_a_wrong_action_is_reported_once(code: str) -> None:
    assert_reported(code)


def test_a_prefix_is_reported_where_bare_names_are_expected() -> None:
    code = b'queue.add_permission(Label="l", Actions=["sqs:SendMessage"])'
    (finding,) = check(code, Config())
    assert finding.suggestions == ("SendMessage",)
    assert finding.message == (
        'Malformed action "sqs:SendMessage": a service prefix is not allowed here; did you mean "SendMessage"?'
    )


def test_bare_names_get_bare_suggestions() -> None:
    code = b'queue.add_permission(Label="l", Actions=["SendMessages", "SendMessage", "*"])'
    (finding,) = check(code, Config())
    assert finding.suggestions == ("SendMessage",)
