"""Quick fixes: insert a suggestion, or a comment that silences the finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from typed_iam_core.engine import Finding
from typed_iam_core.ignores import silencing_lines
from typed_iam_core.text.literals import within_quotes
from typed_iam_core.text.source import Source, Span
from typed_iam_lsp.analysis import Analysis
from typed_iam_lsp.positions import Place


class Fix(NamedTuple):
    """A text that replaces a span, its title in the editor's menu, and the finding that it fixes."""

    title: str
    span: Span
    text: str
    finding: Finding
    preferred: bool = False


def at(analysis: Analysis, start: Place, end: Place) -> Iterator[Fix]:
    """Fixes of the findings between two places: replacements first, then ignore comments."""
    touched = [
        each
        for each in analysis.findings_on(start.line, end.line)
        if _touches(each.span, start, end)
    ]
    for finding in touched:
        yield from _replacements(analysis.source, finding)
    for finding in touched:
        yield from _ignores(analysis, finding)


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
        yield Fix(title, content, suggestion, finding, preferred=number == 0)


def _is_plain(suggestion: str) -> bool:
    """Whether a text means the same in quotes of any kind; parts of it may be the user's."""
    return suggestion.isascii() and suggestion.isprintable() and not set(suggestion) & set("\"'\\")


def _ignores(analysis: Analysis, finding: Finding) -> Iterator[Fix]:
    source = analysis.source
    last = max(silencing_lines(source, finding.span))
    for line, where in ((finding.span.end_line, "on this line"), (last, "in this string")):
        span, text = _comment(analysis, line, finding)
        # Inside a string or after a backslash it would not be a comment.
        if line not in analysis.lines_ending_in_strings and not source.text.startswith(
            "\\", source.index(*span[:2]) - 1
        ):
            yield Fix(f"Ignore {finding.code} {where}", span, text, finding)
            return


def _comment(analysis: Analysis, number: int, finding: Finding) -> tuple[Span, str]:
    """The comment to add to a line and its place; a comment that is there gets the code."""
    for comment in analysis.ignores.on_line(number):
        if comment.codes is not None:
            column = comment.span.end_column - 1
            return Span(number, column, number, column), f", {finding.code}"
    content = analysis.source.lines[number - 1].rstrip("\r\n")
    span = Span(number, len(content.rstrip()) + 1, number, len(content) + 1)
    return span, f"  # typed-iam: ignore[{finding.code}]"
