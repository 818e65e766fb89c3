"""A module in pieces: what is found must not depend on which of them were parsed."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import pytest

import typed_iam_core
from tests.core.readers.forms import SEEN
from typed_iam_core import catalogue
from typed_iam_core.config import Config
from typed_iam_core.engine import Finding, check_policies
from typed_iam_core.readers import find
from typed_iam_core.text.pieces import Pieces, bound_names, definition
from typed_iam_core.text.source import Source

# Modules in which one piece changes what is found in another, by the names that it binds.
CHANGE_FINDINGS = {
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
    "a policy of another language": """
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


# Enough code for classes to be split.
FILLER = "".join(
    f"    def m{n}(self, x):\n        return self.other(x, {n})\n\n" for n in range(40)
)


pytestmark = pytest.mark.usefixtures("no_module_is_small")


def findings(text: str, *, whole: bool) -> list[Finding]:
    source = Source(text.encode())
    policies = find(source, catalogue.default(), whole=whole)
    return check_policies(source, policies, Config())


def padded(text: str) -> str:
    """The module with classes large enough to be split, and functions that change no finding."""
    lines = []
    for line in text.splitlines(keepends=True):
        lines.append(line)
        if line.startswith("class "):
            lines.append(FILLER)
    return "".join(lines) + "\ndef other(x):\n    return x\n"


@pytest.mark.parametrize("text", CHANGE_FINDINGS.values(), ids=CHANGE_FINDINGS.keys())
def test_a_piece_that_changes_the_findings_is_parsed(text: str) -> None:
    whole = findings(padded(text), whole=True)
    assert findings(padded(text), whole=False) == whole
    # Without one of its pieces something else is found, so the test can fail.
    pieces = Pieces(Source(padded(text).encode()))
    every = range(len(pieces.all))
    shapes = {
        tuple(each[1:] for each in findings(pieces.masked({*every} - {left}), whole=True))
        for left in every
        if _parses(pieces.masked({*every} - {left}))
    }
    assert len(shapes | {tuple(each[1:] for each in whole)}) > 1


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_every_form_is_found_among_other_pieces(code: str) -> None:
    text = f"import os\n\n\ndef f(x):\n    return x\n\n\n{code}\n\n\ndef g(x):\n    return x\n"
    assert findings(text, whole=False) == findings(text, whole=True) != []


SPLIT = {
    "statements": ("a = 1\nb = 2\n", [0, 1]),
    "brackets at the margin": ("a = [\n1,\n2,\n]\nb = 2\n", [0, 4]),
    "a bracket in a string": ('a = "("\nb = 2\n', [0, 1]),
    "a string over lines": ('a = """\nb = 1\nc = (\n"""\nd = 2\n', [0, 4]),
    "a quote in a comment": ("a = 1  # isn't\nb = 2\n", [0, 1]),
    "a backslash at the end": ("a = 1 + \\\n2\nb = 3\n", [0, 2]),
    "a string continued by a backslash": ('a = "x\\\ny"\nb = 3\n', [0, 2]),
    "decorators": ("@a\n@b(\n1)\ndef f(): pass\nc = 1\n", [0, 4]),
    "branches": ("if a:\n    b = 1\nelse:\n    b = 2\ntry:\n    c\nfinally:\n    d\n", [0, 4]),
    "lone carriage returns": ("a = 1\rb = 2\r", [0, 1]),
    "a quote that is never closed": ('a = 1\nb = """\nc = 2\n', [0]),
}


@pytest.mark.parametrize(("text", "starts"), SPLIT.values(), ids=SPLIT.keys())
def test_pieces_start_where_statements_do(text: str, starts: list[int]) -> None:
    assert [piece.first for piece in Pieces(Source(text.encode())).all] == starts


def test_pieces_of_this_project_start_where_the_parser_says() -> None:
    for path in Path(typed_iam_core.__file__).parent.rglob("*.py"):
        source = Source(path.read_bytes())
        tree = source.parse()
        starts = {
            min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))]) - 1
            for block in [tree, *(n for n in tree.body if isinstance(n, ast.ClassDef))]
            for node in block.body
        }
        pieces = Pieces(source).all
        assert {piece.first for piece in pieces if piece.first and not piece.owner} <= starts
        assert pieces[0].first == 0 and pieces[-1].last == len(source.lines)
        assert all(
            one.last
            == (other.owner.last if other.owner and other.owner != one.owner else other.first)
            or (other.owner is not None and one.last == other.owner.first)
            for one, other in pairwise(pieces)
        )


BINDING = {
    "an assignment": ("A: str = b\n", {"A", "str"}),
    "a comparison": ("A = b == c\n", {"A"}),
    "an import": ("from a import b as c\n", {"from", "a", "import", "b", "as", "c"}),
    "an attribute": ("    def m(self):\n        self.a = b\n        self.c.d()\n", {"a"}),
    "a local variable": ("def f(x):\n    y = 1\n", set()),
    "an addition": ("def f(x):\n    A.append(x)\n", {"A"}),
    "a sum": ("def f(x):\n    A += [x]\n", {"A"}),
    "a global": ("def f(x):\n    global A, B\n    A = x\n", {"A", "B"}),
    "a decorator": ("@d\nasync def f(x):\n    y = 1\n", set()),
}


@pytest.mark.parametrize(("text", "names"), BINDING.values(), ids=BINDING.keys())
def test_names_that_a_piece_could_bind(text: str, names: set[str]) -> None:
    pieces = Pieces(Source(text.encode()))
    assert bound_names(pieces, range(len(pieces.all))).keys() == names


@pytest.mark.parametrize(
    ("text", "name"),
    [("def f(x):\n    pass\n", "f"), ("@d(\n1)\nasync def g(): pass\n", "g"), ("x = 1\n", None)],
)
def test_names_that_a_piece_defines(text: str, name: str | None) -> None:
    assert definition(text) == name


def test_newer_syntax_in_pieces_without_policies_does_not_matter() -> None:
    text = 'type X = = 3\n\nP = {"Effect": "Allow", "Action": "ecr:PutImages"}\n'
    assert [finding.code for finding in findings(text, whole=False)] == ["iam-unknown-action"]


def test_lines_end_as_python_ends_them() -> None:
    text = 'def f():\r\n    x = "\x0c"\r\n    return 1\r\nX = {"Effect": "Allow", "Action": "ecr:PutImages"}'
    assert findings(text, whole=False) == findings(text, whole=True) != []
