"""Repair of the text around the cursor, so that the statement there parses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from typed_iam_core.text.source import Source, UnreadableSource
from typed_iam_core.text.tokens import strings_over_lines, tokens, without_strings
from typed_iam_lsp.positions import Place

# Characters to parse for one completion, about 0.1 s.
_LIMIT = 300_000
_START = r"^(?<!\\\n){indent}(?![\s#)\]}},]|(?:elif|else|except|finally)\b)"
# A class up to the indentation of its first member.
_CLASS = re.compile(
    r"class\b(?s:.*?):[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*(?P<indent>[ \t]+)"
)
# Imports, and constants that are strings.
_CONTEXT = re.compile(
    r"""^(?:(?:import|from[ ][\w.]+[ ]import)[ ](?:[\w. \t,]*\w|\([\w\s,.]*\))
    |\w+[ ]?=[ ]?(?:"[^"\\\n]*"|'[^'\\\n]*'))[ \t]*(?:\#.*)?$""",
    re.MULTILINE | re.VERBOSE,
)
_SIGN = re.compile(r"""[\[\](){}]|(?<!\\)\\*["']""")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_TRIPLE = ('"""', "'''")
# The code between literals that are one text together.
_BETWEEN = re.compile(r"[\s\w\\.+]*")
# Statements that bind a name for others, or add to it.
_BINDING = re.compile(
    r"(?:\A[ \t]*|^[ \t]*(?:self|cls)\.)\w+[ \t]*(?::[^=\n]*)?=(?!=)"
    r"|^[ \t]*[\w.]+(?:[ \t]*\+=|\.(?:append|extend|add|update|insert)\()",
    re.MULTILINE,
)


class Repaired(NamedTuple):
    """A text with a probe, and the place of the probe in it."""

    source: Source
    probe: Place

    @classmethod
    def of(cls, before: str, after: str) -> Repaired:
        """A text in two parts, of which the second begins with the probe."""
        source = Source.of_text(before + after)
        return cls(source, Place(*source.span_of(len(before), len(before))[:2]))


def repairs(text: str, start: int, end: int, probe: str) -> Iterator[Repaired]:
    """Parts of a text with a probe in place of a word in a string, the likeliest repair first.

    They parse, but for the last one, which is all of the text if other statements may use the word.

    Args:
        start: index of the word.
        end: index after the word.
    """
    left = _LIMIT
    module = None
    # Where a quote above is not closed, the lines that seem to be inside the string are code.
    found = [_statement(text, flat, start) for flat in (_without_breaks(text, start), text)]
    for context, first, last in dict.fromkeys(found):
        head = text[first:start]
        around, inside = _closing(head)
        for ending in _endings([*around, *inside], text[end:last]):
            left -= len(context) + last - first
            if left < 0:
                return
            repaired = Repaired.of(context + head, probe + ending)
            if _parses(repaired.source):
                yield repaired
                if _BINDING.search(head):
                    module = Repaired.of(text[:start], probe + ending + text[last:])
                # Any string parses; only for one of JSON is there more to try.
                if not inside or "ction" not in head:
                    break
    if module is not None and len(text) < _LIMIT:
        yield module


def _parses(source: Source) -> bool:
    try:
        source.parse()
    except UnreadableSource:
        return False
    return True


def _without_breaks(text: str, index: int) -> str:
    """The text without the line breaks in its strings before an index; blanks replace them."""
    parts, position = [], 0
    for start, end in strings_over_lines(text[:index]):
        if end is None:
            # An unclosed string of one line ends there.
            end = index if text.startswith(_TRIPLE, start) else start
        parts += [text[position:start], text[start:end].replace("\n", " ")]
        position = end
    return "".join([*parts, text[position:]])


def _statement(text: str, flat: str, index: int) -> tuple[str, int, int]:
    """The statement at an index: the code it needs before it, its start and its end.

    It is found by its column alone, so that damage elsewhere does not matter.

    Args:
        flat: the text in which no line starts inside a string.
    """
    context = "".join(f"{found[0]}\n" for found in _CONTEXT.finditer(flat, 0, index))
    first, last = _bounds(flat, index, 0, len(flat), "")
    header = _CLASS.match(flat, first, index)
    if header is not None:
        begin = header.start("indent")
        context += text[first:begin]
        first, last = _bounds(flat, index, begin, last, header["indent"])
    return context, first, last


def _bounds(flat: str, index: int, first: int, last: int, indent: str) -> tuple[int, int]:
    """The start and end of the statement with an indentation that an index is in."""
    start = re.compile(_START.format(indent=indent), re.MULTILINE)
    starts = [first, *(found.start() for found in start.finditer(flat, first + 1, last)), last]
    end = bisect_right(starts, index, hi=len(starts) - 1)
    begin = starts[end - 1]
    # A decorator belongs to what it decorates.
    while end < len(starts) - 1 and flat.startswith(f"{indent}@", starts[end - 1]):
        end += 1
    return begin, starts[end]


def _closing(head: str) -> tuple[list[str], list[str]]:
    """The signs that close the string at the end of a text and the brackets around it, and those inside.

    The outermost are first.  Both lists are empty if the text does not end in a string.
    """
    inside, last = "", 0
    for quote, start, end in tokens(head):
        if not _BETWEEN.fullmatch(head, last, start):
            inside = ""
        if end is None:
            inside += head[start + len(quote) :]
            return [*_unclosed(without_strings(head)), quote], _unclosed(inside)
        if quote != "#":
            inside += head[start + len(quote) : end - len(quote)]
        last = end
    return [], []


def _unclosed(text: str) -> list[str]:
    """The signs that close what is open at the end of a text, the outermost first."""
    stack: list[str] = []
    signs: list[str] = _SIGN.findall(text)
    for sign in signs:
        if stack and sign == stack[-1]:
            stack.pop()
        elif sign not in ")]}" and (not stack or stack[-1] in ")]}"):
            stack.append(_CLOSING.get(sign, sign))
    return stack


def _endings(closing: list[str], behind: str) -> Iterator[str]:
    """Texts that may follow the probe: the missing signs, then the rest of the statement or none."""
    if not closing:
        return
    for following in (behind, behind[len(behind.partition("\n")[0]) :]):
        for count in range(len(closing) + 1):
            signs = "".join(reversed(closing[len(closing) - count :]))
            # If all is closed, it may be the header of a block; if not, an element may follow.
            ends = ["", ":" if count == len(closing) else ","][: count + 1]
            if following[:1] in "\r\n":
                # Without a comma, two literals are one.
                ends.reverse()
            yield from (signs + end + following for end in ends)
    for end in ("\n", ": pass\n"):
        yield "".join(reversed(closing)) + end
