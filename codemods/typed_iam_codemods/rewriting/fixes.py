"""Fixes of single strings, and the proof that edits do what the fixes say, and nothing else.

- The syntax trees are equal once each fixed string of the old one is replaced as the fix says, or
  removed from its list.
- The comments are the same.
- Safe fixes keep the set of actions that each string and list matches.

Bytes outside the edits cannot change, see ``edits.splice``.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from copy import copy
from itertools import chain
from typing import NamedTuple

from typed_iam_codemods.rewriting.comparison import View, require_same
from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_codemods.rewriting.repetitions import Display
from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue.matching import expand, matches
from typed_iam_core.diagnostics.base import quoted
from typed_iam_core.text.literals import decode
from typed_iam_core.text.source import Source, Span
from typed_iam_core.text.tokens import tokens


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


def prove_fixes(before: Source, after: Source, fixes: Sequence[Fix]) -> None:
    """Show that one text became the other by what the fixes say.

    Raises:
        Unproven: it did not, or it cannot be shown.
        UnreadableSource: one of the texts cannot be parsed.
    """
    fixed = _Fixed(before, fixes)
    require_same(fixed, View(after))
    if sorted(fixed.met) != sorted(fixes):
        raise Unproven("left alone: a fix does not match a string of the file")
    if any(fix.new is None for fix in fixes) and _comments(before.text) != _comments(after.text):
        raise Unproven("left alone: the edits would change the comments")


class _Fixed(View):
    """The old tree as the fixes say that it will be; ``met`` are the fixes shown so far."""

    def __init__(self, source: Source, fixes: Sequence[Fix]) -> None:
        super().__init__(source)
        self.met: list[Fix] = []
        self._corrections = sorted(fix for fix in fixes if fix.new is not None)
        self._by_span = {fix.span: fix for fix in fixes}

    def shown(self, part: object) -> Sequence[object]:
        """The part, with strings as fixes correct them, and without elements that they remove."""
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            inside = list(self._corrections_in(self.source.span(part)))
            if inside:
                return [ast.Constant(self._corrected(part, inside), part.kind)]
        elif isinstance(part, Display) and len(self._corrections) < len(self._by_span):
            return [self._without_removed(part)]
        return [part]

    def _without_removed(self, display: Display) -> Display:
        elements = [(each, self._by_span.get(self.source.span(each))) for each in display.elts]
        removed = [fix for _, fix in elements if fix is not None and fix.new is None]
        if any(fix.safe for fix in removed):
            before, after = [], []
            for element, fix in elements:
                if isinstance(element, ast.Constant) and isinstance(element.value, str):
                    before.append(element.value)
                    new = fix.new if fix is not None and fix.safe else element.value
                    after += [] if new is None else [new]
            _require_same_actions(before, after)
        self.met += removed
        shown = copy(display)
        shown.elts = [element for element, fix in elements if fix not in removed]
        return shown

    def _corrections_in(self, span: Span) -> Iterator[Fix]:
        first = bisect_left(self._corrections, span[:2], key=lambda fix: fix.span[:2])
        for fix in self._corrections[first:]:
            if fix.span[2:] > span[2:]:
                return
            yield fix

    def _corrected(self, node: ast.Constant, inside: Sequence[Fix]) -> str | None:
        """The text of a string after corrections of it, or of strings of JSON in it."""
        self.met += inside
        for fix in inside:
            if fix.safe:
                _require_same_actions([fix.old], [fix.new or ""])
        span = self.source.span(node)
        if inside[0].span == span:
            return inside[0].new if node.value == inside[0].old else None
        decoded = decode(self.source.segment(span), self.source.index(span.line, span.column))
        if decoded is None:
            return None
        pieces = []
        done = 0
        for fix in inside:
            # The quote comes first, in the text as in the span.
            at = bisect_left(decoded.starts, self.source.index(*fix.span[:2])) + 1
            end = at + len(fix.old)
            if decoded.text[at - 1 : end + 1] != f'"{fix.old}"':
                return None
            pieces += [decoded.text[done:at], fix.new or ""]
            done = end
        return "".join([*pieces, decoded.text[done:]])


def _comments(text: str) -> list[str]:
    return [text[start:end] for quote, start, end in tokens(text) if quote == "#"]


def _require_same_actions(before: Sequence[str], after: Sequence[str]) -> None:
    """Raise Unproven where two lists match different actions, known or not."""
    changed = {text.lower() for text in before} ^ {text.lower() for text in after}
    for action in chain.from_iterable(map(_matched, changed)):
        matched = [any(matches(text, action) for text in texts) for texts in (before, after)]
        if matched[0] != matched[1]:
            raise Unproven("left alone: a safe fix would match other actions")


def _matched(text: str) -> list[str]:
    """The actions that a text matches; the text itself where it matches none."""
    prefix, _, name = text.partition(":")
    service = catalogues.default().service(prefix)
    names = expand(name, service.actions) if service is not None else []
    return [f"{prefix}:{each}" for each in names] or [text]
