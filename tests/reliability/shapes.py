"""Shapes of input, each of which can be made as large as wanted."""

from __future__ import annotations

import json
from collections.abc import Callable

_WRONG = '"ecr:BatchGetImages"'
_STATEMENT = f'{{"Effect": "Allow", "Action": {_WRONG}, "Resource": "*"}}'
_POLICY = f"P = {_STATEMENT}\n"
_OF_A_FILE = '"a#/*" = ["all"]\n'
_ENTRY = f'"k#": [{_WRONG}], '


def _use(value: str) -> str:
    return f'P = {{"Effect": "Allow", "Action": {value}, "Resource": "*"}}\n'


def _with_keys(keys: str) -> str:
    return f'P = {{"Effect": "Allow", "Action": {_WRONG}, {keys}}}\n'


def _each(count: int, text: str) -> str:
    """A text once for each number, which replaces ``#``."""
    return "".join(text.replace("#", str(number)) for number in range(count))


def _listed(count: int, text: str) -> str:
    return f"[{_each(count, text + ', ')}]"


SHAPES: dict[str, Callable[[int], str]] = {
    # Lists, dicts, nesting
    "a list of actions": lambda n: _use(_listed(n, _WRONG)),
    "a list of different actions": lambda n: _use(_listed(n, '"ecr:Get#"')),
    "a list that is not in a policy": lambda n: f"x = {_listed(n, _WRONG)}\n",
    "a list of numbers": lambda n: _use(_listed(n, "#")),
    "a list of statements": lambda n: f"x = {_listed(n, _STATEMENT)}\n",
    "statements on lines": lambda n: _each(n, _POLICY),
    "a document of statements": lambda n: (
        f'P = {{"Version": "2012-10-17", "Statement": {_listed(n, _STATEMENT)}}}\n'
    ),
    "keys of a statement": lambda n: _with_keys(_each(n, '"Key#": 1, ')),
    "the same key again": lambda n: _with_keys('"Action": "ecr:X", ' * n),
    "nested lists": lambda n: _use("[" * 40 + _WRONG + "]" * 40) * n,
    "nested dicts": lambda n: ("x = " + '{"a": ' * 40 + _STATEMENT + "}" * 40 + "\n") * n,
    "branches of a conditional": lambda n: _use(
        _each(n, f"{_WRONG} if x# else ") + '"ecr:PutImage"'
    ),
    "alternatives": lambda n: _use(" or ".join([_WRONG] * n)),
    # Sums, chains, cycles, comprehensions
    "a sum of lists": lambda n: _use(" + ".join([f"[{_WRONG}]"] * n)),
    "a sum of strings": lambda n: _use('"ecr:" + ' + " + ".join(['"P"'] * n)),
    "a sum of names": lambda n: f"A = [{_WRONG}]\n" + _use(" + ".join(["A"] * n)),
    "a template": lambda n: _use('"' + "%s" * n + f'" % ({_each(n, "x#, ")})'),
    "an f-string": lambda n: _use('f"' + _each(n, "{x#}") + '"'),
    "a chain of names": lambda n: (
        f"A0 = {_WRONG}\n" + "".join(f"A{i + 1} = A{i}\n" for i in range(n)) + _use(f"A{n}")
    ),
    "a chain of lists": lambda n: (
        f"A0 = [{_WRONG}]\n"
        + "".join(f"A{i + 1} = [*A{i}, {_WRONG}]\n" for i in range(n))
        + _use(f"A{n}")
    ),
    "a cycle of names": lambda n: (
        "".join(f"A{i} = A{(i + 1) % n}\n" for i in range(n)) + _use("A0")
    ),
    "a name that is assigned again": lambda n: (
        "def f(x):\n    a = []\n" + f"    if x: a = a + [{_WRONG}]\n" * n + f"    {_use('a')}"
    ),
    "a list that is added to": lambda n: "a = []\n" + f"a.append({_WRONG})\n" * n + _use("a"),
    "additions between uses": lambda n: (
        "a = []\n" + _each(n, f'a += [{_WRONG}]\nx# = {{"Effect": "Allow", "Action": a}}\n')
    ),
    "one list in many slots": lambda n: f"A = {_listed(n, _WRONG)}\n" + _use("A") * n,
    "names of names in lists": lambda n: (
        f"D = {_WRONG}\nC = {_listed(n, 'D')}\nB = {_listed(n, 'C')}\n" + _use("B")
    ),
    "comprehensions": lambda n: _use(_listed(n, f"*[a# for a# in [{_WRONG}]]")),
    "a map": lambda n: f"M = {{{_each(n, _ENTRY)}}}\n" + _use("M[x]"),
    "look-ups in a map": lambda n: f"M = {{{_each(n, _ENTRY)}}}\n" + _use("M[x]") * n,
    "a split text": lambda n: _use('"' + "ecr:X " * n + '".split()'),
    # Text in strings
    "JSON": lambda n: "x = '''" + f'{{"Statement": [{", ".join([_STATEMENT] * n)}]}}' + "'''\n",
    "JSON that is not closed": lambda n: (
        "x = '''" + f'{{"Statement": [{", ".join([_STATEMENT] * n)}' + "'''\n"
    ),
    "strings of JSON": lambda n: f"x = '{_STATEMENT}'\n" * n,
    "quotes and dollars": lambda n: "x = '''{\"Effect\" Action $" + '\\\\"' * n + "'''\n" + _POLICY,
    "Jinja's braces": lambda n: "x = '''{\"Effect\" Action " + "{{ " * n + "'''\n" + _POLICY,
    "YAML": lambda n: (
        "x = '''\nStatement:\n"
        + f"- Effect: Allow\n  Action:\n  - {_WRONG}\n" * n
        + "'''\n"
        + _POLICY
    ),
    "Markdown's fences": lambda n: (
        "x = '''\n" + f"# Title\n\n```json\n{_STATEMENT}\n```\n" * n + "'''\n" + _POLICY
    ),
    "Markdown's fences that are not closed": lambda n: (
        "x = '''\n" + f"```\n{_STATEMENT[:-1]}\n" * n + "'''\n" + _POLICY
    ),
    "sources of a notebook's cells": lambda n: (
        "x = '''{\"cells\": ["
        + ", ".join([json.dumps({"cell_type": "code", "source": [_POLICY]})] * n).replace(
            "\\", "\\\\"
        )
        + "]}'''\n"
        + _POLICY
    ),
    "cells between marks": lambda n: f"# %% [code]\nx = {_STATEMENT}\n" * n,
    "octal escapes": lambda n: 'x = "' + "\\000" * n + ' "\n' + _POLICY,
    "quotes in a comment": lambda n: "# " + "\"'" * n + "\n" + _POLICY,
    "a long string": lambda n: 'x = "' + "ecr:X" * n + '"\n' + _POLICY,
    "strings over lines": lambda n: _each(n, f'{_POLICY}s# = """\n\n"""\n'),
    "literals side by side": lambda n: _use("(" + '"ecr:" ' * n + ")"),
    "a backslash at each line's end": lambda n: "x = 1" + " + \\\n1" * n + "\n" + _POLICY,
    # Ignores, findings, wildcards
    "ignores": lambda n: f"{_POLICY[:-1]}  # typed-iam: ignore[iam-unknown-action]\n" * n,
    "ignores on a line": lambda n: f"{_POLICY[:-1]} {'# typed-iam: ignore[iam-x] ' * n}\n",
    "codes in an ignore": lambda n: (
        f"{_POLICY[:-1]}  # typed-iam: ignore[{_each(n, 'iam-unknown-action, ')}]\n"
    ),
    "ignores that are not closed": lambda n: _POLICY + "x = 1  # type: ignore[\n" * n,
    "wildcards beside actions": lambda n: _use(
        "[" + _each(n, '"ecr:Get*#*", ') + _each(n, '"ecr:Get#", ') + "]"
    ),
    "a wildcard of stars": lambda n: _use('"ecr:' + "*" * n + 'x"'),
    # Imports, identifiers, code around policies
    "imports": lambda n: _each(n, "import a#\n") + _POLICY,
    "imported constants": lambda n: "import a\n" + _use(_listed(n, "a.X#")),
    "a long identifier": lambda n: f"{'a' * n} = {_WRONG}\n" + _use("a" * n),
    "identifiers": lambda n: _each(n, "name_# = 1\n") + _use(_listed(n, "name_#")),
    "identifiers that are not ASCII": lambda n: _each(n, "ñ_# = 1\n") + _use(_listed(n, "ñ_#")),
    "identifiers that are words of policies": lambda n: "policy" * n + " = 1\n" + _POLICY,
    "deep classes": lambda n: (
        "".join(f"{' ' * depth}class A{depth}:\n" for depth in range(20))
        + _each(n, f"{' ' * 20}x# = {_STATEMENT}\n")
    ),
    "classes in classes": lambda n: _each(
        n, f"class A#:\n class B:\n  class C:\n   x = {_STATEMENT}\n   y = x\n"
    ),
    "functions": lambda n: _each(n, "def f#(x):\n    return g(x)\n\n") + _POLICY,
    "functions that pass a policy on": lambda n: (
        _each(n, "def f#(x):\n    c.put(policy=x)\n\n") + _POLICY
    ),
    "methods": lambda n: (
        "class A:\n"
        + _each(n, f"    def f#(self):\n        self.x# = {_WRONG}\n")
        + "    def g(self):\n        return {'Effect': 'Allow', 'Action': self.x1}\n"
    ),
    "a bracket over many lines": lambda n: "x = [\n" + "1,\n" * n + f"]\n{_POLICY}",
    "clients": lambda n: (
        "c = boto3.client('ecr')\n"
        + f"c.set_repository_policy(policyText=json.dumps({_STATEMENT}))\n" * n
    ),
    "calls with keywords": lambda n: f"f({_each(n, 'k#=1, ')}actions=[{_WRONG}])\n",
}

# ``[tool.typed-iam]`` with as many settings as wanted.
SETTINGS: dict[str, Callable[[int], str]] = {
    "extra actions": lambda n: "extra-actions = " + _listed(n, '"corp:Get#"'),
    "extra actions with an end": lambda n: (
        "extra-actions = " + _listed(n, '{ action = "ecr:Get#*", expires = 2030-01-31 }')
    ),
    "ignores by file": lambda n: f"[tool.typed-iam.per-file-ignores]\n{_each(n, _OF_A_FILE)}",
    "exclude globs": lambda n: "exclude = " + _listed(n, '"a#/*"'),
    "ignored codes": lambda n: "ignore = " + _listed(n, '"iam-duplicate-action"'),
    "selected codes": lambda n: "select = " + _listed(n, '"iam-unknown-action"'),
}

# Names that many places use are followed up to a limit: work is in proportion beyond it.
SHARED = frozenset(
    {"additions between uses", "one list in many slots", "look-ups in a map"}
    | {"names of names in lists", "a name that is assigned again"}
)
