"""Plans the edits that take enums out of a module's imports, as ``import_edits`` put them there."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from typed_iam_codemods.rewriting.edits import ByteOffsets, Edit
from typed_iam_core.catalogue.enums import is_enum_import
from typed_iam_core.text.source import Source

# Between two names of an import, where no comment is.
_COMMA = re.compile(r"[\s\\]*,[\s\\]*")
# What belongs to a name that is followed by a comment or by the end of the list.
_REST_OF_NAME = re.compile(r"[ \t\f]*(,[ \t\f]*)?")
_COMMA_FURTHER_ON = re.compile(r"(?:[\s\\]|#[^\r\n]*[\r\n])*(,)")


class Removals(NamedTuple):
    """The edits, and how many statements they concern."""

    edits: tuple[Edit, ...]
    statements: int


def removals(source: Source, offsets: ByteOffsets, names: Container[str]) -> Removals:
    """What takes names out of the imports of enums at the top level.

    A statement of which no name is left goes with its line and with the blank line that came
    with it.  Otherwise the other names and all comments stay as they are.
    """
    return _Remover(source, offsets, names).removals()


class _Remover:
    def __init__(self, source: Source, offsets: ByteOffsets, names: Container[str]) -> None:
        self._source = source
        self._body = source.parse().body
        self._offsets = offsets
        self._names = names

    def removals(self) -> Removals:
        edits: list[Edit] = []
        lines: list[int] = []
        statements = 0
        for index, node in enumerate(self._body):
            if not is_enum_import(node):
                continue
            gone = [self._is_gone(alias) for alias in node.names]
            if not any(gone):
                continue
            statements += 1
            if not all(gone):
                edits += self._without_names(node.names)
            elif self._is_alone(index):
                lines += range(node.lineno, (node.end_lineno or node.lineno) + 1)
            else:
                edits.append(self._without_statement(index))
        edits += self._without_lines(lines)
        return Removals(tuple(edits), statements)

    def _is_gone(self, alias: ast.alias) -> bool:
        return (alias.asname or alias.name) in self._names

    # Names of a statement that stays ----------------------------------------------------

    def _without_names(self, aliases: Sequence[ast.alias]) -> Iterator[Edit]:
        places = [self._indices(alias) for alias in aliases]
        last_kept = max(index for index, alias in enumerate(aliases) if not self._is_gone(alias))
        beside_comment = False
        for index, alias in enumerate(aliases):
            if not self._is_gone(alias):
                continue
            start, end = places[index]
            if index < last_kept:
                following, _ = places[index + 1]
                if self._is_comma(end, following):
                    yield self._cut(start, following)
                    continue
            elif not beside_comment:
                _, before = places[index - 1]
                if self._is_comma(before, start):
                    yield self._cut(before, end)
                    continue
                beside_comment = True
            yield from self._without_name(start, end)

    def _is_comma(self, start: int, end: int) -> bool:
        return _COMMA.fullmatch(self._source.text, start, end) is not None

    def _without_name(self, start: int, end: int) -> Iterator[Edit]:
        """Takes out a name beside a comment, and its line where nothing else is on it."""
        text = self._source.text
        rest = _REST_OF_NAME.match(text, end)
        assert rest is not None
        further = None if rest[1] else _COMMA_FURTHER_ON.match(text, rest.end())
        span = self._source.span_of(start, rest.end())
        line = self._source.lines[span.line - 1]
        if further is not None:
            yield self._cut(start, rest.end())
            yield self._cut(*further.span(1))
        elif (line[: span.column - 1] + line[span.end_column - 1 :]).strip():
            yield self._cut(start, rest.end())
        else:
            yield self._cut_lines(span.line, span.line + 1)

    def _indices(self, alias: ast.alias) -> tuple[int, int]:
        span = self._source.span(alias)  # type: ignore[arg-type]
        return (
            self._source.index(span.line, span.column),
            self._source.index(span.end_line, span.end_column),
        )

    def _cut(self, start: int, end: int) -> Edit:
        return Edit(*self._offsets.of(self._source.span_of(start, end)), b"")

    # Whole statements -------------------------------------------------------------------

    def _is_alone(self, index: int) -> bool:
        """Whether no other statement is on the lines of this one."""
        return not self._shares_line(index, index + 1) and not self._shares_line(index - 1, index)

    def _shares_line(self, first: int, second: int) -> bool:
        if not 0 <= first < second < len(self._body):
            return False
        return self._body[first].end_lineno == self._body[second].lineno

    def _without_statement(self, index: int) -> Edit:
        """Takes out a statement between semicolons."""
        start, end = self._offsets.of(self._source.span(self._body[index]))
        if self._shares_line(index, index + 1):
            end = self._offsets.of(self._source.span(self._body[index + 1]))[0]
        else:
            start = self._offsets.of(self._source.span(self._body[index - 1]))[1]
        return Edit(start, end, b"")

    def _without_lines(self, lines: Sequence[int]) -> Iterator[Edit]:
        first = self._body[0].lineno
        for number in lines:
            if number - 1 in lines:
                continue
            start = end = number
            while end in lines:
                end += 1
            if start == first:
                while self._is_blank(end):
                    end += 1
            elif self._is_blank(start - 1) and self._is_blank(end):
                start -= 1
            yield self._cut_lines(start, end)

    def _is_blank(self, line: int) -> bool:
        lines = self._source.lines
        return 1 <= line <= len(lines) and not lines[line - 1].strip()

    def _cut_lines(self, start: int, end: int) -> Edit:
        return Edit(self._offsets.line_start(start), self._offsets.line_start(end), b"")
