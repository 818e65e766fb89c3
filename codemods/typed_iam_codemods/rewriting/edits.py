"""Edits of a file's text, and the bytes of the file that they lead to."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from typed_iam_core.text.source import Source

_BOM = b"\xef\xbb\xbf"


class Unproven(Exception):
    """The edits of a file cannot be shown to be correct; the text is the reason, on one line."""


class Edit(NamedTuple):
    """Replaces the text from index ``start`` to index ``end`` (exclusive)."""

    start: int
    end: int
    text: str


def extent(source: Source, node: ast.AST) -> tuple[int, int]:
    """Start and end of a node as indices in the text."""
    line, column, end_line, end_column = source.span(node)  # type: ignore[arg-type]
    return source.index(line, column), source.index(end_line, end_column)


def splice(source: Source, edits: Sequence[Edit]) -> bytes:
    """The file's bytes with the edits carried out, and every other byte as it was.

    Raises:
        ValueError: the edits are not in order, overlap, or reach past the end.
        Unproven: the encoding writes the same text in several ways.
    """
    # The codec that drops a byte order mark would also add one to every piece.
    has_mark = source.encoding == "utf-8-sig"
    codec = "utf-8" if has_mark else source.encoding
    before = [_BOM if has_mark else b""]
    after = before[:]
    position = 0
    for start, end, text in [*edits, Edit(len(source.text), len(source.text), "")]:
        if not position <= start <= end <= len(source.text):
            raise ValueError(f"edit out of order or place: {start}-{end}")
        kept = source.text[position:start].encode(codec)
        before += [kept, source.text[start:end].encode(codec)]
        after += [kept, text.encode(codec)]
        position = end
    if b"".join(before) != source.data:
        raise Unproven(f"left alone: {source.encoding} would not encode the file as it was")
    return b"".join(after)
