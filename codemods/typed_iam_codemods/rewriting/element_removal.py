"""Removes elements from a list, tuple or set as it is written, and leaves the rest as it is.

An element is removed with its comma and the white space on one side of it, so that a line which
held nothing else is removed too.  No comment is: an element that one refers to stays.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from typed_iam_codemods.rewriting.edits import Edit, extent
from typed_iam_core.text.source import Source

Display = ast.List | ast.Tuple | ast.Set

_BLANK = re.compile(r"(?:[ \t\f\r\n]|#[^\r\n]*[\r\n])*")
_LINE_END = re.compile(r"\r\n?|\n")


class _Gap(NamedTuple):
    """The text between two elements, or beside a bracket, as indices.

    White space and comments from ``start``, a comma at ``comma``, white space and comments from
    ``after`` to ``end``.  Where there is no comma the first three are equal.
    """

    start: int
    comma: int
    after: int
    end: int

    @property
    def has_comma(self) -> bool:
        return self.comma < self.after


class Removal:
    """How to remove elements from a display; at least one has to be left.

    ``removed`` are the indices of those that can be removed, ``reasons`` says why each other one
    stays.
    """

    def __init__(self, source: Source, display: Display, unwanted: Collection[int]) -> None:
        self._text = source.text
        self._display = display
        self._gaps = list(_gaps(source, display))
        found = {index: self._reason(index) for index in sorted(unwanted)}
        self.reasons = {index: reason for index, reason in found.items() if reason is not None}
        self.removed = [index for index, reason in found.items() if reason is None]

    def edits(self) -> Iterator[Edit]:
        """The edits of the text, in no order."""
        for first, last in _runs(self.removed):
            yield from self._without(first, last)
        if self.removed and self._needs_comma() and not self._gaps[-1].has_comma:
            end = self._gaps[-1].start
            if len(self._display.elts) - 1 not in self.removed:
                yield Edit(end, end, ",")

    def _reason(self, index: int) -> str | None:
        if len(self._gaps) <= len(self._display.elts):
            return "its list has parentheses or backslashes around elements"
        left, right = self._gaps[index : index + 2]
        above = self._text[self._end_of_line(left.start, left) : left.end]
        beside = self._text[right.start : self._end_of_line(right.after, right)]
        return "a comment refers to it" if "#" in above + beside else None

    def _end_of_line(self, start: int, gap: _Gap) -> int:
        """Where the line of a place in a gap ends, or the gap itself."""
        found = _LINE_END.search(self._text, start, gap.end)
        return found.start() if found else gap.end

    def _without(self, first: int, last: int) -> Iterator[Edit]:
        """Remove neighbors, and the gaps around them except one."""
        left, right = self._gaps[first], self._gaps[last + 1]
        start = left.after
        if "#" in self._text[start : self._end_of_line(start, left)]:
            # The comment refers to the element before.
            start = self._end_of_line(start, left)
        kept = self._kept_gap(first, last)
        if start != left.after:
            # So the gap that is left has to begin with the end of the line.
            kept = kept if self._lines(kept) else left
            kept = kept._replace(after=self._end_of_line(kept.after, kept))
        if kept.after != start:
            yield Edit(start, kept.after, "")
        if kept.end != right.end:
            yield Edit(kept.end, right.end, "")
        if last + 1 == len(self._display.elts) and not right.has_comma and not self._needs_comma():
            # Remove the white space before the comma too, but no comment.
            is_blank = not self._text[left.start : left.comma].strip()
            yield Edit(left.start if is_blank else left.comma, left.after, "")

    def _kept_gap(self, first: int, last: int) -> _Gap:
        """The gap that stays between the neighbors of the removed elements."""
        right = self._gaps[last + 1]
        if last + 1 == len(self._display.elts) or "#" in self._text[right.after : right.end]:
            return right
        if first == 0:
            return self._gaps[0]
        # Lines stay apart, and groups of lines too.
        return max([right, *self._gaps[first + 1 : last + 1], self._gaps[first]], key=self._lines)

    def _lines(self, gap: _Gap) -> int:
        return len(_LINE_END.findall(self._text, gap.after, gap.end))

    def _needs_comma(self) -> bool:
        """Whether the remaining elements are a tuple only with a comma."""
        left = len(self._display.elts) - len(self.removed)
        return isinstance(self._display, ast.Tuple) and left == 1


def _runs(indices: Collection[int]) -> Iterator[tuple[int, int]]:
    """First and last of consecutive numbers: 1, 2, 5 -> (1, 2), (5, 5)."""
    starts = [index for index in indices if index - 1 not in indices]
    ends = [index for index in indices if index + 1 not in indices]
    return zip(starts, ends, strict=True)


def _gaps(source: Source, display: Display) -> Iterator[_Gap]:
    """The gaps before, between and behind the elements, up to one that is not understood."""
    start, end = extent(source, display)
    extents = [extent(source, element) for element in display.elts]
    bracket = 1 if start < extents[0][0] else 0
    lefts = [start + bracket, *(last for _, last in extents)]
    rights = [*(first for first, _ in extents), end - bracket]
    for left, right in zip(lefts, rights, strict=True):
        gap = _gap(source.text, left, right)
        if gap is None:
            return
        yield gap


def _gap(text: str, start: int, end: int) -> _Gap | None:
    comma = _blank_until(text, start)
    if text[comma : comma + 1] != ",":
        return _Gap(start, start, start, end) if comma == end else None
    after = comma + 1
    return _Gap(start, comma, after, end) if _blank_until(text, after) == end else None


def _blank_until(text: str, start: int) -> int:
    found = _BLANK.match(text, start)
    assert found is not None  # it matches the empty text
    return found.end()
