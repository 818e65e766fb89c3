"""Plans the edits that remove enums from a module's imports, undoing ``import_edits``."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from typed_iam_codemods.rewriting.edits import Edit, extent
from typed_iam_codemods.rewriting.import_edits import is_blank
from typed_iam_core.catalogue.enums import is_enum_import
from typed_iam_core.text.source import Source

# Between two names of an import, where there is no comment.
_COMMA = re.compile(r"[\s\\]*,[\s\\]*")
# What belongs to a name that is followed by a comment or by the end of the list.
_REST_OF_NAME = re.compile(r"[ \t\f]*(,[ \t\f]*)?")
_LATER_COMMA = re.compile(r"(?:[\s\\]|#[^\r\n]*[\r\n])*(,)")


class Removals(NamedTuple):
    """The edits, and how many statements they concern."""

    edits: tuple[Edit, ...]
    statements: int


def removals(source: Source, names: Container[str]) -> Removals:
    """Remove names from the imports of enums at the top level.

    A statement with no name left is removed with its line and with the blank line that came with
    it.  Otherwise the other names and all comments stay as they are.
    """
    return _Remover(source, names).removals()


class _Remover:
    def __init__(self, source: Source, names: Container[str]) -> None:
        self._source = source
        self._body = source.parse().body
        self._names = names

    def removals(self) -> Removals:
        edits: list[Edit] = []
        lines: list[int] = []
        statements = 0
        for index, node in enumerate(self._body):
            if not is_enum_import(node):
                continue
            removed = [(alias.asname or alias.name) in self._names for alias in node.names]
            statements += any(removed)
            if not all(removed):
                edits += self._without_names(node.names, removed)
            elif self._is_alone(index):
                lines += range(node.lineno, (node.end_lineno or node.lineno) + 1)
            else:
                edits.append(self._without_statement(index))
        edits += self._without_lines(lines)
        return Removals(tuple(edits), statements)

    def _without_names(
        self, aliases: Sequence[ast.alias], removed: Sequence[bool]
    ) -> Iterator[Edit]:
        places = [extent(self._source, alias) for alias in aliases]
        last_kept = max(index for index, is_removed in enumerate(removed) if not is_removed)
        beside_comment = False
        for index, (start, end) in enumerate(places):
            if not removed[index]:
                continue
            if index < last_kept:
                following, _ = places[index + 1]
                if self._is_comma(end, following):
                    yield Edit(start, following, "")
                    continue
            elif not beside_comment:
                _, before = places[index - 1]
                if self._is_comma(before, start):
                    yield Edit(before, end, "")
                    continue
                beside_comment = True
            yield from self._without_name(start, end)

    def _is_comma(self, start: int, end: int) -> bool:
        return _COMMA.fullmatch(self._source.text, start, end) is not None

    def _without_name(self, start: int, end: int) -> Iterator[Edit]:
        """Remove a name beside a comment, and its line where nothing else is on it."""
        text = self._source.text
        rest = _REST_OF_NAME.match(text, end)
        assert rest is not None  # it matches the empty text
        later = None if rest[1] else _LATER_COMMA.match(text, rest.end())
        span = self._source.span_of(start, rest.end())
        line = self._source.lines[span.line - 1]
        if later is None and not (line[: span.column - 1] + line[span.end_column - 1 :]).strip():
            yield self._cut_lines(span.line, span.line + 1)
            return
        yield Edit(start, rest.end(), "")
        if later is not None:
            yield Edit(*later.span(1), "")

    def _is_alone(self, index: int) -> bool:
        """Whether no other statement is on the lines of this one."""
        return not self._shares_line(index, index + 1) and not self._shares_line(index - 1, index)

    def _shares_line(self, first: int, second: int) -> bool:
        if not 0 <= first < second < len(self._body):
            return False
        return self._body[first].end_lineno == self._body[second].lineno

    def _without_statement(self, index: int) -> Edit:
        """Remove a statement between semicolons."""
        start, end = extent(self._source, self._body[index])
        if self._shares_line(index, index + 1):
            end = extent(self._source, self._body[index + 1])[0]
        else:
            start = extent(self._source, self._body[index - 1])[1]
        return Edit(start, end, "")

    def _without_lines(self, lines: Sequence[int]) -> Iterator[Edit]:
        first = self._body[0].lineno
        for number in lines:
            if number - 1 in lines:
                continue
            start = end = number
            while end in lines:
                end += 1
            if start == first:
                while is_blank(self._source, end):
                    end += 1
            elif is_blank(self._source, start - 1) and is_blank(self._source, end):
                start -= 1
            yield self._cut_lines(start, end)

    def _cut_lines(self, start: int, end: int) -> Edit:
        return Edit(self._source.index(start, 1), self._source.index(end, 1), "")
