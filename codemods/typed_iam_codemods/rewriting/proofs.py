"""What every proof of edits asks: of the bytes, of the syntax trees, of Python's compiler."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

from typed_iam_codemods.rewriting.byte_edits import Edit, Unproven
from typed_iam_core.text.source import Source, one_line


def unchanged_elsewhere(
    before: bytes, after: bytes, edits: Sequence[Edit]
) -> list[tuple[int, int]]:
    """Where the replacements stand in the new bytes."""
    spans = []
    old = new = 0
    for edit in [*edits, Edit(len(before), len(before), b"")]:
        kept = before[old : edit.start]
        start = new + len(kept)
        end = start + len(edit.replacement)
        if edit.start < old or after[new:start] != kept or after[start:end] != edit.replacement:
            raise Unproven("left alone: bytes outside the edits would change")
        spans.append((start, end))
        old, new = edit.end, end
    if new != len(after):
        raise Unproven("left alone: bytes outside the edits would change")
    return spans[:-1]


# What an assignment must not stand before in its scope; compiling costs nearly as much as parsing.
_DECLARED = re.compile(r"(?:global|nonlocal)(?!\w)")


def check_compiles(source: Source) -> None:
    """Unproven for what parses and is no Python all the same, as a late ``__future__``."""
    if _has_late_future(source.parse()):
        raise Unproven("left alone: it would not compile: something comes before __future__")
    if not _DECLARED.search(source.text):
        # Nothing else that an import, a string or an attribute more or less could do.
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _compile(source)
    except (SyntaxError, ValueError) as error:
        said = getattr(error, "msg", None) or str(error)
        raise Unproven(f"left alone: it would not compile: {one_line(said)}") from None


def _has_late_future(tree: ast.Module) -> bool:
    """Whether anything but a docstring and its like comes before a ``from __future__``."""
    late = False
    for index, statement in enumerate(tree.body):
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            if late:
                return True
        elif index or not isinstance(statement, ast.Expr):
            late = True
    return False


def _compile(source: Source) -> None:
    try:
        # Spares another parse, but the way back from the tree recurses earlier.
        compile(source.parse(), "<module>", "exec", dont_inherit=True)
    except RecursionError:
        compile(source.text, "<module>", "exec", dont_inherit=True)


class View:
    """A tree as it is looked at for a comparison: parts may be replaced, or left out."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tree = source.parse()

    def settled(self, node: ast.AST) -> ast.AST:
        """The node, or what takes its place."""
        return node

    def field(self, node: ast.AST, name: str) -> object:
        """What a field of a node holds, without what is left out."""
        return getattr(node, name, None)

    def text_of(self, node: ast.stmt) -> tuple[list[str], int, int | None]:
        """What makes a statement what it is: its lines, and where it starts and ends in them."""
        first = min([node, *getattr(node, "decorator_list", [])], key=_place)
        lines = self.source.lines[first.lineno - 1 : node.end_lineno]
        return lines, first.col_offset, node.end_col_offset


def require_same(old: View, new: View) -> None:
    """Unproven where two trees differ in what is looked at."""
    # In lockstep and with a stack of its own: real trees nest deeper than Python recurses.
    stack: list[tuple[object, object]] = [(old.tree, new.tree)]
    while stack:
        before, after = stack.pop()
        if isinstance(before, ast.stmt) and isinstance(after, ast.stmt):
            # Of most statements no byte is touched: the same text is the same tree.
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
    before, after = old.settled(before), new.settled(after)
    if type(before) is not type(after):
        raise Unproven("left alone: the edits would change the syntax tree")
    if isinstance(before, ast.JoinedStr):
        # Nodes in f-strings have made-up positions up to Python 3.11; none is ever edited.
        yield ast.dump(before), ast.dump(after)
        return
    for name in before._fields:
        yield old.field(before, name), new.field(after, name)


def _place(node: ast.stmt | ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset
