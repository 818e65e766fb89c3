"""Actions that a list repeats, or that a wildcard in it matches: which to remove.

``iam-duplicate-action`` finds them in a whole statement.  Only repetitions within one list are
removed: that changes nothing but the list.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from typed_iam_codemods.rewriting.edits import Edit
from typed_iam_codemods.rewriting.element_removal import Display, Removal
from typed_iam_codemods.rewriting.identifiers import nodes_on
from typed_iam_core.catalogue.matching import is_pattern
from typed_iam_core.diagnostics.duplicate_action import covers
from typed_iam_core.text.source import Source, Span


class Repetition(NamedTuple):
    """An element to remove, and the element that makes it superfluous."""

    span: Span
    keeper: Span


class Repetitions(NamedTuple):
    """Elements to remove, the edits that do so, and why each other one is kept."""

    found: list[Repetition]
    edits: list[Edit]
    kept: dict[Span, str]


def repetitions(source: Source, flagged: Set[Span], texts: Mapping[Span, str]) -> Repetitions:
    """What to do about strings that repeat others of their statements.

    Args:
        source: the module.
        flagged: those strings.
        texts: valid actions of policies, as they will be.
    """
    result = Repetitions([], [], dict.fromkeys(flagged, "the action it repeats is in another list"))
    for display, spans in displays(source, flagged):
        removable = {
            index: keeper
            for index, keeper in _superfluous([texts.get(span, "") for span in spans])
            if spans[index] in flagged
        }
        removal = Removal(source, display, removable)
        result.edits.extend(removal.edits())
        result.kept.update((spans[index], reason) for index, reason in removal.reasons.items())
        for index in removal.removed:
            result.found.append(Repetition(spans[index], spans[removable[index]]))
            del result.kept[spans[index]]
    return result


def displays(source: Source, elements: Set[Span]) -> Iterator[tuple[Display, list[Span]]]:
    """Lists, tuples and sets with one of these elements, and the spans of all their elements."""
    lines = sorted({span.line for span in elements})
    for node in nodes_on(source.parse(), lines, in_f_strings=False):
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            spans = [source.span(element) for element in node.elts]
            if not elements.isdisjoint(spans):
                yield node, spans


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
