"""Bodies of functions that say nothing of policies, which need not be parsed to judge a module.

Most of a large file with a policy in it is other code, and parsing is most of what judging
costs.  Where somebody knows where functions begin and end, as mypy does, those bodies are
left out that hold nothing a policy could be read from and bind nothing outside themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.sites.scan import traces
from typed_iam_core.text.source import Source


class Body(NamedTuple):
    """Where a function's statements stand: lines from 1, the last one taken in; column from 0."""

    line: int
    column: int
    end_line: int


# What a body does to names outside it: attributes of its class, and names that are not its own.
_OF_CLASS = (
    re.compile(rb"self\.\w+\s*(?:[:,)\]][^=\n]*)?=(?!=)"),
    re.compile(rb"cls\.\w+\s*(?:[:,)\]][^=\n]*)?=(?!=)"),
)
_ADDITIONS = re.compile(rb"\.(?:append|extend|add|update|insert)\(|\+=")
_ADDS_TO = re.compile(rb"(?<![\w.])(\w+)\s*(?:%b)" % _ADDITIONS.pattern)
_ASSIGNS_TO = re.compile(rb"(?<![\w.])(\w+)\s*(?::[^=\n]*)?=(?!=)")


def without_quiet(source: Source, bodies: Iterable[Body], catalogue: Catalogue) -> Source:
    """The source with ``pass`` for the bodies that do not matter; all else keeps its place.

    A parser must have told where the bodies are.
    """
    lines = [*source.lines]
    encoded = [line.encode("utf-8", "surrogatepass") for line in lines]
    starts = [0, *accumulate(map(len, encoded))]
    data = b"".join(encoded)
    offsets = sorted(traces(data, catalogue))
    changed = False
    for line, column, end_line in bodies:
        indent = source.lines[line - 1][:column]
        if not indent.isspace():
            continue  # ``def f(): return 1``, or behind the ``@`` of a decorator
        if lines[line - 1] is not source.lines[line - 1]:
            continue  # a function within one that is gone
        start, end = starts[line - 1], starts[end_line]
        if bisect_left(offsets, start) != bisect_left(offsets, end):
            continue
        if _binds_outside(data[start:end]):
            continue
        lines[line - 1 : end_line] = [f"{indent}pass\n", *["\n"] * (end_line - line)]
        changed = True
    return Source.of_text("".join(lines)) if changed else source


def _binds_outside(body: bytes) -> bool:
    if b"global" in body or b"nonlocal" in body or any(each.search(body) for each in _OF_CLASS):
        return True
    if not _ADDITIONS.search(body):
        return False
    return not {*_ADDS_TO.findall(body)} <= {*_ASSIGNS_TO.findall(body)}
