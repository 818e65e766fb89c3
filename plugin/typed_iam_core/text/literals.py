"""String literals decoded: the text they mean, and the place of each character of it in the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# Replaces in a text what an f-string or a template inserts; no text of a program has it.
HOLE = "\uf8ff"


def is_template(text: str) -> bool:
    """Whether a text has holes that the program fills later; ``${...}`` is AWS's own syntax."""
    return HOLE in text or "{" in text.replace("${", "") or "%(" in text or "%s" in text


# What ``%`` and ``str.format`` replace. Neither expression can backtrack.
PERCENT = re.compile(r"%(?:\([^)%]*\))?[-#0 +.1-9]*.?", re.DOTALL)
BRACES = re.compile(r"\{\{|\}\}|\{[^}]*\}?")

# The second kind of quote is what encloses a string of JSON inside a literal.
_QUOTED = re.compile(r"""[rRuU]?(?P<quote>"{3}|'{3}|\\?["'])(?P<text>[^"'\r\n]*)(?P=quote)""")
_BETWEEN = re.compile(r"(?:[\s\\]|#[^\r\n]*)*")
_OPENING = re.compile(r"""(?P<prefix>[rRfFuU]*)(?P<quote>"{3}|'{3}|["'])""")
_BRACKET_OR_QUOTE = re.compile(r"""[][(){}]|"{3}|'{3}|["']""")
_ESCAPE = r"\\(?:x.{2}|u.{4}|U.{8}|N\{[^{}]*\}|[0-7]{1,3}|\r\n|.)"
_RAW_ESCAPE = r"""\\["'\\]?"""


@dataclass(frozen=True)
class Decoded:
    """The text of a literal; character ``i`` of it is at ``starts[i]`` to ``ends[i]``.

    These are indices in the module's text, the end exclusive.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def with_holes(self, marks: re.Pattern[str]) -> Decoded:
        """The text as a template, of ``PERCENT`` or ``BRACES``; doubled marks become single ones."""
        texts, starts, ends = list[str](), list[int](), list[int]()
        done = 0
        for mark in marks.finditer(self.text):
            start, end = mark.span()
            single = mark[0][0] if mark[0] in ("%%", "{{", "}}") else HOLE
            texts += [self.text[done:start], single]
            starts += self.starts[done : start + 1]
            ends += [*self.ends[done:start], self.ends[end - 1]]
            done = end
        text = "".join([*texts, self.text[done:]])
        return Decoded(text, (*starts, *self.starts[done:]), (*ends, *self.ends[done:]))


def within_quotes(segment: str) -> tuple[int, int] | None:
    """Start and end of the text in the source of a string, with its escapes.

    None unless it is one literal on one line, or a string of JSON inside such a literal.
    """
    found = _QUOTED.fullmatch(segment)
    return found.span("text") if found else None


def decode(segment: str, start: int) -> Decoded | None:
    """Decode the source of a string expression: one literal or several side by side.

    The replacement fields of f-strings are holes.  None if it is not understood.

    Args:
        segment: the source of the expression.
        start: index of its first character in the module's text.
    """
    try:
        return _decoded(_parts(segment), start)
    except ValueError:
        return None


def hole_at(index: int) -> Decoded:
    """A hole alone, for an expression at an index of the module's text."""
    return Decoded(HOLE, (index,), (index + 1,))


def joined(parts: Sequence[Decoded]) -> Decoded:
    """The concatenation of several texts."""
    return Decoded(
        "".join(part.text for part in parts),
        tuple(start for part in parts for start in part.starts),
        tuple(end for part in parts for end in part.ends),
    )


# A text, and where its source starts and ends; if both are of the same length, each character
# has its own.
_Part = tuple[str, int, int]


def _decoded(parts: Iterable[_Part], offset: int) -> Decoded:
    texts, starts, ends = list[str](), list[int](), list[int]()
    for text, start, end in parts:
        start, end = start + offset, end + offset
        is_unchanged = len(text) == end - start
        texts.append(text)
        starts += range(start, end) if is_unchanged else [start] * len(text)
        ends += range(start + 1, end + 1) if is_unchanged else [end] * len(text)
    return Decoded("".join(texts), tuple(starts), tuple(ends))


def _parts(segment: str) -> Iterator[_Part]:
    """The parts of adjacent literals; ValueError at what is not a literal of text."""
    at = 0
    while True:
        at = _matched(_BETWEEN, segment, at).end()
        if at == len(segment):
            return
        opening = _matched(_OPENING, segment, at)
        pattern = _part_of(opening["prefix"].lower(), opening["quote"])
        at = opening.end()
        while (found := _matched(pattern, segment, at)).lastgroup != "end":
            start, at, text = at, found.end(), found[0]
            if found.lastgroup == "escape":
                text = _unescaped(text)
            elif found.lastgroup == "line_end":
                text = "\n"
            elif found.lastgroup == "doubled":
                text = text[0]
            elif found.lastgroup == "field":
                text, at = HOLE, _end_of_field(segment, start)
            yield text, start, at
        at = found.end()


def _matched(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    found = pattern.match(text, at)
    if found is None:
        raise ValueError(text[at : at + 1])
    return found


def _part_of(prefix: str, quote: str) -> re.Pattern[str]:
    """The next part of a literal with that prefix and quote: unchanged text, an escape, the end."""
    fields = r"|(?P<doubled>\{\{|\}\})|(?P<field>\{)" if "f" in prefix else ""
    escape = f"|{_RAW_ESCAPE}" if "r" in prefix else f"|(?P<escape>{_ESCAPE})"
    plain = rf"[^\\\r{quote[0]}{'{}' if fields else ''}]+"
    return re.compile(
        rf"(?P<end>{quote})|{plain}|{quote[0]}{escape}{fields}|(?P<line_end>\r\n?)", re.DOTALL
    )


def _unescaped(escape: str) -> str:
    """The text of an escape sequence."""
    letter = escape[1]
    if letter in "\r\n":
        return ""
    if letter in "01234567":
        return chr(int(escape[1:], 8))
    # The codec warns of unknown sequences, which mean themselves.
    known = letter in "\\'\"abfnrtvxuUN"
    return escape.encode("ascii").decode("unicode_escape") if known else escape


def _end_of_field(text: str, start: int) -> int:
    """The end of the replacement field that starts there, with the strings and brackets in it."""
    depth, at = 0, start
    while depth or at == start:
        found = _BRACKET_OR_QUOTE.search(text, at)
        if found is None:
            raise ValueError("no end of a replacement field")
        at, mark = found.end(), found[0]
        if mark[0] in "'\"":
            at = text.index(mark, at) + len(mark)
        else:
            depth += 1 if mark in "([{" else -1
    return at
