"""boto3 calls that take policies or names of actions, by a generated table of their parameters.

The table says what each parameter takes: a policy of some kind, names of actions with or without
their prefix (``queue.add_permission(Actions=["SendMessage"])``), or a policy of another language.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from typed_iam_core.expressions.clients import clients_of
from typed_iam_core.expressions.expression import Expression, called
from typed_iam_core.expressions.scopes import Scope
from typed_iam_core.expressions.values import values
from typed_iam_core.policies.model import Certainty, Element, Kind, Statement
from typed_iam_core.readers.reading import Read, Reader, Reading, Sink, is_known, shape_of

POLICY, ACTIONS, BARE, NOT_IAM = "policy", "actions", "bare", "not-iam"

# Path of a parameter, ``access.[].actions`` -> what it takes: one of the words above or
# ``unsure``, and for the first three the prefixes that mean something there, and the role.
_Parameters = Mapping[str, list[str]]


class _Taken(NamedTuple):
    """A value that a boto3 call takes.

    ``what`` is ``POLICY``, ``ACTIONS``, ``BARE`` or ``NOT_IAM``; ``kind`` is the kind of the
    policy, or of the one that the actions become part of, and None for ``NOT_IAM``.
    """

    what: str
    kind: Kind | None
    value: Expression
    call: ast.Call


class _Table(NamedTuple):
    """``classes``: name of a class -> clients; ``methods``: method -> client -> parameters."""

    classes: Mapping[str, list[str]]
    methods: Mapping[str, Mapping[str, _Parameters]]


@cache
def _table() -> _Table:
    path = Path(__file__).parents[1] / "data" / "boto3.json"
    return _Table(**json.loads(path.read_text("utf-8")))


def _taken(reading: Reading) -> list[_Taken]:
    """What the boto3 calls of a text take; read once."""
    found = reading.memo.get(_taken)
    if not isinstance(found, list):
        found = [
            taken
            for call, scope, name in reading.calls
            if call.keywords and (by_client := _table().methods.get(name))
            for taken in _taken_by(call, scope, by_client)
        ]
        reading.memo[_taken] = found
    return found


def _read(reading: Reading) -> Read:
    """The statements that calls ask for."""
    for what, kind, value, call in _taken(reading):
        if kind is None or what not in (ACTIONS, BARE):
            continue
        leaves, complete = values(value)
        found = tuple(
            reading.value(leaf, Certainty.POLICY)
            for leaf in leaves
            if is_known(leaf.text) and leaf.text != "*"
        )
        if found:
            bare = kind.service if what == BARE else ""
            span, shape = reading.span(value.node), shape_of(value.node)
            element = Element("Action", "", None, span, shape, found, complete, bare=bare)
            yield Statement(reading.span(call), (element,), kind=kind)


def _sinks(reading: Reading) -> Iterator[Sink]:
    for what, kind, value, _ in _taken(reading):
        if what == POLICY and kind is not None:
            yield Sink(value, kind)


def _silences(reading: Reading) -> Iterator[ast.AST]:
    """Every node that belongs to a value in another language, wherever its parts are written."""
    silent = set[ast.AST]()
    pending = [value for what, _, value, _ in _taken(reading) if what == NOT_IAM]
    while pending:
        expression = pending.pop()
        for node in ast.walk(expression.node):
            if node in silent:
                continue
            silent.add(node)
            if isinstance(node, ast.Name | ast.Attribute):
                pending += Expression(node, expression.scope).assigned()[:1]
    yield from silent
    if silent:
        # ``ACTIONS = [...]`` is itself a place for actions, by its name.
        for node, _ in reading.some(ast.Assign, ast.AnnAssign):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value in silent:
                yield node


READER = Reader(
    read=_read,
    sinks=_sinks,
    silences=_silences,
    signs=(
        (
            rb"_permission\((?<=(?:add|put)_permission\()(?<!def ..._permission\()",
            rb"""Action(?:s|Name)?(?:\s*=(?!=)|["']\s*[]:])""",
        ),
        (rb"ActionNames\s*=",),
        (rb"check_access_not_granted\((?<!def check_access_not_granted\()",),
    ),
    context=(rb"_permission\(", rb"access\s*="),
)


def _taken_by(
    call: ast.Call, scope: Scope, by_client: Mapping[str, _Parameters]
) -> Iterator[_Taken]:
    method = call.func
    known = None
    if isinstance(method, ast.Attribute):
        known = clients_of(Expression(method.value, scope), _table().classes)
    # A resource's method may be called ``put``; without the resource in sight that is nothing.
    names = known or [client for client in by_client if "." not in client]
    candidates = [by_client[client] for client in names if client in by_client]
    if not candidates:
        return
    arguments = list(_arguments(call, scope))
    for name, argument in arguments:
        for path, (what, *kind) in _agreed(candidates, name):
            steps, _, condition = path.partition("?")
            other, _, wanted = condition.partition("=")
            if condition and wanted not in {
                value.constant_text() for key, value in arguments if key == other
            }:
                continue
            if what == NOT_IAM:
                # All of it: what leads to the policy may be computed.
                yield _Taken(what, None, argument, call)
                continue
            for value in _ends(argument, steps.split(".")[1:]):
                yield _Taken(what, Kind(*kind), value, call)


def _arguments(call: ast.Call, scope: Scope) -> Iterator[tuple[str, Expression]]:
    for keyword in call.keywords:
        value = Expression(keyword.value, scope)
        if keyword.arg is not None:
            yield keyword.arg, value
        else:
            yield from value.followed().items()


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


def _ends(value: Expression, steps: list[str]) -> Iterator[Expression]:
    """What is at the end of a path, where all that leads there is written down."""
    if not steps:
        yield value
        return
    inner = value.followed()
    step, *rest = steps
    if step == "[]":
        parts = inner.elements()
    elif isinstance(inner.node, ast.Dict) or called(inner.node) == "dict":
        key = step.strip("{}")
        parts = [part for name, part in inner.items() if not key or name == key]
    else:
        parts = []
    for part in parts:
        yield from _ends(part, rest)
