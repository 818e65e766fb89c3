"""The proof that strings and references to enums took each other's places, and nothing else changed.

- Every byte outside the edits is what it was.
- The syntax trees are equal once each edited string or reference is replaced by the action that
  it stands for, and edited imports of enums are left out.
- Each such reference gets the enum it names: its import stands before it and nothing else in the
  module binds the name.
- No import is taken out of which something is still in use.
"""

from __future__ import annotations

import ast
import symtable
import warnings
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from typed_iam_codemods.rewriting.byte_edits import ByteOffsets, Edit, Unproven
from typed_iam_codemods.rewriting.identifiers import has_star_import, identifiers_among, mentions
from typed_iam_codemods.rewriting.proofs import (
    View,
    check_compiles,
    require_same,
    unchanged_elsewhere,
)
from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.enums import EnumClass, action_of, is_enum_import
from typed_iam_core.text.source import Source


def prove(
    before: Source, after: Source, edits: Sequence[Edit], catalogue: Catalogue | None = None
) -> None:
    """Shows that the edits lead from one text to the other and keep its meaning.

    Raises:
        Unproven: they do not, or it cannot be shown.
        UnreadableSource: one of the texts cannot be parsed.
    """
    known = catalogue or catalogues.default()
    spans = unchanged_elsewhere(before.data, after.data, edits)
    old = _Side(before, [(edit.start, edit.end) for edit in edits], known)
    new = _Side(after, spans, known)
    if old.source.encoding != new.source.encoding:
        raise Unproven("left alone: the edits would change the file's encoding")
    if ast.get_docstring(old.tree, clean=False) != ast.get_docstring(new.tree, clean=False):
        raise Unproven("left alone: the edits would change the module's docstring")
    require_same(old, new)
    check_compiles(after)
    new.check_none_is_missing(old)
    old.check_names()
    new.check_names()


class _Import(NamedTuple):
    enum: EnumClass
    statement: ast.ImportFrom


class _Reference(NamedTuple):
    name: str
    offset: int


class _Side(View):
    """One of two texts that should mean the same, and which of its bytes are edited."""

    def __init__(
        self, source: Source, spans: Sequence[tuple[int, int]], catalogue: Catalogue
    ) -> None:
        super().__init__(source)
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

    def field(self, node: ast.AST, name: str) -> object:
        """What a field holds without imports of enums that are part of the edits."""
        value = super().field(node, name)
        if not isinstance(value, list):
            return value
        if name == "names":
            return [each for each in value if not (is_enum_import(node) and self._is_edited(each))]
        return [each for each in value if not self._is_edited_import(each)]

    def _is_edited_import(self, node: object) -> bool:
        return is_enum_import(node) and self._is_edited(node)

    def _is_edited(self, node: ast.expr | ast.stmt | ast.alias) -> bool:
        start, end = self._offsets.of(self.source.span(node))  # type: ignore[arg-type]
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._ends[index]

    def check_none_is_missing(self, old: _Side) -> None:
        """Unproven where an import was taken out and what it imports is still in use."""
        missing = old._imports.keys() - self._imports.keys()
        if missing & identifiers_among(self.source, missing).taken:
            raise Unproven("left alone: an import that is in use would be taken out")

    def check_names(self) -> None:
        """Unproven where a reference met so far might not get its enum."""
        names = {reference.name for reference in self._references}
        if not names:
            return
        if not self._are_nowhere_else(names):
            bound = identifiers_among(self.source, names).bound
            if any(bound[name] != 1 for name in names) or names & _nested_names(self.source.text):
                raise Unproven("left alone: an imported name would be bound twice")
        for name, offset in self._references:
            _, end = self._offsets.of(self.source.span(self._imports[name].statement))
            if end > offset:
                raise Unproven("left alone: an enum would be used before it is imported")
        last = max(self._imports[name].statement.lineno for name in names)
        if any(node.lineno > last and has_star_import(node) for node in self.tree.body):
            raise Unproven("left alone: a star import might rebind an imported name")

    def _are_nowhere_else(self, names: set[str]) -> bool:
        """Whether the names are no words of the text but where they are imported and referred to.

        False also where it is unknown; what it spares are two walks over all of the module.
        """
        words = mentions(self.source, names)
        uses = Counter(reference.name for reference in self._references)
        return words is not None and Counter(word.name for word in words) == uses + Counter(names)


def _enum_imports(tree: ast.Module) -> Iterator[tuple[str, _Import]]:
    for node in tree.body:
        if is_enum_import(node):
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
        found.update(symbol.get_name() for symbol in table.get_symbols() if not symbol.is_global())
    return frozenset(found)
