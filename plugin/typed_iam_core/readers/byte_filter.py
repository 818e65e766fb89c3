"""Whether a text can hold a policy at all, and where: searches of its bytes, before any parsing.

What is searched for is what the readers say of themselves.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import chain

from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import is_pattern
from typed_iam_core.readers.reading import Reader
from typed_iam_core.suggestions import with_name

# What looks like an action: a colon between a prefix and a name, the prefix after a quote.
# Patterns that begin with a fixed text are many times as fast as others, and colons are
# fewer than quotes.
_NAME = re.compile(rb":(?<=[A-Za-z0-9]:)([A-Za-z*?][A-Za-z0-9*?_-]*)")
_PREFIX = re.compile(rb"""["']([A-Za-z][A-Za-z0-9-]*)\Z""")
_LONGEST_PREFIX = 64
_OWN_COMMENT = rb"typed-iam:"


class _Search:
    """A pattern that begins with a fixed text, which is looked for first: that is much faster."""

    def __init__(self, pattern: bytes) -> None:
        self._text = pattern
        literal = _LITERAL.match(pattern)
        self._literal = literal[0].replace(b"\\", b"") if literal is not None else b""

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        return re.compile(self._text, re.VERBOSE)

    def is_in(self, data: bytes) -> bool:
        return self._literal in data and self.pattern.search(data) is not None


# Not the last character, which may be optional.
_LITERAL = re.compile(rb"(?:[A-Za-z0-9_-]|\\[.(])+(?![?*{])")


class ByteFilter:
    """What a number of readers look for."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._effects = _searches(each for reader in readers for each in reader.effects)
        self._slots = _searches(each for reader in readers for each in reader.slots)
        self._signs = [_searches(row) for reader in readers for row in reader.signs]
        rows = [(each.effects, each.slots, *each.signs, each.context) for each in readers]
        self._traces = _searches([_OWN_COMMENT, *chain.from_iterable(chain.from_iterable(rows))])

    def may_hold_policies(self, data: bytes, catalogue: Catalogue) -> bool:
        """Whether a text could hold a policy; False for nearly every file, at a few byte scans.

        Args:
            catalogue: tells a service prefix from other words.
        """
        known: dict[_Search, bool] = {}

        def holds(search: _Search) -> bool:
            if search not in known:
                known[search] = search.is_in(data)
            return known[search]

        if any(all(map(holds, row)) for row in self._signs):
            return True
        if any(map(holds, self._effects)) and any(map(holds, self._slots)):
            return True
        distinct = {(prefix, name) for _, prefix, name in _look_alikes(data)}
        alike = [each for each in distinct if _could_be_action(*each, catalogue)]
        if not alike:
            return False
        return any(_is_action(*each, catalogue) for each in alike) or any(map(holds, self._slots))

    def traces(self, data: bytes, catalogue: Catalogue) -> Iterator[int]:
        """Offsets of all that could be found, or could change what is found; in no order."""
        for search in self._traces:
            if search.is_in(data):
                for match in search.pattern.finditer(data):
                    yield match.start()
        for offset, prefix, name in _look_alikes(data):
            if _could_be_action(prefix, name, catalogue):
                yield offset


def _searches(patterns: Iterable[bytes]) -> tuple[_Search, ...]:
    return tuple(map(_search, dict.fromkeys(patterns)))


@cache
def _search(pattern: bytes) -> _Search:
    return _Search(pattern)


def _look_alikes(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Offset of the colon, prefix, in lower case, and name."""
    for match in _NAME.finditer(data):
        prefix = _prefix_before(match.start(), data)
        if prefix is not None:
            yield match.start(), prefix.lower(), match[1]


def _prefix_before(colon: int, data: bytes) -> bytes | None:
    """The text between a quote and a colon, if it could be a service prefix."""
    prefix = _PREFIX.search(data, max(0, colon - _LONGEST_PREFIX), colon)
    return prefix[1] if prefix is not None else None


def _has_any(patterns: Iterable[re.Pattern[bytes]], data: bytes) -> bool:
    return any(pattern.search(data) for pattern in patterns)


def _could_be_action(prefix: bytes, name: bytes, catalogue: Catalogue) -> bool:
    """Whether the prefix is a service's, or misspelled before the name of an action."""
    if catalogue.has_prefix(prefix):
        return True
    return catalogue.has_name(name) and bool(with_name(catalogue, prefix.decode(), name.decode()))


def _is_action(prefix: bytes, name: bytes, catalogue: Catalogue) -> bool:
    service, text = catalogue.service(prefix.decode()), name.decode()
    return service is not None and (is_pattern(text) or text.lower() in service.actions)


# A string of nothing but what the names of actions are made of, without and with escapes.
_NAME_TO_QUOTE = re.compile(rb""":(?<=[A-Za-z0-9-]:)([A-Za-z0-9-]+)["']""")
# Escapes of what such names are made of: found at once, where the whole string takes a search.
_ESCAPE = re.compile(rb"""\\(?:[\r\n0-7xuU]|N{)""")
_ESCAPED = re.compile(
    rb"""["']([A-Za-z0-9:-]*+(?:
    \\(?:\r?\n|\r|[0-7]{1,3}+|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|N{[^}"'\n]*+})
    [A-Za-z0-9:-]*+)+)["']""",
    re.VERBOSE,
)


def may_hold_actions(data: bytes, catalogue: Catalogue | None = None) -> bool:
    """Whether a file could hold a string that is one action and nothing else; two byte scans."""
    known = catalogue or catalogues.default()
    texts = set()
    for match in _NAME_TO_QUOTE.finditer(data):
        prefix = _prefix_before(match.start(), data)
        if prefix is not None:
            texts.add(f"{prefix.decode()}:{match[1].decode()}")
    if _ESCAPE.search(data):
        texts.update(_unescaped(match[1]) for match in _ESCAPED.finditer(data))
    return any(map(known.action, texts))


def _unescaped(literal: bytes) -> str:
    try:
        with warnings.catch_warnings():
            # Warnings about the analyzed code are not this tool's to report.
            warnings.simplefilter("ignore")
            return str(ast.literal_eval(f'"{literal.decode()}"'))
    except (SyntaxError, ValueError):
        return ""
