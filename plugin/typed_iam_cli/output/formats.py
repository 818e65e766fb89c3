"""The formats of findings: their interface, and the choice of one."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

from typed_iam_core.engine import Finding

# Each is a module of this package.
FORMATS = ("text", "json", "sarif", "github", "junit")


class Writer(Protocol):
    """Receives the results, one file at a time."""

    def file(self, path: Path, data: bytes, findings: Sequence[Finding]) -> None:
        """Report a checked file: its bytes, and its findings, if any."""

    def problem(self, line: str, path: Path | None = None) -> None:
        """Report a file that could not be checked by its line on stderr; most formats omit it."""
        return None

    def close(self, checked: int) -> None:
        """End the report on that many files."""


def writer(output_format: str, color: str, statistics: bool) -> Writer:
    """The writer of one of ``FORMATS``, with the options for text; other formats are not imported."""
    module = import_module(f"typed_iam_cli.output.{output_format}")
    options = (color, statistics) if output_format == "text" else ()
    made: Writer = getattr(module, f"{output_format.capitalize()}Writer")(*options)
    return made
