"""The interface of all formats of findings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from typed_iam_core.engine import Finding


class Writer(Protocol):
    """Receives the results, one file at a time."""

    def file(self, path: Path, data: bytes, findings: Sequence[Finding]) -> None:
        """Report a checked file: its bytes, and its findings, if any."""

    def problem(self, line: str, path: Path | None = None) -> None:
        """Report a file that could not be checked by its line on stderr; most formats omit it."""
        return None

    def close(self, checked: int) -> None:
        """End the report on that many files."""
