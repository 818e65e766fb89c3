"""How a module spells its strings: which quote one would have that stands at a certain place.

The way back from enums to strings has to choose a prefix and a quote.  It finds them in the
strings that neither way touches, so that the way there can foresee the choice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.text.source import Source, Span

_DEFAULT = '"'
# Comments and strings; a tree would tell the same at ten times the cost.  Written so that each
# character is met once, by the longest run it is in.
_TOKEN = re.compile(
    r"""\#[^\r\n]*
    |\"{3}[^\\"]*(?:(?:\\.|"(?!""))[^\\"]*)*\"{3}
    |'{3}[^\\']*(?:(?:\\.|'(?!''))[^\\']*)*'{3}
    |"(?P<double>[^"\\\r\n]*(?:\\(?:\r\n|.)[^"\\\r\n]*)*)"
    |'(?P<single>[^'\\\r\n]*(?:\\(?:\r\n|.)[^'\\\r\n]*)*)'""",
    re.DOTALL | re.VERBOSE,
)


class Spellings:
    """The spelling of strings at each place of a module."""

    def __init__(self, source: Source, catalogue: Catalogue) -> None:
        self._source = source
        found = list(_by_choice(source.text, catalogue))
        self._places = [place for place, _ in found]
        self._starts = [start for _, start in found]

    def of(self, text: str, place: Span) -> str:
        """The literal of a text without quotes or escapes, where it begins at a certain place.

        It is spelt like the strings before and after it or, where these differ, like most of
        the module's.
        """
        index = bisect_left(self._places, self._source.index(place.line, place.column))
        neighbours = set(self._starts[max(index - 1, 0) : index + 1])
        start = neighbours.pop() if len(neighbours) == 1 else self._usual
        return f"{start}{text}{start[-1]}"

    @cached_property
    def _usual(self) -> str:
        most = Counter(self._starts).most_common(1)
        return most[0][0] if most else _DEFAULT


def _by_choice(text: str, catalogue: Catalogue) -> Iterator[tuple[int, str]]:
    """Strings that show how a module spells them: where each is, and its prefix and quote.

    Others had no choice, as they hold a quote, or have another custom, as docstrings do; or
    they are actions, which come and go.
    """
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind is None:
            continue
        inside, quote, other = token[kind], token[0][0], "'" if kind == "double" else '"'
        if other in inside or quote in inside:
            continue
        if ":" in inside and catalogue.action(inside) == inside:
            continue
        # Of a raw string or an f-string the prefix says nothing, but its quote does.
        start = token.start()
        prefix = text[start - 1 : start]
        is_marked = prefix in ("u", "U") and not text[start - 2 : start - 1].isidentifier()
        yield start, f"{prefix}{quote}" if is_marked else quote
