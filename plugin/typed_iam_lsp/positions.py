"""Columns of the editor and of the engine.

A client counts lines from 0, and columns in units of an encoding, UTF-16 unless it names another
one; a ``Span`` counts both from 1 and in characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lsprotocol import types

from typed_iam_core.text.source import Span


class Place(NamedTuple):
    """A line and a column in characters, both from 1."""

    line: int
    column: int


class Positions(NamedTuple):
    """A translator of places in one text; ``lines`` have their ends."""

    lines: Sequence[str]
    encoding: str

    def range(self, span: Span) -> types.Range:
        """The client's range of a span."""
        return types.Range(
            self.position(Place(span.line, span.column)),
            self.position(Place(span.end_line, span.end_column)),
        )

    def position(self, place: Place) -> types.Position:
        """The client's position of a place."""
        return types.Position(
            place.line - 1, units(self._line(place.line)[: place.column - 1], self.encoding)
        )

    def place(self, position: types.Position) -> Place:
        """The place of a client's position, moved to the nearest one that exists."""
        if position.line >= len(self.lines):
            last = self._line(len(self.lines))
            if last and not last.endswith(("\r", "\n")):
                return Place(len(self.lines), len(last) + 1)
            return Place(len(self.lines) + 1, 1)
        content = self._line(position.line + 1).rstrip("\r\n")
        return Place(position.line + 1, characters(content, position.character, self.encoding) + 1)

    def offset(self, position: types.Position) -> int:
        """The index in the text of a client's position."""
        place = self.place(position)
        return sum(map(len, self.lines[: place.line - 1])) + place.column - 1

    def _line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


def units(text: str, encoding: str) -> int:
    """The length of a text in units of the client."""
    if encoding == types.PositionEncodingKind.Utf8:
        return len(text.encode("utf-8", "surrogatepass"))
    if encoding == types.PositionEncodingKind.Utf32 or text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def characters(text: str, count: int, encoding: str) -> int:
    """The number of whole characters in the first ``count`` units of a text."""
    if text.isascii() or encoding == types.PositionEncodingKind.Utf32:
        return min(count, len(text))
    seen = 0
    for index, character in enumerate(text):
        seen += units(character, encoding)
        if seen > count:
            return index
    return len(text)
