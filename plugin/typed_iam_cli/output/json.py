"""Findings as one JSON list of objects."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from typed_iam_cli.output.formats import Writer
from typed_iam_core.engine import Finding


class JsonWriter(Writer):
    """One JSON list on stdout at the end, so that it is valid in any case."""

    def __init__(self) -> None:
        self._findings: list[dict[str, object]] = []

    def file(self, path: Path, data: bytes, findings: Sequence[Finding]) -> None:
        for finding in findings:
            facts = finding._asdict()
            span = facts.pop("span")
            self._findings.append({"path": str(path), **span._asdict(), **facts})

    def close(self, checked: int) -> None:
        click.echo(dumped(self._findings))


def dumped(content: object) -> str:
    """JSON in ASCII, in which no text is a command to whatever shows the log."""
    return json.dumps(content, indent=2).replace("##", "#\\u0023")
