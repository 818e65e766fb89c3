"""Edits on the bytes of a file, and the proof that they changed nothing but the spelling.

A plan says which bytes to replace.  Its result is accepted where it can be shown that

- every byte outside the edits is what it was;
- the syntax trees of both texts are equal once each edited string or enum reference is
  replaced by the action that it stands for and edited imports of enums are left out;
- each such reference gets the enum it names: its import stands before it and nothing else in
  the module binds the name;
- a second plan finds nothing to do.
"""

from __future__ import annotations

import ast
import symtable
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.enums import PACKAGE, EnumClass, action_of
from typed_iam_core.identifiers import has_star_import, identifiers
from typed_iam_core.source import Source, Span, one_line

_BOM = b"\xef\xbb\xbf"


class Unproven(Exception):
    """A file is left alone, as its edits cannot be shown to be right; the text is one line."""


class Edit(NamedTuple):
    """Replaces the bytes from ``start`` to ``end`` (exclusive) of a file."""

    start: int
    end: int
    replacement: bytes


@dataclass(frozen=True)
class Plan:
    """What to do to one file.

    ``strings`` counts the actions rewritten, ``imports`` the import statements added or
    extended.  A file that has something to rewrite but is left alone has a ``reason``, one
    line, and no edits.
    """

    edits: tuple[Edit, ...] = ()
    strings: int = 0
    imports: int = 0
    reason: str | None = None


@dataclass(frozen=True)
class Rewritten:
    """A file's new bytes, the same as the old ones where there is nothing to do."""

    data: bytes
    plan: Plan


Planner = Callable[[bytes], Plan]


def rewritten(data: bytes, planner: Planner) -> Rewritten:
    """Plans, carries out and proves the edits of one file.

    Raises:
        UnreadableSource: the bytes cannot be decoded or parsed.
        Unproven: the edits cannot be shown to be right.
    """
    plan = planner(data)
    if not plan.edits:
        return Rewritten(data, plan)
    after = splice(data, plan.edits)
    prove(data, after, plan.edits)
    if planner(after) != Plan():
        raise Unproven("left alone: a second run would change the file again")
    return Rewritten(after, plan)


def splice(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The bytes with the edits carried out.

    Raises:
        ValueError: the edits are not in order, overlap, or reach past the end.
    """
    pieces = []
    position = 0
    for edit in edits:
        if not position <= edit.start <= edit.end <= len(data):
            raise ValueError(f"edit out of order or place: {edit.start}-{edit.end}")
        pieces += [data[position : edit.start], edit.replacement]
        position = edit.end
    return b"".join([*pieces, data[position:]])


class ByteOffsets:
    """Where lines and columns of a source are in its bytes.

    ``encoding`` is what text to put there has to be encoded in.

    Raises:
        Unproven: the encoding has several spellings of the same text, so that a place in the
            text is no place in the bytes.
    """

    def __init__(self, source: Source) -> None:
        # The codec that drops a byte order mark would also add one to every line.
        self.encoding = "utf-8" if source.encoding == "utf-8-sig" else source.encoding
        self._lines = source.lines
        mark = _BOM if source.data.startswith(_BOM) else b""
        pieces = [mark, *(line.encode(self.encoding) for line in self._lines)]
        if b"".join(pieces) != source.data:
            raise Unproven(f"left alone: the encoding {source.encoding} is not written as read")
        self._starts = list(accumulate(map(len, pieces)))

    def at(self, line: int, column: int) -> int:
        """Offset of a line and a column, both counted from 1."""
        start, text = self._starts[line - 1], self._lines[line - 1]
        if text.isascii() and self._starts[line] - start == len(text):
            return start + column - 1
        return start + len(text[: column - 1].encode(self.encoding))

    def line_start(self, line: int) -> int:
        """Offset of a line, or of the end for the line after the last."""
        return self._starts[line - 1]

    def of(self, span: Span) -> tuple[int, int]:
        """Offsets of a span's start and end."""
        return self.at(span.line, span.column), self.at(span.end_line, span.end_column)


def prove(
    before: bytes, after: bytes, edits: Sequence[Edit], catalogue: Catalogue | None = None
) -> None:
    """Shows that the edits lead from one text to the other and keep its meaning.

    Raises:
        Unproven: they do not, or it cannot be shown.
        UnreadableSource: one of the texts cannot be decoded or parsed.
    """
    known = catalogue or catalogues.default()
    spans = _unchanged_elsewhere(before, after, edits)
    old = _Side(Source(before), [(edit.start, edit.end) for edit in edits], known)
    new = _Side(Source(after), spans, known)
    if old.source.encoding != new.source.encoding:
        raise Unproven("left alone: the edits would change the file's encoding")
    if ast.get_docstring(old.tree, clean=False) != ast.get_docstring(new.tree, clean=False):
        raise Unproven("left alone: the edits would change the module's docstring")
    _same(old, new)
    new.check_compiles()
    old.check_names()
    new.check_names()


def _unchanged_elsewhere(
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


class _Import(NamedTuple):
    enum: EnumClass
    statement: ast.ImportFrom


class _Reference(NamedTuple):
    name: str
    offset: int


class _Side:
    """One of two texts that should mean the same, and which of its bytes are edited."""

    def __init__(
        self, source: Source, spans: Sequence[tuple[int, int]], catalogue: Catalogue
    ) -> None:
        self.source = source
        self.tree = source.parse()
        self._offsets = ByteOffsets(source)
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._catalogue = catalogue
        self._imports = dict(_enum_imports(self.tree))
        self._references: list[_Reference] = []

    def settled(self, node: ast.AST) -> ast.AST:
        """The node, or the action as AWS spells it for an edited string or reference."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            # Cheap tests first: a look-up costs more than all the others.
            if ":" not in node.value or not self._is_edited(node):
                return node
            action = self._catalogue.action(node.value)
            return node if action is None else ast.Constant(action)
        if isinstance(node, ast.Attribute):
            action = self._referenced(node)
            if action is None or not self._is_edited(node):
                return node
            start, _ = self._offsets.of(self.source.span(node))
            self._references.append(_Reference(_base(node), start))
            return ast.Constant(action)
        return node

    def _referenced(self, node: ast.Attribute) -> str | None:
        if isinstance(node.value, ast.Attribute) and node.attr == "value":
            node = node.value
        if not (isinstance(node.value, ast.Name) and node.value.id in self._imports):
            return None
        return action_of(self._imports[node.value.id].enum, node.attr, self._catalogue)

    def kept(self, nodes: Sequence[object]) -> list[object]:
        """A list of a node's without the imports of enums that are part of the edits."""
        return [node for node in nodes if not self._is_edited_import(node)]

    def kept_aliases(self, node: ast.ImportFrom) -> list[object]:
        """The names of an import without those that are part of the edits."""
        if not _is_of_enums(node):
            return list(node.names)
        return [alias for alias in node.names if not self._is_edited(alias)]

    def _is_edited_import(self, node: object) -> bool:
        return isinstance(node, ast.ImportFrom) and _is_of_enums(node) and self._is_edited(node)

    def _is_edited(self, node: ast.expr | ast.stmt | ast.alias) -> bool:
        start, end = self._offsets.of(self.source.span(node))  # type: ignore[arg-type]
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._ends[index]

    def check_compiles(self) -> None:
        """Unproven for what parses and is no Python all the same, as a late ``__future__``."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(self.source.text, "<module>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            raise Unproven(f"left alone: it would not compile: {one_line(str(error))}") from None

    def check_names(self) -> None:
        """Unproven where a reference met so far might not get its enum."""
        names = {reference.name for reference in self._references}
        if not names:
            return
        bound = identifiers(self.tree).bound
        if any(bound[name] != 1 for name in names) or names & _nested_names(self.source.text):
            raise Unproven("left alone: an imported name would be bound twice")
        for name, offset in self._references:
            _, end = self._offsets.of(self.source.span(self._imports[name].statement))
            if end > offset:
                raise Unproven("left alone: an enum would be used before it is imported")
        last = max(self._imports[name].statement.lineno for name in names)
        if any(node.lineno > last and has_star_import(node) for node in self.tree.body):
            raise Unproven("left alone: a star import might rebind an imported name")


def _is_of_enums(node: ast.ImportFrom) -> bool:
    return node.level == 0 and (node.module or "").startswith(f"{PACKAGE}.")


def _enum_imports(tree: ast.Module) -> Iterator[tuple[str, _Import]]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and _is_of_enums(node):
            for alias in node.names:
                enum = EnumClass(node.module or "", alias.name)
                yield alias.asname or alias.name, _Import(enum, node)


def _base(node: ast.Attribute) -> str:
    value: ast.expr = node
    while isinstance(value, ast.Attribute):
        value = value.value
    assert isinstance(value, ast.Name)
    return value.id


def _nested_names(text: str) -> frozenset[str]:
    """Names that are not the module's in some function, class or comprehension of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tables = symtable.symtable(text, "<module>", "exec").get_children()
    found: set[str] = set()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        found.update(
            symbol.get_name() for symbol in table.get_symbols() if not symbol.is_global()
        )
    return frozenset(found)


def _same(old: _Side, new: _Side) -> None:
    # In lockstep and with a stack of its own: real trees nest deeper than Python recurses.
    stack: list[tuple[object, object]] = [(old.tree, new.tree)]
    while stack:
        before, after = stack.pop()
        if isinstance(before, ast.AST) and isinstance(after, ast.AST):
            stack += _children(old, new, before, after)
        elif isinstance(before, list) and isinstance(after, list):
            before, after = old.kept(before), new.kept(after)
            if len(before) != len(after):
                raise Unproven("left alone: the edits would change the syntax tree")
            stack += zip(before, after, strict=True)
        elif type(before) is not type(after) or before != after:
            raise Unproven("left alone: the edits would change the syntax tree")


def _children(
    old: _Side, new: _Side, before: ast.AST, after: ast.AST
) -> Iterator[tuple[object, object]]:
    before, after = old.settled(before), new.settled(after)
    if type(before) is not type(after):
        raise Unproven("left alone: the edits would change the syntax tree")
    if isinstance(before, ast.JoinedStr):
        # Nodes in f-strings have made-up positions up to Python 3.11; none is ever edited.
        yield ast.dump(before), ast.dump(after)
        return
    for field in before._fields:
        if field == "names" and isinstance(before, ast.ImportFrom):
            assert isinstance(after, ast.ImportFrom)
            yield old.kept_aliases(before), new.kept_aliases(after)
        else:
            yield getattr(before, field, None), getattr(after, field, None)
