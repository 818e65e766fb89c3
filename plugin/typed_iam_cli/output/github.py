"""Findings as workflow commands of GitHub Actions, which annotates pull requests with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from typed_iam_cli.output.formats import Writer
from typed_iam_cli.output.statistics import Statistics
from typed_iam_cli.paths import from_root, shown, source_root
from typed_iam_core.engine import Finding

_COMMANDS: Mapping[str, str] = {"error": "error", "warning": "warning", "hint": "notice"}
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = {**_IN_MESSAGE, **str.maketrans({":": "%3A", ",": "%2C"})}


class GithubWriter(Writer):
    """Commands on stdout as they come, and a summary on stderr."""

    def __init__(self) -> None:
        self._root = source_root()
        self._statistics = Statistics()

    def file(self, path: Path, data: bytes, findings: Sequence[Finding]) -> None:
        self._statistics.add(findings)
        for finding in findings:
            click.echo(_command(path, from_root(path, self._root), finding))

    def close(self, checked: int) -> None:
        click.echo(self._statistics.summary(checked), err=True)


def _command(path: Path, place: Path, finding: Finding) -> str:
    span = finding.span
    region = {"line": span.line, "col": span.column, "endColumn": span.end_column}
    if span.line != span.end_line:
        # GitHub accepts columns only within one line.
        region = {"line": span.line, "endLine": span.end_line}
    properties = {"file": place.as_posix(), **region, "title": finding.code}
    listed = ",".join(
        f"{key}={shown(str(value).translate(_IN_PROPERTY))}" for key, value in properties.items()
    )
    # GitHub annotates ten findings a step; its log has all, but shows the message alone.
    message = f"{finding.message} ({shown(path)}:{span.line}:{span.column})"
    return f"::{_COMMANDS[finding.severity]} {listed}::{message.translate(_IN_MESSAGE)}"
