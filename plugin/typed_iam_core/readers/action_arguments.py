"""Arguments that are actions: ``add_actions(...)``, ``grant(role, ...)``, ``actions=`` of any call."""

from __future__ import annotations

import ast

from typed_iam_core.expressions.scopes import Scope
from typed_iam_core.policies.model import ALLOW, Certainty, Statement
from typed_iam_core.readers.names import ADDING, is_negated, names_actions, names_statement
from typed_iam_core.readers.reading import Read, Reader, Reading

_METHODS = {"add_actions": False, "add_not_actions": True}
# Calls of which other readers know more.
_OTHERS = frozenset({"dict", "Action", *ADDING})


def _read(reading: Reading) -> Read:
    for call in reading.calls:
        found = _statement(reading, *call)
        if found is not None:
            yield found


READER = Reader(
    read=_read,
    slots=(rb"_actions\(", rb"wildcard\(", rb"\.grant\("),
)


def _statement(reading: Reading, call: ast.Call, scope: Scope, name: str) -> Statement | None:
    if name in _METHODS:
        return reading.slot(call, scope, call.args, negated=_METHODS[name])
    if name == "wildcard" and len(call.args) == 1:
        return reading.slot(call, scope, call.args)
    if name == "grant" and len(call.args) > 1:
        return reading.slot(call, scope, call.args[1:], effect=ALLOW)
    if name in _OTHERS or names_statement(name):
        return None
    if not any(keyword.arg and names_actions(keyword.arg) for keyword in call.keywords):
        return None
    items = [item for item in reading.items(call) if names_actions(item.name)]
    names = {item.name: is_negated(item.name) for item in items}
    return reading.statement(call, scope, items, names, None, Certainty.LIKELY)
