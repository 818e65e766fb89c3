"""Actions that a list has twice, or beside a wildcard that takes them in: what is one too many.

``iam-duplicate-action`` tells of them by statement.  Taken out is what one and the same list
repeats: there nothing but that list has to be understood.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from typed_iam_codemods.rewriting.element_removal import Change, Display, Removal
from typed_iam_core.catalogue.matching import is_pattern
from typed_iam_core.diagnostics.duplicate_action import covers
from typed_iam_core.text.source import Source, Span


class Repetition(NamedTuple):
    """An element to take out: where it stands, and where what makes it superfluous does."""

    span: Span
    keeper: Span


class Repetitions(NamedTuple):
    """What is taken out and how, and why the rest is not."""

    found: list[Repetition]
    changes: list[Change]
    left: dict[Span, str]


def repetitions(source: Source, flagged: Set[Span], texts: Mapping[Span, str]) -> Repetitions:
    """What to do about strings that repeat others of their statements.

    Args:
        source: the module.
        flagged: those strings.
        texts: those of policies that name an action, as they will be.
    """
    result = Repetitions([], [], dict.fromkeys(flagged, "what it repeats is not in the same list"))
    for display in displays(source.parse()) if flagged else ():
        spans = [source.span(element) for element in display.elts]
        if flagged.isdisjoint(spans):
            continue
        doomed = dict(_superfluous([texts.get(span, "") for span in spans]))
        doomed = {index: keeper for index, keeper in doomed.items() if spans[index] in flagged}
        removal = Removal(source, display, doomed)
        result.changes.extend(removal.changes())
        result.left.update((spans[index], reason) for index, reason in removal.reasons.items())
        for index in removal.removed:
            result.found.append(Repetition(spans[index], spans[doomed[index]]))
            del result.left[spans[index]]
    return result


def displays(tree: ast.Module) -> Iterator[Display]:
    """Lists, tuples and sets that are written down, but for those in f-strings."""
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            yield node
        # Up to Python 3.11 the places of what is in an f-string are made up.
        if not isinstance(node, ast.JoinedStr):
            stack += ast.iter_child_nodes(node)


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
            # Of two wildcards that take each other in the first stays.
            if covers(wildcard, text) and (other < index or not covers(text, wildcard)):
                yield index, other
                break
