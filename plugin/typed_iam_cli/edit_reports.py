"""What is said of files that a codemod went over: lines and a summary, or one JSON object."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import click

from typed_iam_cli.diffs import lines_of_diff, print_diff
from typed_iam_cli.files import shown
from typed_iam_codemods.driver import Outcome


class Report(Protocol):
    """Where outcomes go, one at a time; ``tally`` counts them."""

    tally: Tally

    def file(self, outcome: Outcome) -> None:
        """Takes what became of a file."""

    def close(self, *, interrupted: bool = False) -> None:
        """Ends the report, perhaps before its time."""


class Tally:
    """Counts over all files."""

    def __init__(self) -> None:
        self.files = 0
        self.changed = 0
        self.failed = 0
        self.strings = 0
        self.imports = 0
        self.remarks: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Takes what became of a file."""
        self.files += 1
        self.changed += outcome.changed
        self.failed += outcome.failed
        self.strings += outcome.plan.strings
        self.imports += outcome.plan.imports
        self.remarks.update(outcome.plan.remarks)
        if outcome.reason is not None:
            self.reasons[_kind(outcome.reason)] += 1


# What reasons of the same kind differ in: places, sizes, targets of links.
_PARTICULARS = re.compile(r"^line \d+: |^[\d,]+ |, to .*$")


def _kind(reason: str) -> str:
    return _PARTICULARS.sub("", reason)


class TextReport:
    """Lines on stderr, but for what stdout is there for: diffs, or else notes on what was done.

    Args:
        tally: counts what the report is told.
        verb: what was, or would be, done to files, as a participle.
        show_diff: whether to print what changes.
    """

    def __init__(self, tally: Tally, verb: str, show_diff: bool) -> None:
        self.tally = tally
        self._verb = verb
        self._show_diff = show_diff

    def file(self, outcome: Outcome) -> None:
        if outcome.reason is not None:
            click.echo(f"{shown(outcome.path)}: {outcome.reason}", err=True)
        print_notes(outcome, err=self._show_diff)
        if self._show_diff and outcome.changed:
            print_diff(outcome.path, outcome.before, outcome.after)

    def close(self, *, interrupted: bool = False) -> None:
        for line in self._summary(interrupted):
            click.echo(line, err=True)

    def _summary(self, interrupted: bool) -> Iterator[str]:
        """``3 files rewritten, 12 strings, 4 imports; 1 skipped``, and why so many were."""
        tally = self.tally
        parts = [f"{_count(tally.changed, 'file')} {self._verb}"]
        if tally.changed:
            parts.append(_count(tally.strings, "string"))
        if tally.imports:
            parts.append(_count(tally.imports, "import"))
        skipped = tally.reasons.total()
        others = [f"{number} {remark}" for remark, number in tally.remarks.most_common()]
        others += [f"{skipped} skipped"] if skipped else []
        begin = "Interrupted: " if interrupted else ""
        yield "; ".join([begin + ", ".join(parts), *others])
        if skipped > len(tally.reasons):
            width = len(str(max(tally.reasons.values())))
            for reason, number in tally.reasons.most_common():
                yield f"  {number:{width}}  {reason}"


class JsonReport:
    """One object on stdout when all is done, so that it is valid whatever happened."""

    def __init__(self, tally: Tally, written: bool, show_diff: bool) -> None:
        self.tally = tally
        self._written = written
        self._show_diff = show_diff
        self._files: list[dict[str, object]] = []

    def file(self, outcome: Outcome) -> None:
        if not (outcome.changed or outcome.reason or outcome.plan.details):
            return
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
            entry["diff"] = _text_of_diff(outcome.path, outcome.before, outcome.after)
        self._files.append(entry)

    def close(self, *, interrupted: bool = False) -> None:
        tally = self.tally
        summary = {
            "files": tally.files,
            "changed": tally.changed,
            "strings": tally.strings,
            "imports": tally.imports,
            "skipped": dict(tally.reasons.most_common()),
            "failed": tally.failed,
            "written": self._written,
            "interrupted": interrupted,
        }
        click.echo(json.dumps({"files": self._files, "summary": summary}, indent=2))


def print_notes(outcome: Outcome, *, err: bool) -> None:
    """Tells of single places in a file, as far as the codemod does, on stdout or stderr."""
    for note in outcome.plan.notes:
        click.echo(f"{shown(outcome.path)}:{note}", err=err)


def _text_of_diff(path: Path, before: bytes, after: bytes) -> str:
    # Bytes that are no UTF-8 are kept as lone surrogates, which JSON can say.
    return b"".join(lines_of_diff(path, before, after)).decode("utf-8", "surrogateescape")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
