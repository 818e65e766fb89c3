"""Actions that a list repeats, or that a wildcard in it matches: which to remove, and how.

``iam-duplicate-action`` finds them in a whole statement.  Only repetitions within one list are
removed: that changes nothing but the list.

An element is removed with its comma and the white space on one side of it, so that a line which
held nothing else is removed too.  No comment is: an element that one refers to stays.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from typed_iam_codemods.rewriting.edits import Edit, extent
from typed_iam_codemods.rewriting.identifiers import nodes_on
from typed_iam_core.catalogue.matching import is_pattern
from typed_iam_core.diagnostics.duplicate_action import covers
from typed_iam_core.text.source import Source, Span

Display = ast.List | ast.Tuple | ast.Set


class Repetitions(NamedTuple):
    """Elements to remove, with those that make them superfluous, and why each other one is kept."""

    removed: dict[Span, Span]
    kept: dict[Span, str]
    edits: list[Edit]


def repetitions(source: Source, flagged: Set[Span], texts: Mapping[Span, str]) -> Repetitions:
    """What to do about strings that repeat others of their statements.

    Args:
        source: the module.
        flagged: those strings.
        texts: valid actions of policies, as they will be.
    """
    result = Repetitions({}, dict.fromkeys(flagged, "the action it repeats is in another list"), [])
    lines = sorted({span.line for span in flagged})
    for node in nodes_on(source.parse(), lines, in_f_strings=False):
        if not isinstance(node, Display):
            continue
        spans = [source.span(element) for element in node.elts]
        if flagged.isdisjoint(spans):
            continue
        superfluous = dict(_superfluous([texts.get(span, "") for span in spans]))
        removal = Removal(source, node, [index for index in superfluous if spans[index] in flagged])
        result.edits.extend(removal.edits())
        result.kept.update((spans[index], reason) for index, reason in removal.reasons.items())
        for index in removal.removed:
            result.removed[spans[index]] = spans[superfluous[index]]
            del result.kept[spans[index]]
    return result


def _superfluous(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Index of each text that another one makes superfluous, and the index of that one."""
    first: dict[str, int] = {}
    for index, text in enumerate(texts):
        first.setdefault(text.lower(), index)
    wildcards = [(index, text) for text, index in first.items() if is_pattern(text)]
    for index, text in enumerate(texts):
        if not text:
            continue
        if (same := first[text.lower()]) < index:
            yield index, same
            continue
        for other, wildcard in wildcards:
            # Of two wildcards that match each other the first stays.
            if covers(wildcard, text) and (other < index or not covers(text, wildcard)):
                yield index, other
                break


# The text between two elements, or beside a bracket: a comma with white space and comments before
# it, the rest of the comma's line, and the lines below.
_GAP = re.compile(
    r"(?:(?P<lead>[ \t\f\r\n]*+(?:\#[^\r\n]*+[\r\n][ \t\f\r\n]*+)*),)?"
    r"(?P<note>[ \t\f]*+(?:\#[^\r\n]*+)?)(?P<rest>[ \t\f\r\n]*+(?:\#[^\r\n]*+[\r\n][ \t\f\r\n]*+)*)"
)
_LINE_END = re.compile(r"\r\n?|\n")
_Gap = re.Match[str]


class Removal:
    """How to remove elements from a display; at least one has to be left.

    ``removed`` are the indices of those that can be removed, ``reasons`` says why each other one
    stays.
    """

    def __init__(self, source: Source, display: Display, unwanted: Collection[int]) -> None:
        self._count = len(display.elts)
        self._gaps = _gaps(source, display)
        found = {index: self._reason(index) for index in sorted(unwanted)}
        self.reasons = {index: reason for index, reason in found.items() if reason is not None}
        self.removed = [index for index, reason in found.items() if reason is None]
        # A tuple of one element needs a comma.
        self._needs_comma = isinstance(display, ast.Tuple) and self._count - len(self.removed) == 1

    def edits(self) -> Iterator[Edit]:
        """The edits of the text, in order."""
        starts = [index for index in self.removed if index - 1 not in self.removed]
        ends = [index for index in self.removed if index + 1 not in self.removed]
        for first, last in zip(starts, ends, strict=True):
            text = self._between(first, last)
            yield Edit(self._gaps[first].start(), self._gaps[last + 1].end(), text)
        if self.removed and self._needs_comma and self._count - 1 not in self.removed:
            end = self._gaps[-1]
            if end["lead"] is None:
                yield Edit(end.start(), end.start(), ",")

    def _reason(self, index: int) -> str | None:
        if len(self._gaps) <= self._count:
            return "its list has parentheses or backslashes around elements"
        left, right = self._gaps[index : index + 2]
        _, *above = _LINE_END.split(left[0], maxsplit=1)
        refers = "#" in "".join([*above, right["lead"] or "", right["note"]])
        return "a comment refers to it" if refers else None

    def _between(self, first: int, last: int) -> str:
        """The text between the neighbors of removed elements."""
        left, right = self._gaps[first], self._gaps[last + 1]
        lead = "" if left["lead"] is None else f"{left['lead']},"
        if last + 1 == self._count and right["lead"] is None and not self._needs_comma:
            # Without the comma, and the white space before it, but with comments.
            lead = left["lead"] if left["lead"].strip() else ""
        kept = self._kept_gap(first, last)
        if "#" not in left["note"]:
            return lead + kept["note"] + kept["rest"]
        # The comment refers to the element before, and ends its line.
        return lead + left["note"] + (kept if _lines(kept) else left)["rest"]

    def _kept_gap(self, first: int, last: int) -> _Gap:
        """The gap whose white space stays."""
        right = self._gaps[last + 1]
        if last + 1 == self._count or "#" in right["note"] + right["rest"]:
            return right
        if first == 0:
            return self._gaps[0]
        # Lines stay apart, and groups of lines too.
        return max([right, *self._gaps[first + 1 : last + 1], self._gaps[first]], key=_lines)


def _lines(gap: _Gap) -> int:
    return len(_LINE_END.findall(gap["rest"]))


def _gaps(source: Source, display: Display) -> list[_Gap]:
    """The gaps before, between and behind the elements, up to one that is not understood."""
    start, end = extent(source, display)
    extents = [extent(source, element) for element in display.elts]
    bracket = 1 if start < extents[0][0] else 0
    lefts = [start + bracket, *(last for _, last in extents)]
    rights = [*(first for first, _ in extents), end - bracket]
    gaps = []
    for left, right in zip(lefts, rights, strict=True):
        gap = _GAP.fullmatch(source.text, left, right)
        if gap is None:
            break
        gaps.append(gap)
    return gaps
