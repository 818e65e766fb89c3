"""Where the statements of functions stand, as the plugin has it from mypy."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from typed_iam_core.sites import Body


def bodies(tree: ast.AST) -> Iterator[Body]:
    """Those of all functions but those that begin with decorators, which stand above their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            if not getattr(first, "decorator_list", None):
                yield Body(first.lineno, first.col_offset, node.end_lineno or first.lineno)
