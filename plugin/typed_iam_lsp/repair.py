"""Repair of the text around the cursor, so that the statement there parses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from typed_iam_core.text.pieces import Pieces, is_import
from typed_iam_core.text.source import Source, UnreadableSource
from typed_iam_core.text.tokens import strings_over_lines, tokens, without_strings
from typed_iam_lsp.positions import Place

# Characters to parse for one completion, about 0.1 s, and of statements that use a name.
_LIMIT, _LIMIT_OF_USES = 300_000, 60_000
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
_SIGN = re.compile(r"""[\[\](){}]|\\*["']""")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_TRIPLE = ('"""', "'''")
# The code between literals that are one text together.
_BETWEEN = re.compile(r"[\s\w\\.+]*")
# Statements that bind a name for others, or add to it.
_BINDING = re.compile(
    r"(?:\A[ \t]*|^[ \t]*(?:self|cls)\.)(\w+)[ \t]*(?::[^=\n]*)?=(?!=)"
    r"|^[ \t]*(?:\w+\.)?(\w+)(?:[ \t]*\+=|\.(?:append|extend|add|update|insert)\()",
    re.MULTILINE,
)


class Repaired(NamedTuple):
    """A text that parses, and the place of the probe in it."""

    source: Source
    probe: Place


def repairs(text: str, start: int, end: int, probe: str) -> Iterator[Repaired]:
    """Parts of a text with a probe in place of a word in a string, the likeliest repair first.

    Args:
        start: index of the word.
        end: index after the word.
    """
    left = _LIMIT
    module = name = ""
    # Where a quote above is not closed, the lines that seem to be inside the string are code.
    found = [_statement(text, flat, start) for flat in (_without_breaks(text, start), text)]
    for context, first, last in dict.fromkeys(found):
        head = text[first:start]
        around, inside = _closing(head)
        for ending in _endings([*around, *inside], text[end:last]):
            left -= len(context) + last - first
            if left < 0:
                return
            source = Source.of_text(context + head + probe + ending)
            if _parses(source):
                yield Repaired(source, _place(source, len(context) + len(head)))
                module, name = text[:start] + probe + ending + text[last:], _bound(head)
                # Any string parses; only for one of JSON is there more to try.
                if not inside or "ction" not in head:
                    break
    if name:
        yield from _with_uses(Source.of_text(module), start, name)


def _with_uses(module: Source, probe: int, name: str) -> Iterator[Repaired]:
    """The statement around the probe, which binds a name, with all statements that use the name."""
    pieces, place = Pieces(module), _place(module, probe)
    texts = [pieces.text(piece) for piece in pieces.all]
    wanted, names = {pieces.at(place.line - 1)}, {name}
    while any(names):
        word = re.compile(rf"\b(?:{'|'.join(filter(None, names))})\b")
        more = {index for index, text in enumerate(texts) if word.search(text)} - wanted
        wanted |= more
        names = {_bound(texts[index]) for index in more}
    used = "".join(texts[index] for index in wanted)
    if len(used) <= _LIMIT_OF_USES and "ction" in used:
        wanted.update(index for index, text in enumerate(texts) if is_import(text))
        source = Source.of_text(pieces.masked(wanted))
        if _parses(source):
            yield Repaired(source, place)


def _place(source: Source, index: int) -> Place:
    return Place(*source.span_of(index, index)[:2])


def _bound(text: str) -> str:
    """The last name that a text binds, or adds to, for other statements; empty without one."""
    found = _BINDING.findall(text)
    return "".join(found[-1]) if found else ""


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
    for sign in _SIGN.findall(text):
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
