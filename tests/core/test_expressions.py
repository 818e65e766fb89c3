from __future__ import annotations

import pytest

from tests.core.readers.judging import assert_reported, flagged
from typed_iam_core.config import Config
from typed_iam_core.engine import check

SEEN = {
    "a set in list()": '{"Effect": "Allow", "Action": list({"ecr:BatchGetImages"})}',
    "a walrus": '{"Effect": "Allow", "Action": (pull := "ecr:BatchGetImages"), "Resource": "*"}',
    "a condition of CloudFormation": '{"Effect": "Allow", "Action": {"Fn::If": ["Pull", ["ecr:PutImage"], ["ecr:BatchGetImages"]]}}',
    "a condition of troposphere": '{"Effect": "Allow", "Action": If("Pull", ["ecr:BatchGetImages"], Ref("AWS::NoValue"))}',
    "one branch of a conditional": '{"Effect": "Allow", "Action": ["ecr:BatchGetImages" if x else "ecr:PutImage"]}',
    "lists that are added up": '{"Effect": "Allow", "Action": BASE + ["ecr:BatchGetImages"]}',
    "a starred list": '{"Effect": "Allow", "Action": [*BASE, *["ecr:BatchGetImages"]]}',
    "a module's constant": 'ACTIONS = ["ecr:BatchGetImages"]\np = {"Effect": "Allow", "Action": ACTIONS}',
    "a constant of a constant": 'A = "ecr:BatchGetImages"\nB = [A]\np = {"Effect": "Allow", "Action": B}',
    "a class's constant": 'class A:\n    X = ["ecr:BatchGetImages"]\n    def f(self): return {"Effect": "Allow", "Action": self.X}',
    "a class's constant by the class's name": 'class A:\n    X = "ecr:BatchGetImages"\np = {"Effect": "Allow", "Action": A.X}',
    "a local variable": 'def f():\n    a = ["ecr:BatchGetImages"]\n    return {"Effect": "Allow", "Action": a}',
    "a parameter's default": 'def f(a="ecr:BatchGetImages"):\n    return {"Effect": "Allow", "Action": a}',
    "a loop over literals": 'for a in ("ecr:BatchGetImages",):\n    x.append({"Effect": "Allow", "Action": a})',
    "a comprehension over literals": '[{"Effect": "Allow", "Action": a} for a in ["ecr:BatchGetImages"]]',
    "a list that grows": 'a = []\na.append("ecr:BatchGetImages")\np = {"Effect": "Allow", "Action": a}',
    "a list that a function adds to": 'a = []\ndef f():\n    a.append("ecr:BatchGetImages")\np = {"Effect": "Allow", "Action": a}',
    "a list that is added to": 'a = []\na += ["ecr:BatchGetImages"]\np = {"Effect": "Allow", "Action": a}',
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_a_wrong_action_is_reported_once(code: str) -> None:
    assert_reported(code)


UNSEEN = {
    "the name of a condition": '{"Effect": "Allow", "Action": {"Fn::If": ["Pull", "ecr:PutImage", "s3:*"]}}',
    "a computed action": '{"Effect": "Allow", "Action": f"ecr:{verb}Image"}',
    "a concatenation": '{"Effect": "Allow", "Action": "ecr:" + verb}',
    "a name": '{"Effect": "Allow", "Action": ACTIONS}',
    "a formatted string": '{"Effect": "Allow", "Action": "%s:%s" % (a, b)}',
    "a template's hole": '{"Effect": "Allow", "Action": "{service}:Get*", "Resource": "*"}',
    "a Jinja template": '{"Effect": "Allow", "Action": "{{ service }}:Get*", "Resource": "*"}',
    "a percent template": '{"Effect": "Allow", "Action": "%(service)s:Get*", "Resource": "*"}',
    "a parameter without a default": 'def f(a):\n    return {"Effect": "Allow", "Action": a}\nf("ecr:BatchGetImages")',
    "a name that another function binds": 'def f():\n    a = "ecr:BatchGetImages"\ndef g():\n    return {"Effect": "Allow", "Action": a}',
}


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN.keys())
def test_nothing_is_reported(code: str) -> None:
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
    ],
)
def test_a_composed_action_is_reported_as_a_whole(code: str, text: str) -> None:
    assert flagged(code) == [f"iam-unknown-action {text}"]


def test_a_constant_is_reported_once_where_its_literal_is() -> None:
    code = (
        'A = ["ecr:BatchGetImages"]\n'
        'x = {"Effect": "Allow", "Action": A}\ny = {"Effect": "Deny", "Action": A}'
    )
    (finding,) = check(code.encode(), Config())
    assert finding.span.line == 1
    assert "no effect on it" not in finding.message, "it is in an Allow as well"
