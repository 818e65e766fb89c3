"""Actions that are assigned, added or appended: ``statement["Action"] = [...]``, ``ACTIONS += [...]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from typed_iam_core.expressions.expression import called, last_name
from typed_iam_core.expressions.scopes import Scope
from typed_iam_core.readers.names import is_negated, names_actions
from typed_iam_core.readers.reading import Read, Reader, Reading

_METHODS = ("append", "extend", "insert")


def _read(reading: Reading) -> Read:
    for node, scope, target, value in _additions(reading):
        name = _slot_name(target)
        if name is not None:
            found = reading.slot(node, scope, [value], negated=is_negated(name))
            if found is not None:
                yield found


def _additions(
    reading: Reading,
) -> Iterator[tuple[ast.expr | ast.stmt, Scope, ast.expr, ast.expr]]:
    """Nodes that give a target a value, or add one to it, with target and value."""
    for node, scope in reading.some(ast.Assign, ast.AnnAssign, ast.AugAssign):
        if isinstance(node, ast.Assign):
            yield node, scope, node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign | ast.AugAssign) and node.value is not None:
            yield node, scope, node.target, node.value
    for call, scope, name in reading.calls:
        if name in _METHODS and call.args and isinstance(call.func, ast.Attribute):
            yield call, scope, call.func.value, call.args[-1]


READER = Reader(
    read=_read,
    slots=(rb"""setdefault\(\s*["'](?:Not)?Action""",),
)


def _slot_name(target: ast.expr) -> str | None:
    """The key, attribute or variable that is assigned or added to, if it is one for actions."""
    name: object = None
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        name = target.slice.value
    elif isinstance(target, ast.Name | ast.Attribute):
        name = last_name(target)
    elif isinstance(target, ast.Call) and called(target) in ("get", "setdefault"):
        key = target.args[0] if target.args else None
        name = key.value if isinstance(key, ast.Constant) else None
    return name if isinstance(name, str) and names_actions(name) else None
