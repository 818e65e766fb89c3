from __future__ import annotations

import pytest

from typed_iam_core.config import Config
from typed_iam_core.engine import check
from typed_iam_core.policies import slots
from typed_iam_core.readers import find, may_hold_policies
from typed_iam_core.text.source import Source

WRONG = "ecr:BatchGetImages"


def flagged(code: str) -> list[str]:
    """The texts that findings stand at, with their codes."""
    source = Source(code.encode())
    return [f"{f.code} {source.segment(f.span)}" for f in check(source.data, Config())]


SEEN = {
    "a dict beside Effect": '{"Effect": "Allow", "Action": "%s"}',
    "a list in it": '{"Effect": "Allow", "Action": ["ecr:PutImage", "%s"]}',
    "a tuple": '{"Effect": "Allow", "Action": ("%s",)}',
    "a set in list()": '{"Effect": "Allow", "Action": list({"%s"})}',
    "a walrus": '{"Effect": "Allow", "Action": (pull := "%s"), "Resource": "*"}',
    "a condition of CloudFormation": '{"Effect": "Allow", "Action": {"Fn::If": ["Pull", ["ecr:PutImage"], ["%s"]]}}',
    "a condition of troposphere": '{"Effect": "Allow", "Action": If("Pull", ["%s"], Ref("AWS::NoValue"))}',
    "NotAction": '{"Effect": "Deny", "NotAction": ["%s"], "Resource": "*"}',
    "single quotes": "{'Effect': 'Allow', 'Action': '%s'}",
    "lower-case keys as Terraform writes them": '{"effect": "Allow", "actions": ["%s"]}',
    "no Effect, but the prefix of a service": '{"Action": "%s"}',
    "an effect that is computed": '{"Effect": effect, "Action": "%s"}',
    "the CDK's statement": 'iam.PolicyStatement(actions=["%s"], resources=["*"])',
    "its not_actions": 'PolicyStatement(not_actions=["%s"], effect=Effect.DENY)',
    "dict() with keywords": 'dict(Effect="Allow", Action=["%s"])',
    "a policy builder's Statement": 'Statement(Effect=Allow, Action=["%s"])',
    "assignment to the key": 'statement["Action"] = ["%s"]',
    "one branch of a conditional": '{"Effect": "Allow", "Action": ["%s" if x else "ecr:PutImage"]}',
    "lists that are added up": '{"Effect": "Allow", "Action": BASE + ["%s"]}',
    "a starred list": '{"Effect": "Allow", "Action": [*BASE, *["%s"]]}',
    "an un-annotated function": 'def f(x):\n    return {"Effect": "Allow", "Action": "%s"}',
    "a default argument": 'def f(x={"Effect": "Allow", "Action": "%s"}): ...',
    "a class body": 'class A:\n    p = {"Effect": "Allow", "Action": "%s"}',
    "a lambda": 'f = lambda: {"Effect": "Allow", "Action": "%s"}',
    "a comprehension": '[{"Effect": "Allow", "Action": "%s"} for _ in x]',
    "a decorator": '@f({"Effect": "Allow", "Action": "%s"})\ndef g(): ...',
    "an f-string's hole": """f'{json.dumps({"Effect": "Allow", "Action": "%s"})}'""",
    "beside a spread": '{**base, "Effect": "Allow", "Action": "%s"}',
    "a module's constant": 'ACTIONS = ["%s"]\np = {"Effect": "Allow", "Action": ACTIONS}',
    "a constant of a constant": 'A = "%s"\nB = [A]\np = {"Effect": "Allow", "Action": B}',
    "a class's constant": 'class A:\n    X = ["%s"]\n    def f(self): return {"Effect": "Allow", "Action": self.X}',
    "a class's constant by the class's name": 'class A:\n    X = "%s"\np = {"Effect": "Allow", "Action": A.X}',
    "a local variable": 'def f():\n    a = ["%s"]\n    return {"Effect": "Allow", "Action": a}',
    "a parameter's default": 'def f(a="%s"):\n    return {"Effect": "Allow", "Action": a}',
    "a loop over literals": 'for a in ("%s",):\n    x.append({"Effect": "Allow", "Action": a})',
    "a comprehension over literals": '[{"Effect": "Allow", "Action": a} for a in ["%s"]]',
    "a list that grows": 'a = []\na.append("%s")\np = {"Effect": "Allow", "Action": a}',
    "a list that a function adds to": 'a = []\ndef f():\n    a.append("%s")\np = {"Effect": "Allow", "Action": a}',
    "a list that is added to": 'a = []\na += ["%s"]\np = {"Effect": "Allow", "Action": a}',
    "append to what may be the key's": 's.setdefault("Action", []).append("%s")',
    "grant of the CDK": 'repository.grant(role, "ecr:PutImage", "%s")',
    "an effect by the name of a constant": 'DENY = "Deny"\np = {"Effect": DENY, "Action": "%s"}',
    "append to the key": 's["Action"].append("%s")',
    "extend of the attribute": 's.actions.extend(["%s"])',
    "+= on the key": 's["Action"] += ["%s"]',
    "an attribute of a builder": 's.Action = ["%s"]',
    "add_actions of the CDK": 's.add_actions("ecr:PutImage", "%s")',
    "a grant of the CDK": 'iam.Grant.add_to_principal(actions=["%s"], grantee=x)',
    "a statement of Pulumi": 'aws.iam.GetPolicyDocumentStatementArgs(actions=["%s"], effect="Allow")',
    "a permission of lambda": 'client.add_permission(FunctionName="f", Action="%s", Principal="p")',
    "the simulation's names": 'iam.simulate_principal_policy(PolicySourceArn=a, ActionNames=["%s"])',
    "Access Analyzer's access": 'client.check_access_not_granted(policyDocument=p, access=[{"actions": ["%s"]}])',
    "a list of required permissions": 'class R:\n    permissions = ("%s",)',
    "a list of nothing but actions": 'x = ["ecr:PutImage", "ecr:DescribeImages", "%s"]',
    "one beside one that is right": 'f(["ecr:PutImage", "%s"])',
    "a set of them": 'x = frozenset({"ecr:PutImage", "s3:GetObject", "%s"})',
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_a_wrong_action_is_seen_once_at_its_string(code: str) -> None:
    marked = code % WRONG
    found = flagged(marked)
    assert len(found) == 1
    assert found[0].removeprefix("iam-unknown-action ")[1:-1] == WRONG


UNSEEN = {
    "a dict key": '{"ecr:BatchGetImages": 1}',
    "a condition key": '{"Effect": "Allow", "Action": "ecr:PutImage", "Condition": {"StringLike": {"s3:prefix": "x"}}}',
    "the name of a condition": '{"Effect": "Allow", "Action": {"Fn::If": ["Pull", "ecr:PutImage", "s3:*"]}}',
    "some other key": '{"Effect": "Allow", "Resource": "ecr:BatchGetImages"}',
    "a stack policy of CloudFormation": '{"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "*"}',
    "its list": '{"Effect": "Deny", "Action": ["Update:Replace", "Update:Delete"], "Principal": "*", "Resource": "LogicalResourceId/x"}',
    "a call of the Query API": '{"Action": "DescribeInstances", "Version": "2016-11-15"}',
    "a change of Route 53": '{"Action": "UPSERT", "ResourceRecordSet": {}}',
    "argparse": 'parser.add_argument("-x", action="store_true")',
    "a taint of Kubernetes": '{"Effect": "NoSchedule", "Action": "a:b"}',
    "another language's prefix, without an Effect": '{"Action": "aws:drop"}',
    "an action of a firewall rule": '{"Action": {"Block": {}}}',
    "a computed action": '{"Effect": "Allow", "Action": f"ecr:{verb}Image"}',
    "a concatenation": '{"Effect": "Allow", "Action": "ecr:" + verb}',
    "a name": '{"Effect": "Allow", "Action": ACTIONS}',
    "a formatted string": '{"Effect": "Allow", "Action": "%s:%s" % (a, b)}',
    "a template's hole": '{"Effect": "Allow", "Action": "{service}:Get*", "Resource": "*"}',
    "a Jinja template": '{"Effect": "Allow", "Action": "{{ service }}:Get*", "Resource": "*"}',
    "a percent template": '{"Effect": "Allow", "Action": "%(service)s:Get*", "Resource": "*"}',
    "a docstring": '"""{"Effect": "Allow", "Action": "ecr:BatchGetImages"}"""',
    "a comment": '# {"Effect": "Allow", "Action": "ecr:BatchGetImages"}',
    "None": '{"Effect": "Allow", "Action": None}',
    "permissions of QuickSight": '{"Principal": arn, "Actions": ["quicksight:DescribeDashboards"]}',
    "a policy of the application repository": '{"Principals": ["*"], "Actions": ["serverlessrepo:Deploy"]}',
    "permissions of OpenSearch Serverless": '{"ResourceType": "index", "Permission": ["aoss:ReadDocument", "aoss:WriteDocument"]}',
    "a list of condition keys": 'x = ["s3:prefix", "s3:delimiter", "kms:ViaService"]',
    "a list of resource types": 'client.get_resources(ResourceTypeFilters=["ec2:instance", "s3:bucket"])',
    "tags in filters": 'f = [{"Name": "tag:Name", "Values": ["tag:Owner", "x"]}]',
    "events of s3": 'x = ["s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"]',
    "scopes of some other system": 'f(permissions=["events:write", "account:read"])',
    "a type": 'x: Literal["ecr:PutImage", "ecr:DescribeImages", "ecr:BatchGetImages"]',
    "a type in an expression": 'T = Literal["ecr:PutImage", "ecr:DescribeImages", "ecr:BatchGetImages"]',
    "a parameter without a default": 'def f(a):\n    return {"Effect": "Allow", "Action": a}\nf("ecr:BatchGetImages")',
    "one action among many words": 'x = ["ecr:PutImage", "a", "b", "c", "ecr:BatchGetImages"]',
    "a policy of Ory": '{"subjects": ["users:a"], "resources": ["a:b"], "actions": ["create", "ecr:write"], "effect": "allow"}',
    "attributes and access": 'p = [{"effect": "allow", "actions": ["article:Read"], "resources": ["article/*"]}]',
    "the same in a call": 'dict(effect="Allow", action="orders:Read", resource="*")',
    "a policy of Alibaba Cloud": '{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["oss:GetObject"], "Resource": ["*"]}]}',
    "a statement of Alibaba Cloud": '{"Effect": "Allow", "Action": "oss:GetObject", "Resource": "acs:oss:*:*:b/*"}',
    "a policy of Tencent Cloud": '{"effect": "allow", "action": ["name/cos:GetObject"], "resource": ["qcs::cos:x"]}',
    "a grant of something else": 'token.grant(user, "events:write", "s3:prefix")',
    "permissions of GitHub": '{"permissions": {"contents": "read"}}',
    "a name that another function binds": 'def f():\n    a = "ecr:BatchGetImages"\ndef g():\n    return {"Effect": "Allow", "Action": a}',
}


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN.keys())
def test_what_is_no_action_of_iam_is_passed_over(code: str) -> None:
    assert flagged(code) == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            'p = "ecr"\nx = {"Effect": "Allow", "Action": p + ":BatchGetImages"}',
            'p + ":BatchGetImages"',
        ),
        (
            'p = "ecr"\nx = {"Effect": "Allow", "Action": f"{p}:BatchGetImages"}',
            'f"{p}:BatchGetImages"',
        ),
        (
            'n = "BatchGetImages"\nx = {"Effect": "Allow", "Action": ["ecr:%s" % n]}',
            '"ecr:%s" % n',
        ),
        (
            'n = "BatchGetImages"\nx = {"Effect": "Allow", "Action": "%s:%s" % ("ecr", n)}',
            '"%s:%s" % ("ecr", n)',
        ),
        (
            'n = "BatchGetImages"\nx = {"Effect": "Allow", "Action": "ecr:{}".format(n)}',
            '"ecr:{}".format(n)',
        ),
        ('from awacs.aws import Action\nAction("ecr", "BatchGetImages")', '"BatchGetImages"'),
        ('queue.add_permission(Label="l", Actions=["SendMessages"])', '"SendMessages"'),
    ],
)
def test_what_is_put_together_is_reported_as_a_whole(code: str, text: str) -> None:
    (found,) = flagged(code)
    assert found == f"iam-unknown-action {text}"


@pytest.mark.parametrize(
    "statement",
    [
        'Statement(Effect=Deny, Action=[Action("ecr", "BatchGetImages")])',
        'Statement(Effect=aws.Deny, Action=[aws.Action("ecr", "BatchGetImages")])',
        'Statement(Effect="Allow", NotAction=[Action("ecr", "BatchGetImages")])',
    ],
)
def test_what_awacs_makes_of_a_statement_is_in_the_message(statement: str) -> None:
    code = f"from awacs.aws import Action, Deny, Statement\nfrom awacs import aws\n{statement}\n"
    (finding,) = check(code.encode(), Config())
    assert "NotAction does not exclude" in finding.message or "no effect on it" in finding.message


LONG = "elasticloadbalancing%s:DescribeLoadBalancerPolicy%s"


@pytest.mark.parametrize("action", [LONG % ("v2", "Type"), LONG % ("", "Typez"), "s3:GetObjekt"])
def test_what_matters_most_fits_into_a_message(action: str) -> None:
    (finding,) = check(b'{"Effect": "Deny", "Action": "%s"}' % action.encode(), Config())
    assert "did you mean" in finding.message
    assert "(catalogue of " in finding.message
    assert not finding.message.endswith("…")
    assert len(finding.message) <= 200


def test_a_prefix_where_none_is_wanted_is_named_as_it_stands() -> None:
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


def test_a_constant_is_reported_once_where_the_literal_stands() -> None:
    code = (
        'A = ["ecr:BatchGetImages"]\n'
        'x = {"Effect": "Allow", "Action": A}\ny = {"Effect": "Deny", "Action": A}'
    )
    (finding,) = check(code.encode(), Config())
    assert finding.span.line == 1
    assert "no effect on it" not in finding.message, "it is in an Allow as well"


def test_a_wildcard_made_for_a_strict_policy_is_judged() -> None:
    assert flagged('wildcard("ecr:Fooo*")') == ['iam-empty-pattern "ecr:Fooo*"']
    assert flagged('wildcard("ecr:Get*")') == []


def test_an_action_without_a_prefix_is_reported_only_where_the_language_is_certain() -> None:
    certain = '{"Effect": "Allow", "Action": "PutImage", "Resource": "*"}'
    assert flagged(certain) == ['iam-malformed-action "PutImage"']
    assert flagged('{"Effect": "allow", "Action": "read"}') == []


def test_a_number_is_no_action() -> None:
    assert flagged('{"Effect": "Allow", "Action": ["ecr:PutImage", 7]}') == [
        "iam-malformed-action 7"
    ]


def test_a_statement_inside_another_is_reported_once() -> None:
    code = '{"Effect": "Allow", "Action": [{"Effect": "Deny", "Action": "ecr:BatchGetImages"}]}'
    assert len(flagged(code)) == 1


def test_findings_come_in_source_order() -> None:
    code = 'a = {"Effect": "Allow", "Action": ["ecr:Xyzzy", "s3:Xyzzy"]}\nb = {"Effect": "Deny", "Action": "iam:Xyzzy"}'
    assert [text.split(":")[0] for text in flagged(code)] == [
        'iam-unknown-action "ecr',
        'iam-unknown-action "s3',
        'iam-unknown-action "iam',
    ]


def test_the_effect_is_known_where_it_is_written() -> None:
    code = '[{"Effect": "Deny", "NotAction": "a:b"}, PolicyStatement(actions=["a:b"]), PolicyStatement(effect=iam.Effect.DENY, actions=["a:b"])]'
    found = slots(find(Source(code.encode())).statements)
    assert [(slot.effect, slot.negated) for slot in found] == [
        ("Deny", True),
        ("Allow", False),
        ("Deny", False),
    ]


def test_most_files_are_dismissed_by_their_bytes() -> None:
    assert not may_hold_policies(b"import os\n" * 1000)
    assert not may_hold_policies(b"parser.add_argument('-x', action='store_true')")
    assert not may_hold_policies(b"def transaction(): ...")


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_the_byte_filter_lets_every_recognised_form_through(code: str) -> None:
    assert may_hold_policies((code % WRONG).encode())
