"""Reports on edited files: lines and a summary, or one JSON object."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator

import click

from typed_iam_cli.output.diff import diff_lines, print_diff
from typed_iam_cli.paths import shown
from typed_iam_codemods.driver import Outcome
from typed_iam_core.catalogue.explain import counted


class Report(ABC):
    """Counts the outcomes of all files; its subclasses print them."""

    def __init__(self) -> None:
        self.files = self.changed = self.failed = self.strings = self.imports = 0
        self.remarks: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()

    def count(self, outcome: Outcome) -> None:
        """Count the outcome of one file."""
        self.files += 1
        self.changed += outcome.changed
        self.failed += outcome.failed
        self.strings += outcome.plan.strings
        self.imports += outcome.plan.imports
        self.remarks.update(outcome.plan.remarks)
        if outcome.reason is not None:
            self.reasons[_PARTICULARS.sub("", outcome.reason)] += 1

    @abstractmethod
    def show(self, outcome: Outcome) -> None:
        """Report a file that changed or was skipped, or has notes."""

    @abstractmethod
    def close(self, *, interrupted: bool = False) -> None:
        """End the report, perhaps early."""


# The parts that differ between reasons of one kind: lines, sizes, targets of links.
_PARTICULARS = re.compile(r"^line \d+: |^[\d,]+ |, to .*$")


class TextReport(Report):
    """Lines on stderr; on stdout only diffs, or else notes on single edits.

    Args:
        verb: what was, or would be, done to files, as a participle.
        show_diff: whether to print the changes.
    """

    def __init__(self, verb: str, show_diff: bool) -> None:
        super().__init__()
        self._verb = verb
        self._show_diff = show_diff

    def show(self, outcome: Outcome) -> None:
        if outcome.reason is not None:
            click.echo(f"{shown(outcome.path)}: {outcome.reason}", err=True)
        print_notes(outcome, err=self._show_diff)
        if self._show_diff and outcome.changed:
            print_diff(outcome.path, outcome.before, outcome.after)

    def close(self, *, interrupted: bool = False) -> None:
        click.echo("\n".join(self._summary(interrupted)), err=True)

    def _summary(self, interrupted: bool) -> Iterator[str]:
        """``3 files rewritten, 12 strings; 1 skipped``, and the reasons if some repeat."""
        parts = [f"{counted(self.changed, 'file')} {self._verb}"]
        if self.changed:
            parts.append(counted(self.strings, "string"))
        if self.imports:
            parts.append(counted(self.imports, "import"))
        skipped = self.reasons.total()
        others = [f"{number:,} {remark}" for remark, number in self.remarks.most_common()]
        others += [f"{skipped:,} skipped"] if skipped else []
        begin = "Interrupted: " if interrupted else ""
        yield "; ".join([begin + ", ".join(parts), *others])
        if skipped > len(self.reasons):
            width = len(f"{max(self.reasons.values()):,}")
            for reason, number in self.reasons.most_common():
                yield f"  {number:{width},}  {reason}"


class JsonReport(Report):
    """One object on stdout at the end, so that it is valid JSON in any case."""

    def __init__(self, written: bool, show_diff: bool) -> None:
        super().__init__()
        self._written = written
        self._show_diff = show_diff
        self._files: list[dict[str, object]] = []

    def show(self, outcome: Outcome) -> None:
        entry: dict[str, object] = {
            "path": str(outcome.path),
            "changed": outcome.changed,
            "strings": outcome.plan.strings,
            "imports": outcome.plan.imports,
            "reason": outcome.reason,
            "failed": outcome.failed,
            **outcome.plan.details,
        }
        if self._show_diff:
            diff = b"".join(diff_lines(outcome.path, outcome.before, outcome.after))
            # Bytes that are not UTF-8 become lone surrogates, which JSON can express.
            entry["diff"] = diff.decode("utf-8", "surrogateescape")
        self._files.append(entry)

    def close(self, *, interrupted: bool = False) -> None:
        summary = {
            "files": self.files,
            "changed": self.changed,
            "strings": self.strings,
            "imports": self.imports,
            "skipped": dict(self.reasons.most_common()),
            "failed": self.failed,
            "written": self._written,
            "interrupted": interrupted,
        }
        click.echo(json.dumps({"files": self._files, "summary": summary}, indent=2))


def print_notes(outcome: Outcome, *, err: bool) -> None:
    """Print the codemod's notes on single edits, on stdout or stderr."""
    for note in outcome.plan.notes:
        click.echo(f"{shown(outcome.path)}:{note}", err=err)
