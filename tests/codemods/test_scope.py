"""With ``--scope all`` every string that is an action is rewritten, except where it must stay."""

from __future__ import annotations

import ast
import re
from functools import partial

import pytest

from typed_iam_codemods.rewriting.enum_references import Options, Scope, Style, plan
from typed_iam_codemods.rewriting.plans import rewritten
from typed_iam_core.text.source import Source

ALL = partial(plan, options=Options(Style.MEMBER, Scope.ALL))

REWRITTEN = {
    "a variable": "x = A",
    "a comparison": "x = y == A",
    "a default": "def f(x=A): ...",
    "a call": "f(A, x=A)",
    "a call of a string's method": "f(A.partition(B))",
    "a subscript": "x = y[A]",
    "a slice": "x = A[:3]",
    "a sum": "x = A + y",
    "a value of a dict": "x = {B: A}",
    "a value of a dict comprehension": "x = {y: A for y in z}",
    "a pattern": "match x:\n    case A | [A, _]: pass",
    "a value in a pattern of a mapping": "match x:\n    case {B: A}: pass",
    "an assertion": "assert A in x, A",
    "a decorator": "@f(A)\ndef g(): ...",
    "a base class's argument": "class C(D, name=A): ...",
    "a yield": "def f(): yield A",
    "a star": "f(*[A], **{B: A})",
    "a deletion": "del x[A]",
    "an argument of a call whose result is a Literal": "x: EcrAction = f(A)",
    "a parenthesised string": "x = (A)",
    "a tuple's one element": "x = A,",
    "a statement's second string": "x = B; y = A",
}
LEFT_ALONE = {
    "a docstring of the module": "A",
    "a docstring of a function": "def f():\n    A",
    "a docstring of an attribute": "class C:\n    x = 1\n    A",
    "a key of a dict": "x = {A: 1}",
    "a key of a dict comprehension": "x = {A: y for y in z}",
    "a key in a pattern": "match x:\n    case {A: 1}: pass",
    "an annotation": "x: A",
    "an annotation with a value": "x: Annotated[str, A] = y",
    "an annotation of an argument": "def f(x: A): ...",
    "an annotation of a star argument": "def f(*x: A): ...",
    "what a function returns": "def f() -> A: ...",
    "what a decorated function returns": "@f\ndef g() -> A: ...",
    "a Literal": "X = Literal[A, B]",
    "a Literal by its module": "X = typing.Literal[A]",
    "a Literal within a type": "X = Optional[Literal[A]]",
    "a value whose type is a Literal": "x: Literal[A] = A",
    "a value whose type is the Literal alias": "x: EcrAction = A",
    "a default whose type is a Literal": "def f(*, x: Literal[A] = A): ...",
    "the value that a function returns whose type is a Literal": "def f() -> EcrAction:\n    return A if x else y",
    "an alias of a type": "X: TypeAlias = A",
    "a text in an f-string": 'x = f"{y}ecr:PutImage"',
    "an f-string without fields": 'x = f"ecr:PutImage"',
    "a part of an f-string": "x = f'{A}'",
    "two literals side by side": 'x = "ecr:" "PutImage"',
    "a literal beside an empty one": "x = A ''",
    "bytes": "x = bA",
    "exported names": "__all__ = [B, 'ecr']",
    "a longer text": "x = 'ecr:PutImage '",
    "a wildcard": "x = 'ecr:Put*'",
    "an unknown action": "x = 'ecr:PutImages'",
    "a condition key": "x = 's3:prefix'",
    "a comment": "x = 1  # A",
    "a comment with a type": "x = y  # type: Literal[A]",
    "a silenced line": "x = y  # type: ignore[A]",
}


def filled(form: str) -> str:
    form = re.sub(r"\bb?A\b", lambda found: found[0].replace("A", '"ecr:PutImage"'), form)
    return re.sub(r"\bB\b", '"b:b"', form) + "\n"


@pytest.mark.parametrize("name", REWRITTEN)
def test_all_rewrites(name):
    before = filled(REWRITTEN[name])
    after = rewritten(before.encode(), ALL).data.decode()
    rest = re.sub(r"from typed_iam.*\n\n?", "", after)
    assert rest == before.replace('"ecr:PutImage"', "Ecr.PutImage")
    assert rewritten(after.encode(), ALL).data.decode() == after


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_all_leaves_alone(name):
    before = filled(LEFT_ALONE[name])
    ast.parse(before)
    assert rewritten(before.encode(), ALL).data.decode() == before


@pytest.mark.parametrize("name", ["a variable", "a comparison", "a default", "a subscript"])
def test_the_default_leaves_strings_outside_slots_alone(name):
    before = filled(REWRITTEN[name])
    assert rewritten(before.encode(), plan).data.decode() == before


def test_all_includes_slots():
    source = Source(b'P = {"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:Get*"]}\n')
    assert ALL(source).edits == plan(source).edits != ()
