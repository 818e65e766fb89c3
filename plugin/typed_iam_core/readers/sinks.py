"""From an expression that is a policy of a kind to the documents and statements in it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from typed_iam_core.expressions.expression import Expression, called
from typed_iam_core.policies.model import Kind
from typed_iam_core.readers.names import names_statement
from typed_iam_core.readers.reading import Sink

# Calls that a document or a statement passes through.
_THROUGH = ("dumps", "json_dumps", "from_json")
# Arguments of calls that make documents and statements, in lower case, that lead to more.
_WITHIN = {
    "Policy": ("statement",),
    "PolicyDocument": ("statement", "statements"),
    "Statement": ("action",),
}


def kinds_of(sinks: Iterable[Sink]) -> dict[ast.AST, Kind]:
    """Each expression that is a policy, or part of one -> the kind of that policy."""
    kinds: dict[ast.AST, Kind] = {}
    visited = set[tuple[ast.AST, Kind]]()
    for first, kind in sinks:
        pending = [first]
        while pending:
            expression = pending.pop().followed()
            node = expression.node
            if (node, kind) in visited:
                continue
            visited.add((node, kind))
            if _is_part(node):
                kinds[node] = kind
            pending += _inner(expression)
    return kinds


def _is_part(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp | ast.Dict):
        return True
    name = called(node)
    return name in ("dict", "format", "Action") or names_statement(name)


def _inner(expression: Expression) -> list[Expression]:
    """What an expression consists of: lists, ``json.dumps`` and names may be in between."""
    node = expression.node
    if isinstance(node, ast.List | ast.Tuple):
        return expression.elements()
    name = called(node)
    if isinstance(node, ast.Dict) or name == "dict":
        return [part for key, part in expression.items() if key == "Statement"]
    if name in _THROUGH and isinstance(node, ast.Call):
        return [Expression(part, expression.scope) for part in node.args[:1]]
    if name in _WITHIN:
        return [part for key, part in expression.items() if key.lower() in _WITHIN[name]]
    return []
