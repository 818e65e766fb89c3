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
        self._findings.extend(
            {
                "path": str(path),
                **finding.span._asdict(),
                "code": finding.code,
                "severity": finding.severity,
                "message": finding.message,
                "suggestions": list(finding.suggestions),
            }
            for finding in findings
        )

    def close(self, checked: int) -> None:
        click.echo(json.dumps(self._findings, indent=2))
