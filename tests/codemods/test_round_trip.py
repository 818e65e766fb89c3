"""``use_strings`` restores every byte that ``use_enums`` rewrites, however a module is written."""

from __future__ import annotations

import ast
import re
import warnings
from functools import partial

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from typed_iam_codemods.rewriting import string_references
from typed_iam_codemods.rewriting.enum_references import Options, Scope, Style, plan
from typed_iam_codemods.rewriting.plans import rewritten

HEADS = [
    "",
    "#!/usr/bin/env python\n",
    "# Copyright\n# All rights reserved\n",
    "# Copyright\n\n",
    "\n\n",
    "\f\n",
    " \t\n",
]
DOCSTRINGS = [
    "",
    '"""Policies."""\n',
    "'''Policies'''\n",
    "'Policies.'\n",
    '"""Policies\n\n"ecr:PutImage"\n"""\n\n',
    "u'Policies';\n\n",
    "'''Policies.''' # \"why\"\n\n\n",
    "'''Policies.'''; import a\n",
]
FUTURES = [
    "",
    "from __future__ import annotations\n",
    "\nfrom __future__ import annotations\n\n",
]
IMPORTS = [
    "import os\n",
    "import os, sys  # both\n",
    "import os;\n",
    "import a; import b; x = 'y'\n",
    "from . import (\n    helpers,\n)\n",
    "import a \\\n\n",
    "from boxes import *\n",
    "try:\n    import b\nexcept ImportError:\n    pass\n",
    "from boxes import Ecr\n",
    "from typed_iam.actions.ecr import EcrAction\n",
    "from typed_iam.actions.ecr import AnyEcrAction, EcrAction  # 'types'\n",
    "from typed_iam.actions.s3 import (\n    AnyS3Action,\n)\n",
    "from typed_iam.actions.s3 import (\n    AnyS3Action,  # one\n    S3Action  # other\n)\n",
    "from typed_iam.actions.s3 import (S3Action, S3ActionPattern,)\n",
    "import yaml\n",
]
GAPS = ["", "\n", "\n\n", "   \n", "# remark\n", "\f\n\n"]
STATEMENTS = [
    "P = {{{0}: {1}, {2}: {3}}}\n",
    "P = {{{0}: {1}, {2}: [\n    {3},  # {4}\n    {3}]}}\n",
    "x = [{3}, {4}]\n",
    "x = ({3},\n\t{3}, {4})\n",
    "x = f({2}, actions=[{3}, {4}], name={4})\n",
    "P = {{{0}: {1}, {2}: {3} if x else{3}}}\n",
    "def f(a={4}) -> list[str]:\n    {4}\n    return {{{0}: {1}, {2}: [{3}]}}\n",
    "@f({4})\nclass A:\n    {4}; permissions = ({3}, {3})\n",
    "if x: P = {{{0}: {1}, {2}: {3}}}; y = {4}\n",
    "x = f'{{x}} {4}', {3}\n",
    "x = {4}\n",
    "match x:\n    case {3}:\n        y = {4}\n",
    "x: list[str] = [{3}, {3}]; del x\n",
    "Ecr = {4}\n",
]
ACTIONS = [
    "ecr:PutImage",
    "ecr:ListImages",
    "s3:GetObject",
    "lambda:InvokeFunction",
    "a4b:ApproveSkill",
]
OTHERS = ["ecr:Get*", "*", "ecr:PUTIMAGE", "it's", "é", "", "ecr:BatchGetImages", "Effect", "Allow"]
QUOTES = ['"', "'", 'u"', "U'", "r'", '"""', "'''"]


@st.composite
def literals(draw: st.DrawFn, texts: list[str], starts: list[str]) -> str:
    text, start = draw(st.sampled_from(texts)), draw(st.sampled_from(starts))
    quote = start.lstrip("uUr")
    return repr(text) if quote in text else f"{start}{text}{quote}"


@st.composite
def modules(draw: st.DrawFn) -> bytes:
    """The bytes of a module with policies, in one of the usual styles."""
    habit = draw(st.sampled_from([['"'], ["'"], ['u"'], ['"', "'"], QUOTES]))

    def statement() -> str:
        words = (f"{habit[0]}{text}{habit[0][-1]}" for text in ("Effect", "Allow", "Action"))
        action, other = draw(literals(ACTIONS, habit)), draw(literals(OTHERS, habit))
        text = draw(st.sampled_from(STATEMENTS)).format(*words, action, other)
        return re.sub("else(?=[A-Za-z])", "else ", text)

    parts = [draw(st.sampled_from(options)) for options in (HEADS, DOCSTRINGS, FUTURES)]
    if "import" in parts[1]:
        del parts[2]
    parts += draw(st.lists(st.sampled_from([*IMPORTS, *GAPS]), max_size=5))
    for _ in range(draw(st.integers(1, 4))):
        parts += [draw(st.sampled_from(GAPS)), statement()]
    text = "".join(parts)
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "cp1252"]))
    if not encoding.startswith("utf-8"):
        text = f"# -*- coding: {encoding} -*-\n{text}"
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return text.replace("\n", newline).encode(encoding)


OPTIONS = [
    Options(),
    Options(scope=Scope.ALL),
    Options(style=Style.VALUE),
    Options(style=Style.MEMBER, scope=Scope.ALL),
]


@settings(max_examples=200, deadline=None)
@given(modules(), st.sampled_from(OPTIONS))
def test_any_module_is_restored_byte_for_byte(data, options):
    assume(_compiles(data))
    planner = partial(plan, options=options)
    there = rewritten(data, planner)
    assert rewritten(there.data, planner).data == there.data
    assert rewritten(there.data, string_references.plan).data == data


def _compiles(data: bytes) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(data, "<module>", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


@settings(max_examples=100, deadline=None)
@given(*map(st.sampled_from, (HEADS, DOCSTRINGS, IMPORTS, GAPS, ["'", '"', "u'"])))
def test_modules_with_plain_policies_are_not_left_alone(head, docstring, imports, gap, start):
    # Otherwise the test above would test nothing.
    statement = "P = {'Effect': 'Allow', 'Action': ['ecr:PutImage', 's3:GetObject']}\n"
    statement = re.sub("'([^']+)'", rf"{start}\1{start[-1]}", statement)
    before = "".join([head, docstring, imports, gap, statement]).encode()
    there = rewritten(before, plan)
    assert there.plan.strings == 2
    assert rewritten(there.data, string_references.plan).data == before


NAMES = ["Ecr", "Ecr as E", "EcrAction", "AnyEcrAction", "EcrActionPattern as Pattern"]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_names_are_removed_from_imports_however_these_are_written(data):
    names = data.draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    used = data.draw(st.sets(st.sampled_from(names))) & {"Ecr", "Ecr as E"}
    commas = st.sampled_from([", ", ",", ",\n    ", ",  # one\n    ", " # ,\n, ", " \\\n , "])
    ends = st.sampled_from(["", ",", ",\n", "  # two\n", ",  # two\n", " # two\n,", " \\\n, "])
    listed = names[0] + "".join(data.draw(commas) + name for name in names[1:]) + data.draw(ends)
    head = data.draw(st.sampled_from(['"""Policies."""\n\n', "import os\n", "import a; ", ""]))
    tail = data.draw(st.sampled_from(["\n", "  # three\n\n", "; import b\n"]))
    statement = f"from typed_iam.actions.ecr import ({listed})"
    uses = "".join(f"x = {name.split()[-1]}.PutImage\n" for name in sorted(used))
    there = rewritten(f"{head}{statement}{tail}{uses}".encode(), string_references.plan)
    after = there.data.decode()
    assert there.plan.strings == len(used)
    left = [name for name in names if name not in used]
    assert _imported(after) == left
    if left:
        assert after.count("#") == (statement + tail).count("#"), "a comment is lost"
        assert after.startswith(head)


def _imported(text: str) -> list[str]:
    return [
        ast.unparse(alias)
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
