"""The spelling of a module's strings: which quote a string at a certain place would have.

The rewrite from enums to strings has to choose a prefix and a quote.  It finds them in strings
that neither rewrite changes, so that the rewrite to enums can predict the choice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.text.source import Source
from typed_iam_core.text.tokens import tokens

_DEFAULT = '"'


def is_one_token(segment: str) -> bool:
    """Whether the source of a string is one literal rather than several side by side."""
    literal = segment.lstrip("rRuU")
    return [(each.start, each.end) for each in tokens(literal)] == [(0, len(literal))]


class Spellings:
    """The spelling of strings at each place of a module."""

    def __init__(self, source: Source, catalogue: Catalogue) -> None:
        found = list(_by_choice(source.text, catalogue))
        self._places = [place for place, _ in found]
        self._starts = [start for _, start in found]

    def of(self, text: str, place: int) -> str:
        """The literal of a text without quotes or escapes, if it started at that index.

        It is spelled like the strings before and after it or, where these differ, like most
        strings of the module.
        """
        index = bisect_left(self._places, place)
        neighbors = set(self._starts[max(index - 1, 0) : index + 1])
        start = neighbors.pop() if len(neighbors) == 1 else self._usual
        return f"{start}{text}{start[-1]}"

    @cached_property
    def _usual(self) -> str:
        most = Counter(self._starts).most_common(1)
        return most[0][0] if most else _DEFAULT


def _by_choice(text: str, catalogue: Catalogue) -> Iterator[tuple[int, str]]:
    """Place, prefix and quote of each string that shows how the module spells strings.

    Strings that contain a quote had no choice, docstrings follow other conventions, and actions
    come and go with the rewrites.
    """
    for quote, start, end in tokens(text):
        if len(quote) > 1 or quote == "#" or end is None:
            continue
        inside = text[start + 1 : end - 1]
        if '"' in inside or "'" in inside:
            continue
        if ":" in inside and catalogue.action(inside) == inside:
            continue
        # The prefix of a raw string or an f-string is not a convention, but its quote is.
        prefix = text[start - 1 : start]
        is_marked = prefix in ("u", "U") and not text[start - 2 : start - 1].isidentifier()
        yield start, f"{prefix}{quote}" if is_marked else quote
