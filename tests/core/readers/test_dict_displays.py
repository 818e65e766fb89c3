from __future__ import annotations

import pytest

from tests.core.readers.judging import assert_reported, flagged
from typed_iam_core.policies import slots
from typed_iam_core.readers import find
from typed_iam_core.text.source import Source

SEEN = {
    "a dict beside Effect": '{"Effect": "Allow", "Action": "ecr:BatchGetImages"}',
    "a list in it": '{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:BatchGetImages"]}',
    "a tuple": '{"Effect": "Allow", "Action": ("ecr:BatchGetImages",)}',
    "NotAction": '{"Effect": "Deny", "NotAction": ["ecr:BatchGetImages"], "Resource": "*"}',
    "single quotes": "{'Effect': 'Allow', 'Action': 'ecr:BatchGetImages'}",
    "lower-case keys as Terraform writes them": '{"effect": "Allow", "actions": ["ecr:BatchGetImages"]}',
    "no Effect, but the prefix of a service": '{"Action": "ecr:BatchGetImages"}',
    "an effect that is computed": '{"Effect": effect, "Action": "ecr:BatchGetImages"}',
    "dict() with keywords": 'dict(Effect="Allow", Action=["ecr:BatchGetImages"])',
    "an un-annotated function": 'def f(x):\n    return {"Effect": "Allow", "Action": "ecr:BatchGetImages"}',
    "a default argument": 'def f(x={"Effect": "Allow", "Action": "ecr:BatchGetImages"}): ...',
    "a class body": 'class A:\n    p = {"Effect": "Allow", "Action": "ecr:BatchGetImages"}',
    "a lambda": 'f = lambda: {"Effect": "Allow", "Action": "ecr:BatchGetImages"}',
    "a comprehension": '[{"Effect": "Allow", "Action": "ecr:BatchGetImages"} for _ in x]',
    "a decorator": '@f({"Effect": "Allow", "Action": "ecr:BatchGetImages"})\ndef g(): ...',
    "an f-string's hole": """f'{json.dumps({"Effect": "Allow", "Action": "ecr:BatchGetImages"})}'""",
    "beside a spread": '{**base, "Effect": "Allow", "Action": "ecr:BatchGetImages"}',
    "an effect by the name of a constant": 'DENY = "Deny"\np = {"Effect": DENY, "Action": "ecr:BatchGetImages"}',
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_a_wrong_action_is_reported_once(code: str) -> None:
    assert_reported(code)


UNSEEN = {
    "a dict key": '{"ecr:BatchGetImages": 1}',
    "a condition key": '{"Effect": "Allow", "Action": "ecr:PutImage", "Condition": {"StringLike": {"s3:prefix": "x"}}}',
    "some other key": '{"Effect": "Allow", "Resource": "ecr:BatchGetImages"}',
    "a stack policy of CloudFormation": '{"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "*"}',
    "its list": '{"Effect": "Deny", "Action": ["Update:Replace", "Update:Delete"], "Principal": "*", "Resource": "LogicalResourceId/x"}',
    "a call of the Query API": '{"Action": "DescribeInstances", "Version": "2016-11-15"}',
    "a change of Route 53": '{"Action": "UPSERT", "ResourceRecordSet": {}}',
    "a taint of Kubernetes": '{"Effect": "NoSchedule", "Action": "a:b"}',
    "another language's prefix, without an Effect": '{"Action": "aws:drop"}',
    "an action of a firewall rule": '{"Action": {"Block": {}}}',
    "a comment": '# {"Effect": "Allow", "Action": "ecr:BatchGetImages"}',
    "None": '{"Effect": "Allow", "Action": None}',
    "permissions of QuickSight": '{"Principal": arn, "Actions": ["quicksight:DescribeDashboards"]}',
    "a policy of the application repository": '{"Principals": ["*"], "Actions": ["serverlessrepo:Deploy"]}',
    "a policy of Ory": '{"subjects": ["users:a"], "resources": ["a:b"], "actions": ["create", "ecr:write"], "effect": "allow"}',
    "attributes and access": 'p = [{"effect": "allow", "actions": ["article:Read"], "resources": ["article/*"]}]',
    "the same in a call": 'dict(effect="Allow", action="orders:Read", resource="*")',
    "a statement of Alibaba Cloud": '{"Effect": "Allow", "Action": "oss:GetObject", "Resource": "acs:oss:*:*:b/*"}',
    "a policy of Tencent Cloud": '{"effect": "allow", "action": ["name/cos:GetObject"], "resource": ["qcs::cos:x"]}',
    "permissions of GitHub": '{"permissions": {"contents": "read"}}',
}


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN.keys())
def test_nothing_is_reported(code: str) -> None:
    assert flagged(code) == []


def test_an_action_without_a_prefix_is_reported_only_where_the_language_is_certain() -> None:
    certain = '{"Effect": "Allow", "Action": "PutImage", "Resource": "*"}'
    assert flagged(certain) == ['iam-malformed-action "PutImage"']
    assert flagged('{"Effect": "allow", "Action": "read"}') == []


def test_a_number_is_not_an_action() -> None:
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
