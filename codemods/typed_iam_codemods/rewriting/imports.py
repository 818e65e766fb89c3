"""Imports of enums: planned edits that add them under free names, and that remove them again."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import chain, count, pairwise
from typing import NamedTuple

from typed_iam_codemods.rewriting.edits import Edit, Unproven, extent
from typed_iam_codemods.rewriting.identifiers import identifiers_among, star_imports
from typed_iam_codemods.rewriting.references import imported_enums, preamble
from typed_iam_core.catalogue.enums import EnumClass, is_enum_import
from typed_iam_core.text.source import Source

# What may follow a statement on its line so that another line can follow it.
_REST_OF_LINE = re.compile(r"[ \t\f]*+(?:;[ \t\f]*+)?(?:#.*+)?\s*")


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
        self._preamble = preamble(source.parse())
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
            # Imports from its module that hold for all of its uses.
            present = {
                name: each
                for name, each in self._present.items()
                if each.enum.module == enum.module
                and each.statement.lineno > self._last_star
                and extent(self._source, each.statement)[1] <= first_use
            }
            bound = [name for name, (other, _) in present.items() if other == enum]
            counts = identifiers_among(self._source, bound).bound
            usable = [name for name in bound if counts[name] == 1]
            if usable:
                names[enum] = usable[0]
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

    def _free_name(self, name: str) -> str:
        numbered = (f"Iam{name}{number}" for number in count(2))
        return next(
            each
            for each in chain([name, f"Iam{name}"], numbered)
            if each not in identifiers_among(self._source, [each]).taken
        )

    def _extended(self, node: ast.ImportFrom, imported: str) -> Edit:
        """Add a name to a statement, in order, and on a line of its own where the others are."""
        after = next((alias for alias in node.names if alias.name > imported), None)
        if after is None and "#" in self._source.lines[(node.names[-1].end_lineno or 0) - 1]:
            # At the end it would separate a name from its comment.
            after = node.names[0]
        start, end = extent(self._source, after or node.names[-1])
        line, column, _, _ = self._source.span_of(start, start)
        indent = self._source.lines[line - 1][: column - 1]
        separator = ", " if indent.strip() else f",{self._newline}{indent}"
        if after is None:
            return Edit(end, end, separator + imported)
        return Edit(start, start, imported + separator)

    def _inserted(self, lines: list[str], first_use: int) -> Edit:
        index = self._statement_above()
        edit = self._below(index, lines) if index is not None else self._at_top(lines)
        if edit.start > first_use:
            raise Unproven("left alone: an action is used above the first line for an import")
        return edit

    def _statement_above(self) -> int | None:
        """Index of the statement below which imports go; None where they go above all."""
        end = first = self._preamble
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

    def _ends_line(self, index: int) -> bool:
        span = self._source.span(self._body[index])
        rest = self._source.lines[span.end_line - 1][span.end_column - 1 :]
        return _REST_OF_LINE.fullmatch(rest) is not None

    def _below(self, index: int, lines: list[str]) -> Edit:
        line = (self._body[index].end_lineno or 0) + 1
        # The docstring and __future__ imports are sections of their own.
        apart = index < self._preamble and _is_blank(self._source, line)
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
            apart = _is_blank(self._source, (node.end_lineno or 0) + 1)
        return self._at(line, "".join(lines) + (self._newline if apart else ""))

    def _at(self, line: int, text: str) -> Edit:
        start = self._source.index(line, 1)
        return Edit(start, start, text)


# Between two names of an import, where there is no comment.
_COMMA = re.compile(r"[\s\\]*,[\s\\]*")
# What belongs to a name that is followed by a comment or by the end of the list.
_REST_OF_NAME = re.compile(r"[ \t\f]*(,[ \t\f]*)?")
_LATER_COMMA = re.compile(r"(?:[\s\\]|#[^\r\n]*[\r\n])*(,)")


def removals(source: Source, names: Container[str]) -> tuple[list[Edit], int]:
    """Remove names from the imports of enums at the top level; also, from how many statements.

    A statement with no name left is removed with its line and with the blank line that came with
    it.  Otherwise the other names and all comments stay as they are.
    """
    body = source.parse().body
    removed = {
        node: [(alias.asname or alias.name) in names for alias in node.names]
        for node in body
        if is_enum_import(node)
    }
    gone: set[ast.stmt] = {node for node, each in removed.items() if all(each)}
    edits: list[Edit] = []
    lines: set[int] = set()
    for index, node in enumerate(body):
        if node in gone:
            start, end = extent(source, node)
            above = next((each for each in reversed(body[:index]) if each not in gone), None)
            below = next((each for each in body[index + 1 :] if each not in gone), None)
            if below is not None and below.lineno == node.end_lineno:
                edits.append(Edit(start, extent(source, body[index + 1])[0], ""))
            elif above is not None and above.end_lineno == node.lineno:
                edits.append(Edit(extent(source, body[index - 1])[1], end, ""))
            else:
                lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        elif is_enum_import(node):
            edits += _without_names(source, node.names, removed[node])
    statements = sum(map(any, removed.values()))
    return [*edits, *_without_lines(source, sorted(lines))], statements


def _without_names(
    source: Source, aliases: Sequence[ast.alias], removed: Sequence[bool]
) -> Iterator[Edit]:
    places = [extent(source, alias) for alias in aliases]
    are_plain = [
        _COMMA.fullmatch(source.text, end, start) is not None
        for (_, end), (start, _) in pairwise(places)
    ]
    last_kept = max(index for index, is_removed in enumerate(removed) if not is_removed)
    beside_comment = False
    for index, (start, end) in enumerate(places):
        if not removed[index]:
            continue
        if index < last_kept and are_plain[index]:
            yield Edit(start, places[index + 1][0], "")
        elif index > last_kept and are_plain[index - 1] and not beside_comment:
            yield Edit(places[index - 1][1], end, "")
        else:
            beside_comment = index > last_kept
            yield from _without_name(source, start, end)


def _without_name(source: Source, start: int, end: int) -> Iterator[Edit]:
    """Remove a name beside a comment, and its line where nothing else is on it."""
    text = source.text
    rest = _REST_OF_NAME.match(text, end)
    assert rest is not None  # it matches the empty text
    later = None if rest[1] else _LATER_COMMA.match(text, rest.end())
    span = source.span_of(start, rest.end())
    line = source.lines[span.line - 1]
    if later is None and not (line[: span.column - 1] + line[span.end_column - 1 :]).strip():
        yield _line_removal(source, span.line, span.line + 1)
        return
    yield Edit(start, rest.end(), "")
    if later is not None:
        yield Edit(*later.span(1), "")


def _without_lines(source: Source, lines: Sequence[int]) -> Iterator[Edit]:
    first = source.parse().body[0].lineno if lines else 0
    for number in lines:
        if number - 1 in lines:
            continue
        start = end = number
        while end in lines:
            end += 1
        if start == first:
            while _is_blank(source, end):
                end += 1
        elif _is_blank(source, start - 1) and _is_blank(source, end):
            start -= 1
        yield _line_removal(source, start, end)


def _line_removal(source: Source, start: int, end: int) -> Edit:
    return Edit(source.index(start, 1), source.index(end, 1), "")


def _is_blank(source: Source, line: int) -> bool:
    """Whether there is such a line, with nothing on it."""
    return 1 <= line <= len(source.lines) and not source.lines[line - 1].strip()
