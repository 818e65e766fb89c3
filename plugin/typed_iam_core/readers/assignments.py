"""Actions that are assigned, added or appended: ``statement["Action"] = [...]``, ``ACTIONS += [...]``."""

from __future__ import annotations

import ast

from typed_iam_core.expressions.expression import called, last_name
from typed_iam_core.readers.names import is_negated, names_actions
from typed_iam_core.readers.reading import Read, Reader, Reading

_METHODS = ("append", "extend", "insert")


def _read(reading: Reading) -> Read:
    for node, scope in reading.some(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Call):
        target: ast.expr | None = None
        value: ast.expr | None = None
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign | ast.AugAssign):
            target, value = node.target, node.value
        elif isinstance(node, ast.Call) and called(node) in _METHODS and node.args:
            value = node.args[-1]
            target = node.func.value if isinstance(node.func, ast.Attribute) else None
        name = _slot_name(target)
        if name is None or value is None or not isinstance(node, ast.expr | ast.stmt):
            continue
        found = reading.slot(node, scope, [value], negated=is_negated(name))
        if found is not None:
            yield found


READER = Reader(
    read=_read,
    slots=(rb"""setdefault\(\s*["'](?:Not)?Action""",),
)


def _slot_name(target: ast.expr | None) -> str | None:
    """The key, attribute or variable that is assigned or added to, if it is one for actions."""
    name: object = None
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        name = target.slice.value
    elif isinstance(target, ast.Name | ast.Attribute):
        name = last_name(target)
    elif called(target) in ("get", "setdefault") if target is not None else False:
        key = target.args[0] if isinstance(target, ast.Call) and target.args else None
        name = key.value if isinstance(key, ast.Constant) else None
    return name if isinstance(name, str) and names_actions(name) else None
