"""Counts of findings, by severity and by code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from typed_iam_core.catalogue.explain import counted
from typed_iam_core.diagnostics import RULES
from typed_iam_core.engine import Finding


class Statistics:
    """Counts the findings of a run."""

    def __init__(self) -> None:
        self._severities: Counter[str] = Counter()
        self._codes: Counter[str] = Counter()
        self._files = 0

    def add(self, findings: Sequence[Finding]) -> None:
        """Count the findings of one file."""
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

    def table(self) -> Iterator[str]:
        """A line for each code found, the most frequent first: count, code, description."""
        # Most runs do not need it.
        from typed_iam_core.diagnostics.documentation import documentation

        counts = sorted(self._codes.items(), key=lambda entry: (-entry[1], entry[0]))
        wide = max((len(f"{count:,}") for _, count in counts), default=0)
        long = max((len(code) for code, _ in counts), default=0)
        for code, count in counts:
            summary = documentation(RULES[code]).summary
            yield f"{count:>{wide},}  {code:<{long}}  {plain(summary)}"


def plain(text: str) -> str:
    """A rule's documentation on one line, with names in single backquotes."""
    return " ".join(text.replace("``", "`").split())
