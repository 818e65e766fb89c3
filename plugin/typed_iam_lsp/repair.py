"""Texts around the cursor that parse: a statement of the module, its open string completed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from typed_iam_core.text.pieces import Pieces, is_import
from typed_iam_core.text.source import Source, UnreadableSource
from typed_iam_core.text.tokens import strings_over_lines, tokens, without_strings
from typed_iam_lsp.positions import Place

# Characters to parse for one completion, a tenth of a second; and of statements that use a name.
_LIMIT, _LIMIT_OF_USES = 300_000, 60_000
_START = r"^(?<!\\\n){indent}(?![\s#)\]}},]|(?:elif|else|except|finally)\b)"
# A class up to the indentation of its first member.
_CLASS = re.compile(
    r"class\b(?s:.*?):[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*(?P<indent>[ \t]+)"
)
# Imports, and names of strings.
_CONTEXT = re.compile(
    r"""^(?:(?:import|from[ ][\w.]+[ ]import)[ ](?:[\w. \t,]*\w|\([\w\s,.]*\))
    |\w+[ ]?=[ ]?(?:"[^"\\\n]*"|'[^'\\\n]*'))[ \t]*(?:\#.*)?$""",
    re.MULTILINE | re.VERBOSE,
)
_SIGN = re.compile(r"""[\[\](){}]|\\*["']""")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_TRIPLE = ('"""', "'''")
# Between literals that are one text together.
_BETWEEN = re.compile(r"[\s\w\\.+]*")
# A statement of a module or class that binds a name for others, and one that adds to it.
_BINDING = re.compile(
    r"(?:\A[ \t]*|^[ \t]*(?:self|cls)\.)(\w+)[ \t]*(?::[^=\n]*)?=(?!=)"
    r"|^[ \t]*(?:\w+\.)?(\w+)(?:[ \t]*\+=|\.(?:append|extend|add|update|insert)\()",
    re.MULTILINE,
)


class Repaired(NamedTuple):
    """A text that parses, and where the probe is in it.

    ``module`` is all of the text, repaired; ``binds`` is the name that the statement with the
    probe binds for others, if any.
    """

    source: Source
    probe: Place
    module: str
    binds: str


def repairs(text: str, start: int, end: int, probe: str) -> Iterator[Repaired]:
    """Texts with a probe in the place of a word in a string, the likeliest first.

    Args:
        start: index of the word.
        end: index behind it.
        probe: the word that replaces it.
    """
    left = _LIMIT
    # If a quote above is not closed, what seems to be in the string is code.
    found = [_statement(text, flat, start) for flat in (_without_breaks(text, start), text)]
    for context, first, last in dict.fromkeys(found):
        head = text[first:start]
        around, inside = _closing(head)
        for ending in _endings([*around, *inside], text[end:last]):
            left -= len(context) + last - first
            if left < 0:
                return
            source = Source.of_text(context + head + probe + ending)
            if not _parses(source):
                continue
            at = len(context) + len(head)
            place = Place(*source.span_of(at, at)[:2])
            module = text[:start] + probe + ending + text[last:]
            yield Repaired(source, place, module, _bound(head))
            # Inside a string everything parses; only of JSON is there more to try.
            if not inside or "ction" not in head:
                break


def with_uses(repaired: Repaired, place: Place) -> Repaired | None:
    """The statement that has the probe, together with those that use what it binds.

    Args:
        place: where the probe is in the module.
    """
    pieces = Pieces(Source.of_text(repaired.module))
    texts = [pieces.text(piece) for piece in pieces.all]
    wanted, names = {pieces.at(place.line - 1)}, {repaired.binds}
    while any(names):
        word = re.compile(rf"\b(?:{'|'.join(filter(None, names))})\b")
        more = {index for index, text in enumerate(texts) if word.search(text)} - wanted
        wanted |= more
        names = {_bound(texts[index]) for index in more}
    size = sum(len(texts[index]) for index in wanted)
    if size > _LIMIT_OF_USES or not any("ction" in texts[index] for index in wanted):
        return None
    wanted.update(index for index, text in enumerate(texts) if is_import(text))
    source = Source.of_text(pieces.masked(wanted))
    return repaired._replace(source=source, probe=place) if _parses(source) else None


def _bound(text: str) -> str:
    """The last name that a text binds or adds to for others; empty if there is none."""
    found = _BINDING.findall(text)
    return "".join(found[-1]) if found else ""


def _parses(source: Source) -> bool:
    try:
        source.parse()
    except UnreadableSource:
        return False
    return True


def _without_breaks(text: str, index: int) -> str:
    """The text with blanks for the line breaks in its strings before an index."""
    parts, position = [], 0
    for start, end in strings_over_lines(text[:index]):
        if end is None:
            # A string on one line that is not closed hides nothing below it.
            end = index if text.startswith(_TRIPLE, start) else start
        parts += [text[position:start], text[start:end].replace("\n", " ")]
        position = end
    return "".join([*parts, text[position:]])


def _statement(text: str, flat: str, index: int) -> tuple[str, int, int]:
    """What the statement at an index needs before it, and where it starts and ends.

    It is found by its column alone, so that damage elsewhere does not matter.

    Args:
        flat: the text with no line that starts inside a string.
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
    """Where the statement of an indentation starts and ends that an index is in."""
    start = re.compile(_START.format(indent=indent), re.MULTILINE)
    starts = [first, *(found.start() for found in start.finditer(flat, first + 1, last)), last]
    end = bisect_right(starts, index, hi=len(starts) - 1)
    begin = starts[end - 1]
    # A decorator belongs to what it decorates.
    while end < len(starts) - 1 and flat.startswith(f"{indent}@", starts[end - 1]):
        end += 1
    return begin, starts[end]


def _closing(head: str) -> tuple[list[str], list[str]]:
    """What closes all that is open around the end of a text, and inside the string that ends it.

    Outermost first; the first list ends with the quote, and is empty if no string is open.
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
    """What may follow the probe: as many signs as are missing, then what the text goes on with."""
    if not closing:
        return
    for following in (behind, behind[len(behind.partition("\n")[0]) :]):
        for count in range(len(closing) + 1):
            signs = "".join(reversed(closing[len(closing) - count :]))
            # The header of a block, if all is closed; else another element may follow.
            ends = ["", ":" if count == len(closing) else ","][: count + 1]
            if following[:1] in "\r\n":
                # Without a comma, two literals would become one.
                ends.reverse()
            yield from (signs + end + following for end in ends)
    for end in ("\n", ": pass\n"):
        yield "".join(reversed(closing)) + end
