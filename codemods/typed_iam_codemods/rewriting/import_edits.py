"""Plans the edits that import enums into a module, under names that are free in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from typed_iam_codemods.rewriting.edits import Edit, Unproven, extent
from typed_iam_codemods.rewriting.identifiers import identifiers_among, star_imports
from typed_iam_codemods.rewriting.references import ImportedEnum, imported_enums
from typed_iam_core.catalogue.enums import EnumClass
from typed_iam_core.text.source import Source

# What may follow a statement on its line so that another line can follow it.
_REST_OF_LINE = re.compile(r"[ \t\f]*;?[ \t\f]*(#.*)?\s*")


class Imports(NamedTuple):
    """The name of each enum in the module, and the edits that give it that name.

    ``statements`` counts those added or extended; one edit may add several.
    """

    names: Mapping[EnumClass, str]
    edits: tuple[Edit, ...]
    statements: int


class Importer:
    """Finds where a module can import enums, and by which names."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._body = source.parse().body
        self._newline = next(
            (end for line in source.lines if (end := line[len(line.rstrip("\r\n")) :])), "\n"
        )
        self._present = imported_enums(source.parse())
        # A star import may bind any name and must not follow ours.
        self._last_star = max((node.lineno for node in star_imports(source)), default=0)

    def imports(self, first_uses: Mapping[EnumClass, int]) -> Imports:
        """The imports to add.

        Args:
            first_uses: the index in the text before which each enum must be imported.

        Raises:
            Unproven: there is no place for an import.
        """
        names: dict[EnumClass, str] = {}
        edits: list[Edit] = []
        lines: list[str] = []
        for enum, first_use in sorted(first_uses.items()):
            present = dict(self._imported(enum.module, first_use))
            bound = (name for name, (other, _) in present.items() if other == enum)
            name = next(filter(self._is_bound_once, bound), None)
            if name is not None:
                names[enum] = name
                continue
            names[enum] = self._free_name(enum.name)
            imported = enum.name if names[enum] == enum.name else f"{enum.name} as {names[enum]}"
            if present:
                edits.append(self._extended(next(iter(present.values())).statement, imported))
            else:
                lines.append(f"from {enum.module} import {imported}{self._newline}")
        touched = len(edits) + len(lines)
        if lines:
            edits.append(self._inserted(lines, min(first_uses.values())))
        return Imports(names, tuple(edits), touched)

    def _imported(self, module: str, before: int) -> Iterator[tuple[str, ImportedEnum]]:
        """Imports from a module that hold for everything after an index, by their names."""
        for name, each in self._present.items():
            if each.enum.module != module or each.statement.lineno <= self._last_star:
                continue
            if extent(self._source, each.statement)[1] <= before:
                yield name, each

    def _is_bound_once(self, name: str) -> bool:
        return identifiers_among(self._source, [name]).bound[name] == 1

    def _free_name(self, name: str) -> str:
        if self._is_free(name):
            return name
        base = free = f"Iam{name}"
        number = 1
        while not self._is_free(free):
            number += 1
            free = f"{base}{number}"
        return free

    def _is_free(self, name: str) -> bool:
        return name not in identifiers_among(self._source, [name]).taken

    def _extended(self, node: ast.ImportFrom, imported: str) -> Edit:
        """Add a name to a statement, in order, and on a line of its own where the others are."""
        after = next((alias for alias in node.names if alias.name > imported), None)
        if after is None and "#" in self._source.lines[(node.names[-1].end_lineno or 0) - 1]:
            # At the end it would separate a name from its comment.
            after = node.names[0]
        start, end = extent(self._source, after or node.names[-1])
        indent = self._indent(start)
        separator = "," + (" " if indent is None else self._newline + indent)
        if after is None:
            return Edit(end, end, separator + imported)
        return Edit(start, start, imported + separator)

    def _indent(self, start: int) -> str | None:
        """White space before the first word of a line; None elsewhere on it."""
        line, column, _, _ = self._source.span_of(start, start)
        before = self._source.lines[line - 1][: column - 1]
        return before if not before.strip() else None

    def _inserted(self, lines: list[str], first_use: int) -> Edit:
        index = self._statement_above()
        edit = self._below(index, lines) if index is not None else self._at_top(lines)
        if edit.start > first_use:
            raise Unproven("left alone: an action is used above the first line for an import")
        return edit

    def _statement_above(self) -> int | None:
        """Index of the statement below which imports go; None where they go above all."""
        end = first = self._preamble()
        while end < len(self._body) and isinstance(self._body[end], ast.Import | ast.ImportFrom):
            end += 1
        first = max(first, sum(node.lineno <= self._last_star for node in self._body))
        # At best the last of the leading imports, else one above it, else the next below.
        candidates = [*range(end - 1, max(first, 1) - 2, -1)]
        if first:
            candidates += range(max(end, first - 1), len(self._body))
        found = next((index for index in candidates if self._ends_line(index)), None)
        if found is None and first:
            raise Unproven("left alone: no line can hold an import")
        return found

    def _preamble(self) -> int:
        """How many statements must stay first: the docstring and ``__future__`` imports."""
        count = 0
        first = self._body[0] if self._body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            count += isinstance(first.value.value, str)
        for node in self._body[count:]:
            if not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
                break
            count += 1
        return count

    def _ends_line(self, index: int) -> bool:
        span = self._source.span(self._body[index])
        rest = self._source.lines[span.end_line - 1][span.end_column - 1 :]
        return _REST_OF_LINE.fullmatch(rest) is not None

    def _below(self, index: int, lines: list[str]) -> Edit:
        line = (self._body[index].end_lineno or 0) + 1
        # The docstring and __future__ imports are sections of their own.
        apart = index < self._preamble() and is_blank(self._source, line)
        return self._at(line, (self._newline if apart else "") + "".join(lines))

    def _at_top(self, lines: list[str]) -> Edit:
        """Above the first statement and the comments that belong to it, below all others."""
        node = self._body[0]
        decorators = getattr(node, "decorator_list", [])
        line = start = min(part.lineno for part in [node, *decorators])
        while start > 1 and self._source.lines[start - 2].lstrip().startswith("#"):
            start -= 1
        if start > 1:
            line, apart = start, True
        else:
            # A single block of comments at the top is a license rather than a remark.
            apart = is_blank(self._source, (node.end_lineno or 0) + 1)
        return self._at(line, "".join(lines) + (self._newline if apart else ""))

    def _at(self, line: int, text: str) -> Edit:
        start = self._source.index(line, 1)
        return Edit(start, start, text)


def is_blank(source: Source, line: int) -> bool:
    """Whether there is such a line, with nothing on it."""
    return 1 <= line <= len(source.lines) and not source.lines[line - 1].strip()
