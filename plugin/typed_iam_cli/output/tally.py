"""How many findings there are, and of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from typed_iam_cli.wording import counted
from typed_iam_core.engine import Finding


class Tally:
    """Counts the findings of a run."""

    def __init__(self) -> None:
        self._severities: Counter[str] = Counter()
        self._codes: Counter[str] = Counter()
        self._files = 0

    def add(self, findings: Sequence[Finding]) -> None:
        """Takes the findings of one file."""
        self._severities.update(finding.severity for finding in findings)
        self._codes.update(finding.code for finding in findings)
        self._files += bool(findings)

    def summary(self, checked: int) -> str:
        """One line: ``Found 3 errors and 1 hint in 2 files (checked 7 files)``."""
        if not checked:
            return "No files checked"
        if not self._files:
            return f"No findings in {counted(checked, 'file')}"
        kinds = " and ".join(counted(n, kind) for kind, n in sorted(self._severities.items()))
        files = counted(self._files, "file")
        return f"Found {kinds} in {files} (checked {counted(checked, 'file')})"

    def by_code(self) -> Iterator[tuple[int, str]]:
        """Count and code of each that was found, the most frequent first."""
        for code, count in sorted(self._codes.items(), key=lambda entry: (-entry[1], entry[0])):
            yield count, code
