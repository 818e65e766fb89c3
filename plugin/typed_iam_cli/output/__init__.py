"""Findings as they leave the command line, a module a format.

- ``text``    lines with the source and carets, for people
- ``json``    one list of objects
- ``sarif``   SARIF 2.1.0, for code scanning
- ``github``  workflow commands that annotate a pull request
- ``junit``   XML that continuous integration shows as tests

and what some of them share: ``tally`` counts, ``rules`` describes codes, ``places`` names files
from the root of their repository, ``fingerprints`` tells a line by what stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from typed_iam_core.engine import Finding

FORMATS = ("text", "json", "sarif", "github", "junit")


class Writer(Protocol):
    """Where a report goes, one file at a time."""

    def file(self, path: Path, data: bytes, findings: Sequence[Finding]) -> None:
        """Takes a file that was checked: its bytes, and its findings, if it has any."""

    def problem(self, line: str, path: Path | None = None) -> None:
        """Takes what stderr says of a file that could not be checked; most formats pass it over."""
        return None

    def close(self, checked: int) -> None:
        """Ends the report on that many files."""


def writer(output_format: str, color: str, statistics: bool) -> Writer:
    """The writer of one of ``FORMATS``; the others' modules are not imported.

    Args:
        output_format: which.
        color: ``auto`` (on a terminal, NO_COLOR unset), ``always`` or ``never``; for text.
        statistics: whether counts of the codes follow the findings; for text.
    """
    if output_format == "json":
        from typed_iam_cli.output.json import JsonWriter

        return JsonWriter()
    if output_format == "sarif":
        from typed_iam_cli.output.sarif import SarifWriter

        return SarifWriter()
    if output_format == "github":
        from typed_iam_cli.output.github import GithubWriter

        return GithubWriter()
    if output_format == "junit":
        from typed_iam_cli.output.junit import JunitWriter

        return JunitWriter()
    from typed_iam_cli.output.text import TextWriter

    return TextWriter(color, statistics)
