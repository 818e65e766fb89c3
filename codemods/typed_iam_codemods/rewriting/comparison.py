"""Checks that every proof of edits makes: equal syntax trees, and a text that compiles."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_core.text.source import Source, one_line

# Where an import, a string or an attribute may be an error; compiling takes as long as parsing.
_FRAGILE = re.compile(r"\b(?:global|nonlocal|__future__)\b")


def require_compiles(before: Source, after: Source) -> None:
    """Raise Unproven for a text that parses but does not compile, as a late ``__future__``."""
    if not _FRAGILE.search(after.text):
        return
    error = _compile_error(after)
    # A fragment may not have compiled before the edits either.
    if error is not None and _compile_error(before) is None:
        raise Unproven(f"left alone: it would not compile: {one_line(error)}")


def _compile_error(source: Source) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # The text, as compiling a tree recurses deeper.
            compile(source.text, "<module>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return getattr(error, "msg", None) or str(error)
    return None


class View:
    """A syntax tree as a comparison sees it: parts may be replaced or left out."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tree = source.parse()

    def replaced(self, node: ast.AST) -> ast.AST:
        """The node, or what to compare in its place."""
        return node

    def field(self, node: ast.AST, name: str) -> object:
        """The value of a node's field, without the parts left out."""
        return getattr(node, name, None)

    def text_of(self, node: ast.stmt) -> tuple[list[str], int, int | None]:
        """A statement's lines, and where it starts and ends in the first and last of them."""
        first = min(
            [node, *getattr(node, "decorator_list", [])],
            key=lambda each: (each.lineno, each.col_offset),
        )
        lines = self.source.lines[first.lineno - 1 : node.end_lineno]
        return lines, first.col_offset, node.end_col_offset


def require_same(old: View, new: View) -> None:
    """Raise Unproven where two trees differ in what their views show."""
    # With a stack of its own: real trees nest deeper than Python recurses.
    stack: list[tuple[object, object]] = [(old.tree, new.tree)]
    while stack:
        before, after = stack.pop()
        if isinstance(before, ast.stmt) and isinstance(after, ast.stmt):
            # Most statements have no edit in them: the same text is the same tree.
            if old.text_of(before) != new.text_of(after):
                stack += _children(old, new, before, after)
        elif isinstance(before, ast.AST) and isinstance(after, ast.AST):
            stack += _children(old, new, before, after)
        elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
            stack += zip(before, after, strict=True)
        elif type(before) is not type(after) or before != after:
            raise Unproven("left alone: the edits would change the syntax tree")


def _children(
    old: View, new: View, before: ast.AST, after: ast.AST
) -> Iterator[tuple[object, object]]:
    before, after = old.replaced(before), new.replaced(after)
    if type(before) is not type(after):
        raise Unproven("left alone: the edits would change the syntax tree")
    if isinstance(before, ast.JoinedStr):
        # Up to Python 3.11 positions in f-strings are wrong; no edit is ever in one.
        yield ast.dump(before), ast.dump(after)
        return
    for name in before._fields:
        yield old.field(before, name), new.field(after, name)
