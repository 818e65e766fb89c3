"""Proof that strings and references to enums took each other's places and nothing else changed.

- The syntax trees are equal once each edited string or reference is replaced by the action that
  it means, and edited imports of enums are left out.
- Each such reference gets the enum it names: its import precedes it, and nothing else in the
  module binds the name.
- No import that is still in use is removed.
- The docstring and ``__future__`` imports are as far at the top as before.

Bytes outside the edits cannot change, see ``edits.splice``.
"""

from __future__ import annotations

import ast
import symtable
import warnings
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from typed_iam_codemods.rewriting.comparison import View, require_same
from typed_iam_codemods.rewriting.edits import Edit, Unproven, extent
from typed_iam_codemods.rewriting.identifiers import identifiers_among, star_imports
from typed_iam_codemods.rewriting.references import imported_enums, preamble, referenced
from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue.enums import is_enum_import
from typed_iam_core.text.source import Source


def prove(before: Source, after: Source, edits: Sequence[Edit]) -> None:
    """Show that the edits, which led from one text to the other, keep its meaning.

    Raises:
        Unproven: they do not, or it cannot be shown.
        UnreadableSource: one of the texts cannot be parsed.
    """
    old = _Side(before, [(edit.start, edit.end) for edit in edits])
    new = _Side(after, list(_replacements(edits)))
    if preamble(old.tree) != preamble(new.tree):
        raise Unproven("left alone: the edits would change what the module has to start with")
    require_same(old, new)
    removed = old.enums.keys() - new.enums.keys()
    if removed & identifiers_among(after, removed).taken:
        raise Unproven("left alone: an import that is in use would be removed")
    old.require_bound()
    new.require_bound()


def _replacements(edits: Sequence[Edit]) -> Iterator[tuple[int, int]]:
    """Starts and ends of the replacements in the new text."""
    shift = 0
    for start, end, text in edits:
        yield start + shift, start + shift + len(text)
        shift += len(text) - (end - start)


class _Side(View):
    """One of two texts that should mean the same, and which parts of it are edited."""

    def __init__(self, source: Source, spans: Sequence[tuple[int, int]]) -> None:
        super().__init__(source)
        self.enums = imported_enums(self.tree)
        self._edited = spans
        self._catalogue = catalogues.default()
        self._references: list[tuple[str, int]] = []

    def shown(self, part: object) -> Sequence[object]:
        """The part, or the action as AWS spells it for an edited string or reference.

        Imports of enums are shown without what is edited of them.
        """
        action = None
        # Cheap tests first: a look-up costs more than all the others.
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            if ":" in part.value and self._is_edited(part):
                action = self._catalogue.action(part.value)
        elif isinstance(part, ast.Attribute):
            found = referenced(part, self.enums, self._catalogue)
            if found is not None and self._is_edited(part):
                action = found.action
                self._references.append((found.name, extent(self.source, part)[0]))
        elif is_enum_import(part):
            if self._is_edited(part):
                return []
            names = [alias for alias in part.names if not self._is_edited(alias)]
            return [ast.copy_location(ast.ImportFrom(part.module, names, 0), part)]
        return [part if action is None else ast.Constant(action)]

    def _is_edited(self, node: ast.AST) -> bool:
        start, end = extent(self.source, node)
        index = bisect_right(self._edited, start, key=itemgetter(0)) - 1
        return index >= 0 and end <= self._edited[index][1]

    def require_bound(self) -> None:
        """Raise Unproven where a reference met so far might not get its enum."""
        names = {name for name, _ in self._references}
        if not names:
            return
        bound = identifiers_among(self.source, names).bound
        if any(bound[name] != 1 for name in names) or _is_local(self.source.text, names):
            raise Unproven("left alone: an imported name would be bound twice")
        statements = {name: self.enums[name].statement for name in names}
        if any(
            extent(self.source, statements[name])[1] > start for name, start in self._references
        ):
            raise Unproven("left alone: an enum would be used before it is imported")
        last = max(statement.lineno for statement in statements.values())
        if any(statement.lineno > last for statement in star_imports(self.source)):
            raise Unproven("left alone: a star import might rebind an imported name")


def _is_local(text: str, names: set[str]) -> bool:
    """Whether one of the names is local to a function, class or comprehension."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tables = symtable.symtable(text, "<module>", "exec").get_children()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        if any(not table.lookup(name).is_global() for name in names & {*table.get_identifiers()}):
            return True
    return False
