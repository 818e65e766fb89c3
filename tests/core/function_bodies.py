"""Positions of function bodies, as mypy gives them to the plugin."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from typed_iam_core.sites import Body


def bodies(tree: ast.AST) -> Iterator[Body]:
    """The bodies of all functions, except bodies whose first statement has decorators above it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            if not getattr(first, "decorator_list", None):
                yield Body(first.lineno, first.col_offset, node.end_lineno or first.lineno)
