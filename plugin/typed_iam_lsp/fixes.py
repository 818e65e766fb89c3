"""Quick fixes: insert a suggestion, or a comment that silences the finding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from typed_iam_core.engine import Finding
from typed_iam_core.ignores import Ignores, silencing_lines
from typed_iam_core.text.literals import within_quotes
from typed_iam_core.text.source import Source, Span
from typed_iam_lsp.positions import Place

_IGNORE = re.compile(r"#\s*typed-iam:\s*ignore\s*\[[^\]]*(?=\])")


class Replacement(NamedTuple):
    """A text that replaces a span."""

    span: Span
    text: str


class Fix(NamedTuple):
    """A replacement, its title in the editor's menu, and the finding that it fixes."""

    title: str
    replacement: Replacement
    finding: Finding
    preferred: bool = False


def at(source: Source, found: Sequence[Finding], start: Place, end: Place) -> Iterator[Fix]:
    """Fixes of the findings between two places: replacements first, then ignore comments."""
    touched = [finding for finding in found if _touches(finding.span, start, end)]
    for finding in touched:
        yield from _replacements(source, finding)
    for finding in touched:
        yield from _ignores(source, finding)


def _touches(span: Span, start: Place, end: Place) -> bool:
    return (span.line, span.column) <= end and start <= (span.end_line, span.end_column)


def _replacements(source: Source, finding: Finding) -> Iterator[Fix]:
    span = finding.span
    # Several adjacent literals are left to the user.
    place = within_quotes(source.segment(span))
    if place is None:
        return
    start, end = place
    content = Span(span.line, span.column + start, span.line, span.column + end)
    for number, suggestion in enumerate(filter(_is_plain, finding.suggestions)):
        title = f'Replace with "{suggestion}"'
        yield Fix(title, Replacement(content, suggestion), finding, preferred=number == 0)


def _is_plain(suggestion: str) -> bool:
    """Whether a text means the same in quotes of any kind; parts of it may be the user's."""
    return suggestion.isascii() and suggestion.isprintable() and not set(suggestion) & set("\"'\\")


def _ignores(source: Source, finding: Finding) -> Iterator[Fix]:
    last = max(silencing_lines(source, finding.span))
    for line, where in ((finding.span.end_line, "on this line"), (last, "in this string")):
        replacement = _comment(source, line, finding)
        if replacement is not None and _is_effective(source, replacement, finding):
            yield Fix(f"Ignore {finding.code} {where}", replacement, finding)
            return


def _is_effective(source: Source, replacement: Replacement, finding: Finding) -> bool:
    """Whether a comment silences a finding: inside a string it would not be a comment."""
    start, end = source.index(*replacement.span[:2]), source.index(*replacement.span[2:])
    fixed = Source.of_text(source.text[:start] + replacement.text + source.text[end:])
    return Ignores(fixed).covers(finding.span, finding.code)


def _comment(source: Source, number: int, finding: Finding) -> Replacement | None:
    """The comment to add to a line; None where a backslash ends it."""
    line = source.lines[number - 1]
    is_own = number == finding.span.end_line
    present = _IGNORE.search(line, finding.span.end_column - 1 if is_own else 0)
    if present:
        column = present.end() + 1
        return Replacement(Span(number, column, number, column), f", {finding.code}")
    content = line.rstrip("\r\n")
    if content.endswith("\\"):
        return None
    span = Span(number, len(content.rstrip()) + 1, number, len(content) + 1)
    return Replacement(span, f"  # typed-iam: ignore[{finding.code}]")
