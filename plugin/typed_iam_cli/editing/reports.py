"""Reports on edited files: lines and a summary, or one JSON object."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import click

from typed_iam_cli.editing.options import Options
from typed_iam_cli.output.diff import diff_lines, print_diff
from typed_iam_cli.output.json import dumped
from typed_iam_cli.paths import shown
from typed_iam_codemods.driver import Outcome
from typed_iam_core.catalogue.explain import counted

# The parts that differ between reasons of one kind: lines, sizes, targets of links.
_PARTICULARS = re.compile(r"^line \d+: |^[\d,]+ |, to (?s:.*)")


class Report:
    """Counts the outcomes of all files; prints lines on stderr, and on stdout diffs or notes."""

    def __init__(self, options: Options, verb: str) -> None:
        self._options = options
        self._verb = verb
        self.counts = Counter(files=0, changed=0, strings=0, imports=0, failed=0)
        self._remarks: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()

    def count(self, outcome: Outcome) -> None:
        """Count the outcome of one file."""
        plan = outcome.plan
        self.counts.update(files=1, changed=outcome.changed, failed=outcome.failed)
        self.counts.update(strings=plan.strings, imports=plan.imports)
        self._remarks.update(plan.remarks)
        if outcome.reason is not None:
            self._reasons[_PARTICULARS.sub("", outcome.reason)] += 1

    def show(self, outcome: Outcome) -> None:
        """Report a file that changed or was skipped, or has notes."""
        print_outcome(outcome, self._options.show_diff, notes_on_stderr=self._options.show_diff)

    def close(self, *, interrupted: bool = False) -> None:
        """End the report, perhaps early."""
        click.echo("\n".join(self._summary(interrupted)), err=True)

    def _summary(self, interrupted: bool) -> Iterator[str]:
        """``3 files rewritten, 12 strings; 1 skipped``, and the reasons if some repeat."""
        begin = "Interrupted: " if interrupted else ""
        done = self._verb if self._options.writes else f"would be {self._verb}"
        parts = [f"{begin}{counted(self.counts['changed'], 'file')} {done}"]
        if self.counts["changed"]:
            parts.append(counted(self.counts["strings"], "string"))
        if self.counts["imports"]:
            parts.append(counted(self.counts["imports"], "import"))
        skipped = self._reasons.total()
        others = [f"{number:,} {remark}" for remark, number in self._remarks.most_common()]
        others += [f"{skipped:,} skipped"] if skipped else []
        yield "; ".join([", ".join(parts), *others])
        if skipped > len(self._reasons):
            width = len(f"{max(self._reasons.values()):,}")
            for reason, number in self._reasons.most_common():
                yield f"  {number:{width},}  {reason}"


class JsonReport(Report):
    """Prints one object on stdout at the end instead, so that it is valid JSON in any case."""

    def __init__(self, options: Options, verb: str) -> None:
        super().__init__(options, verb)
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
        if self._options.show_diff:
            diff = b"".join(diff_lines(outcome.path, outcome.before, outcome.after))
            # Bytes that are not UTF-8 become lone surrogates, which JSON can express.
            entry["diff"] = diff.decode("utf-8", "surrogateescape")
        self._files.append(entry)

    def close(self, *, interrupted: bool = False) -> None:
        summary = {
            **self.counts,
            "skipped": dict(self._reasons.most_common()),
            "written": self._options.writes,
            "interrupted": interrupted,
        }
        click.echo(dumped({"files": self._files, "summary": summary}))


def print_outcome(outcome: Outcome, show_diff: bool, *, notes_on_stderr: bool) -> None:
    """Print why a file was skipped, on stderr, notes on single edits, and its changes."""
    name = shown(outcome.path)
    if outcome.reason is not None:
        click.echo(f"{name}: {outcome.reason}", err=True)
    for note in outcome.plan.notes:
        click.echo(f"{name}:{note}", err=notes_on_stderr)
    if show_diff and outcome.changed:
        print_diff(outcome.path, outcome.before, outcome.after)
