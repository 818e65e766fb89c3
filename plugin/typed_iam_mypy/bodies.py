"""Where the statements of a module's functions stand, by mypy's own parser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mypy.nodes import ClassDef, Decorator, FuncDef, OverloadedFuncDef, Statement

from typed_iam_core.sites import Body


def bodies_in(statements: Iterable[Statement]) -> Iterator[Body]:
    """Those of the functions among these statements and of the methods of their classes."""
    for statement in statements:
        if isinstance(statement, ClassDef):
            yield from bodies_in(statement.defs.body)
        elif isinstance(statement, OverloadedFuncDef):
            yield from bodies_in(statement.items)
        function = statement.func if isinstance(statement, Decorator) else statement
        if isinstance(function, FuncDef) and function.body.body and function.end_line:
            first = function.body.body[0]
            # Decorators stand above the line of a class.
            if not isinstance(first, ClassDef):
                yield Body(first.line, first.column, function.end_line)
