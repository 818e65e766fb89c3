"""Where a member is used and where its value, so that no type checker finds a new error."""

from __future__ import annotations

import re
from functools import partial

import pytest

from tests.marks import slow_after
from tests.stubs.test_policy_types import CHECKERS, flagged_by
from typed_iam_codemods.rewriting.enum_references import Options, Scope, Style, plan
from typed_iam_codemods.rewriting.plans import rewritten

MEMBER = {
    "in a statement": 'x = {"Effect": "Allow", "Action": A}',
    "in a list of a statement": 'x = {"Effect": "Allow", "Action": [A], "Resource": ["*"]}',
    "in a statement within a policy": 'x = {"Version": "2012-10-17", "Statement": [{"Action": [A]}]}',
    "in a statement beside an f-string": 'x = {"Action": A, "Resource": f"arn:{y}"}',
    "in a statement of keywords": 'x = dict(Effect="Allow", Action=A)',
    "in an argument": "x = json.dumps([A])",
    "in a keyword argument": "x = PolicyStatement(actions=[A, A])",
    "in an argument of a method": "x.extend((A, A))",
    "in a dict in an argument": 'f({"Action": [A]})',
    "in a choice in an argument": "f(actions=[A] if x else [*y, A])",
    "in a list with an annotation": "x: list[str] = [A, A]",
    "in a dict with an annotation": 'x: dict[str, list[str]] = {"a": [A]}',
    "in what a function declares to return": "def f() -> list[str]:\n    if x:\n        return [A]",
    "in what a method declares to return": "class B:\n    def f(self) -> str:\n        return A",
    "in the default of an argument with an annotation": "def f(x: str = A, *, y: str = A): ...",
    "in what is added to something": "x += [A]",
    "in a pattern": "def f(x):\n    match x:\n        case A: pass",
    "in a comprehension in an argument": "f([A for y in x])",
    "in a list of an argument of a collection": "f(set([A]))",
}
VALUE = {
    "in a variable": "x = A",
    "in a variable with an annotation": "x: str = A",
    "in a list": "x = [A, A]",
    "in a tuple": "x = (A, A)",
    "in a set of a call": "x = frozenset({A, A})",
    "in a list that is final": "x: Final = [A, A]",
    "in what is put into something": 'x["Action"] = [A]',
    "in an attribute": "self.x = [A, A]",
    "in a class": "class B:\n    actions = (A, A)",
    "in a dict of lists": 'x = {"read": [A, A], "write": [A]}',
    "in a statement of lists": 'x = {"Action": [A], "Resource": [y]}',
    "in a list of a statement of keywords": 'x = dict(Effect="Allow", Action=[A])',
    "in what is copied": "x = copy.deepcopy([A, A])",
    "in what is chained": "x = list(chain([A], [A]))",
    "beside a Literal of actions": 'P = Literal["ecr:ListImages", "s3:Get"]\nf([A])',
    "where strings are interned": "sys.intern(x)\nf([A])",
    "in choices of click": "import click\nx = click.Choice([A, A])",
    "in a module that writes TOML": "import toml\nf([A])",
    "in a statement of nothing but actions": 'x = {"Action": A, "NotAction": A}',
    "in what a function returns": "def f():\n    return [A, A]",
    "in what a function within another returns": "def f() -> int:\n    def g():\n        return [A, A]",
    "in what a lambda returns": "f = lambda: [A, A]",
    "in the default of an argument": "def f(x=A): ...",
    "in a sum": "x: list[str] = [A, A] + y",
    "in a sum in an argument": "f([A, A] + y)",
    "in what is iterated over": "for x in (A, A): pass",
    "in what a comprehension iterates over": "f([x for x in (A, A)])",
    "in a comparison": "x = y == A",
    "in a membership test": "x = y in (A, A)",
    "in a walrus": "f(x := A)",
    "in a test": "f(1 if A else 2)",
    "before a method": "f(A.lower())",
    "in a subscript": "f(x[A])",
}


def rewrite(text: str, style: Style) -> str:
    options = Options(style, Scope.ALL)
    return rewritten(text.encode(), partial(plan, options=options)).data.decode()


def filled(form: str, expression: str) -> str:
    return re.sub(r"\bA\b", expression, form) + "\n"


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("name", [*MEMBER, *VALUE])
def test_the_form_is_as_requested_or_as_its_place_needs(name, style):
    form = {**MEMBER, **VALUE}[name]
    of_value = style is Style.VALUE or (style is Style.AUTO and name in VALUE)
    reference = "Ecr.PutImage.value" if of_value else "Ecr.PutImage"
    after = rewrite(filled(form, '"ecr:PutImage"'), style)
    assert re.sub(r"from typed_iam.*\n\n?", "", after) == filled(form, reference)


@pytest.mark.parametrize("line", ["import yaml", "from .tools import load_yaml"])
def test_members_are_used_where_yaml_is_written_only_on_request(line):
    before = f'{line}\nx = {{"Effect": "Allow", "Action": "ecr:PutImage"}}\n'
    assert '"Action": Ecr.PutImage.value}' in rewrite(before, Style.AUTO)
    assert '"Action": Ecr.PutImage}' in rewrite(before, Style.MEMBER)


# Before a rewrite no type checker finds an error in it.
TYPED = """\
# mypy: allow-untyped-defs, allow-untyped-calls
from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final


def takes_list(actions: list[str]) -> None: ...
def takes_many(actions: Iterable[str], *, name: str = "ecr:PutImage") -> None: ...
def takes_lists(groups: dict[str, list[str]]) -> None: ...
def takes_dict(policy: dict[str, Any]) -> None: ...
def takes_mapping(policy: Mapping[str, object]) -> None: ...


READ = ["ecr:ListImages", "ecr:BatchGetImage"]
ONCE: Final = ["ecr:ListImages", "ecr:BatchGetImage"]
GROUPS = {"read": ["ecr:ListImages", "ecr:BatchGetImage"], "write": ["ecr:PutImage", "s3:PutObject"]}
GIVEN: list[str] = ["ecr:ListImages", "ecr:BatchGetImage"]
STATEMENT = {"Effect": "Allow", "Action": ["ecr:ListImages"], "Resource": "*"}
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:PutImage"}]}
LISTS = {"Action": ["ecr:ListImages"], "Resource": ["*"]}


class Base:
    permissions = ("ecr:ListImages", "ecr:BatchGetImage")

    def __init__(self) -> None:
        self.actions = ["ecr:ListImages", "ecr:BatchGetImage"]
        self.action = "ecr:PutImage"


class Derived(Base):
    permissions = ("s3:GetObject", "s3:PutObject")

    def change(self) -> None:
        self.action = "something else"
        self.actions = ["something else"]


def read(write: bool) -> list[str]:
    if write:
        return ["ecr:PutImage", "s3:PutObject"]
    return GROUPS["read"] + ["s3:GetObject"]


def choose(number: int):
    return ["ecr:ListImages", "s3:GetObject"]


def collect(action: str) -> list[str]:
    found = []
    for each in ("ecr:ListImages", "ecr:BatchGetImage"):
        found.append(each)
    default = "ecr:PutImage"
    default = default if action == "s3:GetObject" else action
    if action in ("ecr:PutImage", "s3:PutObject") or "ecr:Nothing" in ONCE:
        found += ["ecr:PutImage", "s3:PutObject"]
    match action:
        case "ecr:ListImages":
            found.extend(["s3:GetObject", default])
    return found


READ.append("ecr:Get*")
GROUPS["list"] = ["s3:ListBucket"]
LISTS["Action"].append("ecr:Get*")
takes_list(READ)
takes_list(ONCE)
takes_list(GIVEN)
takes_list(choose(1))
takes_list(["ecr:ListImages", *READ])
takes_list(["ecr:ListImages"] + READ)
takes_many({"ecr:ListImages"}, name="ecr:BatchGetImage")
takes_lists(GROUPS)
takes_lists(LISTS)
takes_lists({"read": ["ecr:ListImages", "ecr:BatchGetImage"]})
takes_dict(STATEMENT)
takes_dict(POLICY)
takes_dict(dict(Effect="Allow", Action=["ecr:ListImages"]))
COPIED = copy.deepcopy(["ecr:ListImages", "ecr:PutImage"])
takes_list(COPIED)
takes_list(list(reversed(["ecr:ListImages", "ecr:PutImage"])))
takes_mapping({"Effect": "Allow", "Action": ["ecr:ListImages"]})
json.dumps({**POLICY, "Statement": [STATEMENT, {"Action": ["ecr:ListImages"]}]})
"""


@pytest.mark.parametrize("checker", slow_after(1, CHECKERS))
def test_no_type_checker_finds_a_new_error_in_a_rewritten_module(checker, tmp_path):
    # Warnings would set the exit status as well.
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "standard"}')
    (tmp_path / "before.py").write_text(TYPED)
    after = rewrite(TYPED, Style.AUTO)
    (tmp_path / "after.py").write_text(after)
    assert after.count("Ecr.") > 30
    flagged = flagged_by(checker, tmp_path)
    imports = len(after.splitlines()) - len(TYPED.splitlines())
    assert flagged["after.py"] == {line + imports for line in flagged["before.py"]}


def test_members_alone_would_be_errors(tmp_path):
    # Otherwise the test above could not fail.
    (tmp_path / "after.py").write_text(rewrite(TYPED, Style.MEMBER))
    assert len(flagged_by("mypy", tmp_path)["after.py"]) > 5
