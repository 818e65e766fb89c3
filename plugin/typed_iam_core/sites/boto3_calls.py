"""boto3 calls that take policies or names of actions, by a generated table of their parameters.

The table knows what each parameter takes: a policy of some kind, names of actions with or
without their prefix, or a look-alike in another language, which nobody here may judge.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from typed_iam_core.sites.boto3_clients import Clients
from typed_iam_core.sites.model import PolicyKind
from typed_iam_core.sites.scopes import Scope
from typed_iam_core.sites.values import folded, followed, last_name

POLICY, ACTIONS, BARE, NOT_IAM = "policy", "actions", "bare", "not-iam"

# Path of a parameter, ``access.[].actions`` -> what it takes: one of the words above or
# ``unsure``, and for the first three the prefixes that mean something there, and the role.
_Parameters = Mapping[str, list[str]]
_Nodes = list[tuple[ast.AST, Scope]]


class Taken(NamedTuple):
    """A value that a boto3 call takes, with the scope that its names are bound in.

    ``what`` is ``POLICY``, ``ACTIONS``, ``BARE`` or ``NOT_IAM``; ``kind`` is the kind of the
    policy, or of the one that the actions become part of, and None for ``NOT_IAM``.
    """

    what: str
    kind: PolicyKind | None
    value: ast.expr
    scope: Scope
    call: ast.Call


class _Table(NamedTuple):
    """``classes``: name of a class -> clients; ``methods``: method -> client -> parameters."""

    classes: Mapping[str, list[str]]
    methods: Mapping[str, Mapping[str, _Parameters]]


@cache
def _table() -> _Table:
    path = Path(__file__).parents[1] / "data" / "boto3.json"
    return _Table(**json.loads(path.read_text("utf-8")))


def taken_in(nodes: _Nodes, declarations: _Nodes) -> list[Taken]:
    """What boto3 calls among these nodes take.

    Args:
        declarations: the module's assignments with a type.
    """
    found: list[Taken] = []
    clients: Clients | None = None
    for node, scope in nodes:
        if type(node) is not ast.Call or not node.keywords:
            continue
        by_client = _table().methods.get(last_name(node.func) or "")
        if by_client is not None:
            clients = clients or Clients(declarations, _table().classes)
            found += _taken(node, scope, by_client, clients)
    return found


def _taken(
    call: ast.Call, scope: Scope, by_client: Mapping[str, _Parameters], clients: Clients
) -> Iterator[Taken]:
    method = call.func
    known = clients.of(method.value, scope) if isinstance(method, ast.Attribute) else None
    # A resource's method may be called ``put``; without the resource in sight that is nothing.
    names = known or [client for client in by_client if "." not in client]
    candidates = [by_client[client] for client in names if client in by_client]
    arguments = list(_arguments(call, scope))
    literals = {name: folded(value, its_scope) for name, value, its_scope in arguments}
    for name, argument, its_scope in arguments:
        for path, (what, *kind) in _agreed(candidates, name):
            steps, _, condition = path.partition("?")
            other, _, wanted = condition.partition("=")
            if condition and literals.get(other) != wanted:
                continue
            if what == NOT_IAM:
                # All of it: what leads to the policy may be computed.
                yield Taken(what, None, argument, its_scope, call)
                continue
            for value, at in _ends(argument, steps.split(".")[1:], its_scope):
                yield Taken(what, PolicyKind(*kind), value, at, call)


def _arguments(call: ast.Call, scope: Scope) -> Iterator[tuple[str, ast.expr, Scope]]:
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg, keyword.value, scope
        else:
            spread, its_scope = followed(keyword.value, scope)
            for name, value in items(spread):
                yield name, value, its_scope


def _agreed(candidates: list[_Parameters], name: str) -> Iterator[tuple[str, list[str]]]:
    """Paths of a parameter, where all clients that have it take the same there."""
    all_paths = [
        {path: use for path, use in each.items() if path.partition("?")[0].split(".")[0] == name}
        for each in candidates
    ]
    having = [paths for paths in all_paths if paths]
    for path in having[0] if having else ():
        uses = [paths.get(path, ["unsure"]) for paths in having]
        use = min(uses, key=lambda each: each[1:2])
        if any(each[::2] != use[::2] for each in uses):
            continue
        if any(each != use for each in uses):
            # The services of ecr and ecr-public have the beginning in common.
            if not all(each[1].startswith(use[1]) for each in uses):
                continue
            use = [use[0], f"{use[1]}*", use[2]]
        if use[0] != "unsure":
            yield path, use


def _ends(value: ast.expr, steps: list[str], scope: Scope) -> Iterator[tuple[ast.expr, Scope]]:
    """What lies at the end of a path, where all that leads there is written down."""
    if not steps:
        yield value, scope
        return
    inner, its_scope = followed(value, scope)
    step, *rest = steps
    parts: list[ast.expr] = []
    if step == "[]" and isinstance(inner, ast.List | ast.Tuple):
        parts = inner.elts
    elif step != "[]" and (isinstance(inner, ast.Dict) or name_of_call(inner) == "dict"):
        key = step.strip("{}")
        parts = [part for name, part in items(inner) if not key or name == key]
    for part in parts:
        yield from _ends(part, rest, its_scope)


def items(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Items of a dict display or of ``dict(...)``, with keys that are written down or empty."""
    if isinstance(value, ast.Dict):
        for key, part in zip(value.keys, value.values, strict=True):
            yield str(key.value) if isinstance(key, ast.Constant) else "", part
    elif isinstance(value, ast.Call):
        for keyword in value.keywords:
            yield keyword.arg or "", keyword.value


def name_of_call(value: ast.expr) -> str | None:
    """``dumps`` for ``json.dumps(...)``; None for what is no call."""
    return last_name(value.func) if isinstance(value, ast.Call) else None


def not_iam(calls: Iterable[Taken], assignments: _Nodes) -> set[int]:
    """``id`` of every node that belongs to a value in another language."""
    silent = {
        id(part)
        for taken in calls
        if taken.what == NOT_IAM
        for part in _everything(taken.value, taken.scope, depth=4)
    }
    if silent:
        # ``ACTIONS = [...]`` is itself a place for actions, by its name.
        silent |= {
            id(node)
            for node, _ in assignments
            if isinstance(node, ast.Assign | ast.AnnAssign) and id(node.value) in silent
        }
    return silent


def _everything(value: ast.expr, scope: Scope, depth: int) -> Iterator[ast.AST]:
    for node in ast.walk(value):
        yield node
        if depth and isinstance(node, ast.Name | ast.Attribute):
            target, its_scope = followed(node, scope)
            if target is not node:
                yield from _everything(target, its_scope, depth - 1)
