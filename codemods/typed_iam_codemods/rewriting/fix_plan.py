"""What is fixed in a file and what is left, as plans and reports say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from typed_iam_codemods.rewriting.edits import Plan
from typed_iam_codemods.rewriting.fix_proof import prove_fixes
from typed_iam_core.diagnostics.base import quoted
from typed_iam_core.text.source import Source, Span


class Fix(NamedTuple):
    """One string that is put right.

    ``new`` is None for what is taken out of its list.  ``safe`` is whether IAM grants and denies
    exactly the same with it.
    """

    span: Span
    old: str
    new: str | None
    code: str
    why: str
    safe: bool

    def __str__(self) -> str:
        done = "removed" if self.new is None else f"-> {quoted(self.new)}"
        kind = "safe" if self.safe else "unsafe"
        return (
            f"{self.span.line}:{self.span.column}: {quoted(self.old)} {done} ({kind}: {self.why})"
        )


class Left(NamedTuple):
    """One string that is wrong and stays, and why."""

    span: Span
    text: str
    code: str
    why: str

    def __str__(self) -> str:
        return f"{self.span.line}:{self.span.column}: {quoted(self.text)} not fixed: {self.why}"


@dataclass(frozen=True)
class FixPlan(Plan):
    """The edits of one file with their reasons.

    ``held_back`` counts the fixes that are not made because they are unsafe.
    """

    fixes: tuple[Fix, ...] = ()
    left: tuple[Left, ...] = ()
    held_back: int = 0

    def prove(self, before: Source, after: Source) -> None:
        """Shows that the edits do what the fixes say, and nothing else; see ``fix_proof``."""
        prove_fixes(before, after, self.edits, self.fixes)

    @property
    def notes(self) -> Sequence[str]:
        """A line for each fix, and for each string that is left."""
        places: list[Fix | Left] = [*self.fixes, *self.left]
        return [str(each) for each in sorted(places, key=lambda each: each.span)]

    @property
    def details(self) -> Mapping[str, object]:
        """All that there is to say, or nothing."""
        if not (self.fixes or self.left or self.held_back):
            return {}
        return {
            "fixes": [_flat(each) for each in self.fixes],
            "not_fixed": [_flat(each) for each in self.left],
            "held_back": self.held_back,
        }

    @property
    def remarks(self) -> Mapping[str, int]:
        """How many fixes were not made as they are unsafe."""
        return {"more with --unsafe": self.held_back} if self.held_back else {}


def _flat(entry: Fix | Left) -> dict[str, object]:
    values = entry._asdict()
    del values["span"]
    return {**entry.span._asdict(), **values}
