"""Strings and comments of a text, found without parsing it, so that the rest may be damaged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_OPENING = re.compile(r"""#[^\r\n]*|\"{3}|'{3}|"|'""")
# The rest of a string behind its quote.  Possessive, so that what is not closed fails at once, except
# for groups with alternatives, which Python before 3.11.5 matches wrongly.
_REST = {
    '"': re.compile(r'[^"\\\r\n]*+(?:\\(?s:.)[^"\\\r\n]*+)*+"'),
    "'": re.compile(r"[^'\\\r\n]*+(?:\\(?s:.)[^'\\\r\n]*+)*+'"),
    '"""': re.compile(r'[^"\\]*+(?:(?:\\(?s:.)|"(?!""))[^"\\]*+)*"""'),
    "'''": re.compile(r"[^'\\]*+(?:(?:\\(?s:.)|'(?!''))[^'\\]*+)*'''"),
}


# All that is between two strings that may span lines: code, comments and other strings.
_BETWEEN = re.compile(
    r"""(?:[^"'#]++|\#[^\r\n]*+
    |"(?!"")[^"\\\r\n]*+(?:\\[^\r\n][^"\\\r\n]*+)*+"
    |'(?!\'\')[^'\\\r\n]*+(?:\\[^\r\n][^'\\\r\n]*+)*+')*""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A string or comment; ``quote`` is ``#`` for the latter, ``end`` None of what is never closed."""

    quote: str
    start: int
    end: int | None


def tokens(text: str) -> Iterator[Token]:
    """The strings and comments of a text in order; prefixes of strings do not count.

    The last one may be a string that is never closed; nothing behind its quote is read then.
    """
    position = 0
    while (opening := _OPENING.search(text, position)) is not None:
        quote = opening[0]
        position = opening.end()
        if quote[0] == "#":
            yield Token("#", opening.start(), position)
            continue
        rest = _REST[quote].match(text, position)
        yield Token(quote, opening.start(), rest.end() if rest is not None else None)
        if rest is None:
            return
        position = rest.end()


def strings_over_lines(text: str) -> Iterator[tuple[int, int | None]]:
    """Where strings that may span lines start and end, in order; the end None of one never closed."""
    position = 0
    while (opening := _OPENING.match(text, _after(text, position))) is not None:
        rest = _REST[opening[0]].match(text, opening.end())
        yield opening.start(), rest.end() if rest is not None else None
        if rest is None:
            return
        position = rest.end()


def _after(text: str, position: int) -> int:
    found = _BETWEEN.match(text, position)
    return found.end() if found is not None else position


def string_groups(text: str) -> Iterator[tuple[int, int]]:
    """Where strings start and end, in order; literals side by side, which are one string, as one."""
    start = end = -1
    for token in tokens(text):
        if token.end is None:
            break
        if token.quote == "#":
            # A comment between two literals keeps them together.
            end = token.end if start >= 0 and not text[end : token.start].strip() else end
        elif start >= 0 and not text[end : token.start].strip(_BETWEEN_LITERALS):
            end = token.end
        else:
            if start >= 0:
                yield start, end
            start, end = token.start, token.end
    if start >= 0:
        yield start, end


# White space, what joins two lines, and prefixes of literals.
_BETWEEN_LITERALS = " \t\f\r\n\\rRuUbBfFtT"


def without_strings(text: str) -> str:
    """A text without its strings and comments."""
    parts = []
    position = 0
    for _, start, end in tokens(text):
        parts.append(text[position:start])
        position = len(text) if end is None else end
    return "".join([*parts, text[position:]])
