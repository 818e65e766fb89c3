"""The comparison that every proof of edits makes: of two syntax trees, with their edits undone."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_core.text.source import Source


class View:
    """A syntax tree as a comparison sees it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tree = source.parse()

    def shown(self, part: object) -> Sequence[object]:
        """What to compare in place of a part of the tree; nothing for a part left out."""
        return [part]

    def shown_in(self, node: ast.AST, field: str) -> list[object]:
        """What to compare of a node's field."""
        value = getattr(node, field, None)
        parts = value if isinstance(value, list) else [value]
        return [shown for part in parts for shown in self.shown(part)]

    def text_of(self, node: ast.stmt) -> tuple[list[str], int, int | None]:
        """A statement's lines, and where it starts and ends in the first and last of them."""
        first = min(
            [node, *getattr(node, "decorator_list", [])],
            key=lambda each: (each.lineno, each.col_offset),
        )
        lines = self.source.lines[first.lineno - 1 : node.end_lineno]
        return lines, first.col_offset, node.end_col_offset


def require_same(old: View, new: View) -> None:
    """Raise Unproven where two texts differ in their encoding or in what their views show."""
    if old.source.encoding != new.source.encoding:
        raise Unproven("left alone: the edits would change the file's encoding")
    if not _are_same(old, new):
        raise Unproven("left alone: the edits would change the syntax tree")


def _are_same(old: View, new: View) -> bool:
    # With a stack of its own: real trees nest deeper than Python recurses.
    stack: list[tuple[object, object]] = [(old.tree, new.tree)]
    while stack:
        before, after = stack.pop()
        if isinstance(before, ast.stmt) and isinstance(after, ast.stmt):
            # Most statements have no edit in them: the same text is the same tree.
            if old.text_of(before) == new.text_of(after):
                continue
        elif isinstance(before, ast.JoinedStr) and isinstance(after, ast.JoinedStr):
            # Up to Python 3.11 positions in f-strings are wrong; no edit is ever in one.
            before, after = ast.dump(before), ast.dump(after)
        if type(before) is not type(after):
            return False
        if not isinstance(before, ast.AST) or not isinstance(after, ast.AST):
            if before != after:
                return False
            continue
        for field in before._fields:
            left, right = old.shown_in(before, field), new.shown_in(after, field)
            if len(left) != len(right):
                return False
            stack += zip(left, right, strict=True)
    return True
