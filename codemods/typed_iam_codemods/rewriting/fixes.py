"""Fixes of single strings, and strings that are not fixed, as plans and reports state them."""

from __future__ import annotations

from typing import NamedTuple

from typed_iam_core.diagnostics.base import quoted
from typed_iam_core.text.source import Span


class Fix(NamedTuple):
    """A string to correct.

    ``new`` is None for a string that is removed from its list.  ``safe`` is whether IAM grants
    and denies exactly the same with the fix.
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


class Unfixed(NamedTuple):
    """A wrong string that is not fixed, and why."""

    span: Span
    text: str
    code: str
    why: str

    def __str__(self) -> str:
        return f"{self.span.line}:{self.span.column}: {quoted(self.text)} not fixed: {self.why}"


def flat(entry: Fix | Unfixed) -> dict[str, object]:
    """The entry of a JSON report."""
    values = entry._asdict()
    del values["span"]
    return {**entry.span._asdict(), **values}
