"""Functions left out before a module is parsed: what is found must not depend on it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.core.function_bodies import bodies
from typed_iam_core import catalogue
from typed_iam_core.config import Config
from typed_iam_core.engine import Finding, check_source
from typed_iam_core.sites import Body, without_quiet
from typed_iam_core.text.source import Source

# Modules in which the function has a say in what is found, by what it does to names outside.
HAVE_A_SAY = {
    "an attribute of the class": """
class C:
    def __init__(self):
        self.name = "PutImages"
    def policy(self):
        return {"Effect": "Allow", "Action": "ecr:" + self.name, "Resource": "*"}
""",
    "an annotated attribute": """
class C:
    @classmethod
    def make(cls):
        cls.name: str = "PutImages"
    def policy(self):
        return {"Effect": "Allow", "Action": "ecr:" + self.name, "Resource": "*"}
""",
    "several attributes": """
class C:
    def __init__(self, x):
        self.name, y = "PutImages", x
    def policy(self):
        return {"Effect": "Allow", "Action": "ecr:" + self.name, "Resource": "*"}
""",
    "a client": """
class C:
    def __init__(self, session):
        self.ecr = session.client("ecr-public")
    def put(self):
        self.ecr.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "ecr:PutImage"}]}))
""",
    "a list of the module": """
ARNS = ["arn:aws:ecr:us-east-1:123456789012:repository/app"]
LOGIN = {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": ARNS}
def more(arn):
    ARNS.append(arn)
""",
    "a sum": """
ARNS = ["arn:aws:ecr:us-east-1:123456789012:repository/app"]
LOGIN = {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": ARNS}
def more(arn):
    global ARNS
    ARNS += [arn]
""",
    "the kind of a policy": """
DOCUMENT = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}]}
def put(ecr):
    ecr.set_repository_policy(policyText=json.dumps(DOCUMENT))
""",
    "the kind of a policy, in the CDK": """
from aws_cdk import aws_kms
DOCUMENT = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}]}
def key(stack):
    aws_kms.CfnKey(stack, "key", key_policy=DOCUMENT)
""",
    "another make's policy": """
DOCUMENT = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "iot:Conect", "Resource": "*"}]}
def put(iot):
    iot.create_policy(policyName="x", policyDocument=json.dumps(DOCUMENT))
""",
    "a comment": """
X = {"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}
def f():
    return 1  # typed-iam: ignore
""",
    "an action": """
X = {"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}
def f():
    return attach('cloudwatch-logs:X', "ecr:PutImage", ['ecr:PutImages', 'ecr:PutImage'])
""",
    "a slot": """
NAME = "ecr:PutImages"
def f():
    return PolicyStatement(actions=[NAME])
""",
}


def findings(source: Source) -> list[Finding]:
    return check_source(source, Config())


def without(text: str, places: Sequence[Body]) -> Source:
    return without_quiet(Source(text.encode()), places, catalogue.default())


@pytest.mark.parametrize("text", HAVE_A_SAY.values(), ids=HAVE_A_SAY.keys())
def test_a_function_that_has_a_say_in_what_is_found_stays(text: str) -> None:
    source = Source(text.encode())
    every = list(bodies(source.parse()))
    assert findings(without(text, every)) == findings(source)
    # One by one, each without the others: at least one of them makes a difference.
    emptied = [
        Source.of_text(
            "".join([*source.lines[: line - 1], " " * column + "pass\n", *source.lines[end:]])
        )
        for line, column, end in every
    ]
    assert any(
        [finding[1:] for finding in findings(each)] != [finding[1:] for finding in findings(source)]
        for each in emptied
    )


def test_other_functions_go_and_what_is_left_keeps_its_place() -> None:
    text = '''\
class C:
    def f(self, x):  # here
        """One line."""
        y = [x]
        y.append(self.z)
        return f"""
{x}
"""

    @property
    def é(self): return 1

    def g(
        self,
    ): return 2

    def h(self):
        @decorated
        def inner(): pass
        return inner

    def last(self):
        if self.z == 1:
            def innermost():
                y = 1
                return y
            return 3
X = {"Effect": "Allow", "Action": "ecr:PutImages"}
'''
    source = Source(text.encode())
    left = without(text, list(bodies(source.parse())))
    assert [line for line in left.lines if line.strip() == "pass"] == ["        pass\n"] * 2
    assert "return 3" not in left.text and "append" not in left.text
    assert "return inner" in left.text and "return 2" in left.text
    assert len(left.lines) == len(source.lines)
    assert findings(left) == findings(source) != []


def test_lines_end_as_python_ends_them() -> None:
    text = 'def f():\r\n    x = "\x0c"\r\n    return 1\r\nX = {"Effect": "Allow", "Action": "ecr:PutImages"}'
    source = Source(text.encode())
    left = without(text, list(bodies(source.parse())))
    assert left.text != source.text
    assert findings(left) == findings(source) != []
