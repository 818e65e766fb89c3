"""Quick fixes: put a suggestion in place, or silence a finding where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lsprotocol import types

from typed_iam_core.engine import Finding
from typed_iam_core.ignores import Ignores, silencing_lines
from typed_iam_core.text.literals import within_quotes
from typed_iam_core.text.source import Source, Span, UnreadableSource
from typed_iam_lsp.analysis import source_of
from typed_iam_lsp.documents import Document
from typed_iam_lsp.positions import Place

_IGNORE = re.compile(r"#\s*typed-iam:\s*ignore\s*\[[^\]]*(?=\])")


class Replacement(NamedTuple):
    """A text to put in place of a span."""

    span: Span
    text: str


class Fix(NamedTuple):
    """A replacement, what the editor's menu calls it, and what it mends."""

    title: str
    replacement: Replacement
    finding: Finding
    preferred: bool = False


def at(document: Document, found: Sequence[Finding], asked: types.Range) -> Iterator[Fix]:
    """Fixes of the findings that a range touches: replacements first, then silence."""
    positions = document.positions
    start, end = positions.place(asked.start), positions.place(asked.end)
    touched = [finding for finding in found if _touches(finding.span, start, end)]
    for finding in touched:
        yield from _replacements(document.source, finding)
    for finding in touched:
        yield from _silences(document, finding)


def _touches(span: Span, start: Place, end: Place) -> bool:
    return (span.line, span.column) <= end and start <= (span.end_line, span.end_column)


def _replacements(text: str, finding: Finding) -> Iterator[Fix]:
    span = finding.span
    # Several literals beside each other are left to the user.
    place = within_quotes(source_of(text).segment(span))
    if place is None:
        return
    start, end = place
    content = Span(span.line, span.column + start, span.line, span.column + end)
    for number, suggestion in enumerate(filter(_is_plain, finding.suggestions)):
        title = f'Replace with "{suggestion}"'
        yield Fix(title, Replacement(content, suggestion), finding, preferred=number == 0)


def _is_plain(suggestion: str) -> bool:
    """Whether a text says the same in quotes of any kind; parts of it may be the user's."""
    return suggestion.isascii() and suggestion.isprintable() and not set(suggestion) & set("\"'\\")


def _silences(document: Document, finding: Finding) -> Iterator[Fix]:
    last = max(silencing_lines(source_of(document.source), finding.span))
    for line, where in ((finding.span.end_line, "on this line"), (last, "in this string")):
        replacement = _comment(document, line, finding)
        if _is_heeded(source_of(applied(document, replacement)), finding):
            yield Fix(f"Ignore {finding.code} {where}", replacement, finding)
            return


def _is_heeded(source: Source, finding: Finding) -> bool:
    """Whether a comment does silence a finding."""
    try:
        source.parse()
    except UnreadableSource:
        # A backslash ended the line.
        return False
    # In a string that begins behind the action, or around it, it would be no comment.
    return Ignores(source).covers(finding.span, finding.code)


def _comment(document: Document, number: int, finding: Finding) -> Replacement:
    line = document.lines[number - 1]
    is_own = number == finding.span.end_line
    present = _IGNORE.search(line, finding.span.end_column - 1 if is_own else 0)
    if present:
        column = present.end() + 1
        return Replacement(Span(number, column, number, column), f", {finding.code}")
    content = line.rstrip("\r\n")
    span = Span(number, len(content.rstrip()) + 1, number, len(content) + 1)
    return Replacement(span, f"  # typed-iam: ignore[{finding.code}]")


def applied(document: Document, replacement: Replacement) -> str:
    """The document's text with the replacement made."""
    span, lines = replacement.span, document.lines
    before = "".join(lines[: span.line - 1]) + lines[span.line - 1][: span.column - 1]
    after = lines[span.end_line - 1][span.end_column - 1 :] + "".join(lines[span.end_line :])
    return before + replacement.text + after
