"""Edits on the bytes of a file, and where places of its text are in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from typed_iam_core.text.source import Source, Span

_BOM = b"\xef\xbb\xbf"


class Unproven(Exception):
    """A file is left alone, as its edits cannot be shown to be right; the text is one line."""


class Edit(NamedTuple):
    """Replaces the bytes from ``start`` to ``end`` (exclusive) of a file."""

    start: int
    end: int
    replacement: bytes


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
        if source.text.isascii() and source.text.encode("ascii") == source.data:
            self._starts = [0, *accumulate(map(len, self._lines))]
            return
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
