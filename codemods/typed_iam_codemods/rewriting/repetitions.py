"""Actions that a list repeats, or that a wildcard in it matches: which to remove.

``iam-duplicate-action`` finds them in a whole statement.  Only repetitions within one list are
removed: that changes nothing but the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from typed_iam_codemods.rewriting.edits import Edit
from typed_iam_codemods.rewriting.element_removal import Display, Removal
from typed_iam_codemods.rewriting.identifiers import nodes_on
from typed_iam_core.catalogue.matching import is_pattern
from typed_iam_core.diagnostics.duplicate_action import covers
from typed_iam_core.text.source import Source, Span


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
