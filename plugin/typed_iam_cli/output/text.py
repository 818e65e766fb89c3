"""Findings as text with source lines and carets."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from typed_iam_cli.output.color import is_colored
from typed_iam_cli.output.formats import Writer
from typed_iam_cli.output.statistics import Statistics
from typed_iam_cli.paths import line_start, shown
from typed_iam_core.engine import Finding
from typed_iam_core.text.source import Source, one_line

# Without a terminal: long enough for code, short enough for generated lines.
_WIDTH = 200


class TextWriter(Writer):
    """Findings on stdout as they come, then statistics if wanted, and a summary on stderr."""

    def __init__(self, color: str, show_statistics: bool) -> None:
        self._is_colored = is_colored(color)
        self._show_statistics = show_statistics
        self._statistics = Statistics()

    def file(self, path: Path, data: bytes, findings: Sequence[Finding]) -> None:
        if not findings:
            return
        self._statistics.add(findings)
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH
        lines = Source(data).lines
        for finding in findings:
            # click's own choice of stdout replaces its encoding where that is ASCII.
            text = _report(path, finding, lines, width)
            click.echo(text, file=sys.stdout, color=self._is_colored)

    def close(self, checked: int) -> None:
        if self._show_statistics:
            for line in self._statistics.table():
                click.echo(line)
        click.echo(self._statistics.summary(checked), err=True)


def _report(path: Path, finding: Finding, lines: Sequence[str], width: int) -> str:
    span = finding.span
    line = lines[span.line - 1].rstrip("\r\n")
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    source, indent, carets = excerpt(line, span.column - 1, end, width)
    place = click.style(f"{shown(path)}:{span.line}:{span.column}: ", bold=True)
    color = "red" if finding.severity == "error" else "cyan"
    severity = click.style(f"{finding.severity}: ", fg=color, bold=True)
    code = click.style(f" [{finding.code}]", fg="yellow")
    carets = click.style(carets, fg="red")
    return f"{place}{severity}{finding.message}{code}\n{source}\n{indent}{carets}"


def excerpt(line: str, start: int, end: int, width: int) -> tuple[str, str, str]:
    """A source line, blanks up to the span, and carets as wide as the span.

    ``start`` and ``end`` count characters from 0, ``width`` counts cells of a terminal: tabs
    take four, East Asian characters two, combining ones none.  A longer line is cut around the
    span; unprintable characters are shown as escapes.
    """
    from rich.cells import cell_len

    # A generated line may be as long as its file: only the part that can be shown counts.
    before = line_start(visible(line[max(0, start - width - 1) : start]))
    marked = visible(line[start : min(end, start + width + 1)])
    after = visible(line[end : end + width + 1])
    if cell_len(before + marked + after) > width:
        marked = _head(marked, width * 2 // 3)
        before = _tail(before, (width - cell_len(marked)) // 2)
        after = _head(after, width - cell_len(before + marked))
    carets = "^" * max(1, cell_len(marked))
    return before + marked + after, " " * cell_len(before), carets


def visible(text: str) -> str:
    """A source line as a terminal can show it, whatever characters it has."""
    spaced = text.replace("\t", "    ")
    # An escape has ten characters at most.
    return one_line(spaced, 10 * len(spaced) + 1)


def _head(text: str, cells: int) -> str:
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= cells else set_cell_size(text, max(0, cells - 1)) + "…"


def _tail(text: str, cells: int) -> str:
    return _head(text[::-1], cells)[::-1]
