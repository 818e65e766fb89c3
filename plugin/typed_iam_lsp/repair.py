"""Texts around the cursor that parse: a statement of the module, its open string completed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from typed_iam_core.text.pieces import Pieces, is_import
from typed_iam_core.text.source import Source, UnreadableSource
from typed_iam_core.text.tokens import strings_over_lines, tokens
from typed_iam_lsp.positions import Place

# Characters to parse for one completion; a tenth of a second.
_BUDGET = 300_000
_NO_START = re.compile(r"[\s#)\]},]|(?:elif|else|except|finally)\b")
_NAMES = r"[\w. \t,]*\w|\([\w\s,.]*\)"
_IMPORT = re.compile(
    rf"^(?:import|from +[\w.]+ +import) *(?:{_NAMES})[ \t]*(?:#.*)?$", re.MULTILINE
)
_BRACKET = re.compile(r"[\[\](){}]")
_BRACKET_OR_QUOTE = re.compile(r"""[\[\](){}]|\\*["']""")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
# Between literals that are one text together.
_BETWEEN = re.compile(r"[\s\w\\.+]*")
_BINDING = re.compile(
    r"^[ \t]*(?:\w+\.)?(\w+)[ \t]*"
    r"(?:(?::[^=\n]*)?\+?=(?!=)|\.(?:append|extend|add|update|insert)\()",
    re.MULTILINE,
)


class Repaired(NamedTuple):
    """A text that parses, and where the probe is in it; ``module`` is the whole text, repaired."""

    source: Source
    probe: Place
    module: str


class _Open(NamedTuple):
    """What is open at the end of a text: the closing signs of it, the outermost first.

    ``inner`` are those of JSON, or of a replacement field, inside the string; ``text`` is what
    the string begins with.
    """

    brackets: list[str]
    quote: str
    inner: list[str]
    text: str

    @property
    def may_be_json(self) -> bool:
        """Whether it matters how the text inside the string goes on."""
        return bool(self.inner) and "ction" in self.text


def repairs(source: Source, start: int, end: int, probe: str) -> Iterator[Repaired]:
    """Texts with the probe in the place of a word in a string, the likeliest first.

    Args:
        start: index of the word in the text.
        end: index behind it.
    """
    budget = _BUDGET
    # If a string is not closed above, its lines are code.
    both = [_statement(source, start, lines) for lines in (_inside_strings(source, start), set())]
    for context, first, last in dict.fromkeys(both):
        head = source.text[first:start]
        opened = _open(head)
        for ending in _endings(opened, source.text[end:last]) if opened is not None else ():
            attempt = Source.of_text(context + head + probe + ending)
            budget -= len(attempt.text)
            if budget < 0:
                return
            if _parses(attempt):
                at = len(context) + len(head)
                place = Place(*attempt.span_of(at, at)[:2])
                yield Repaired(attempt, place, source.text[:start] + probe + ending + source.text[last:])
                if not opened.may_be_json:
                    break


def _parses(source: Source) -> bool:
    try:
        source.parse()
    except UnreadableSource:
        return False
    return True


def _inside_strings(source: Source, index: int) -> set[int]:
    """Lines, from 0, that start inside one of the strings before an index."""
    found = set[int]()
    for start, end in strings_over_lines(source.text[:index]):
        first, _, last, _ = source.span_of(start, index if end is None else end)
        found.update(range(first, last))
    return found


def with_uses(repaired: Repaired, place: Place) -> Repaired | None:
    """The statement together with the rest of the module that has to do with what it binds.

    Args:
        place: where the probe is in the module.
    """
    module = Source.of_text(repaired.module)
    pieces = Pieces(module)
    texts = [pieces.text(piece) for piece in pieces.all]
    own = pieces.at(place.line - 1)
    wanted, names, size = {own}, _bound_before(texts[own], place.line - pieces.all[own].first), 0
    while names:
        word = re.compile(rf"\b(?:{'|'.join(names)})\b")
        more = {index for index, text in enumerate(texts) if word.search(text)} - wanted
        wanted |= more
        size += sum(len(texts[index]) for index in more)
        if size > _BUDGET:
            return None
        names = {found[1] for index in more for found in [_BINDING.match(texts[index])] if found}
    if not any("ction" in texts[index] for index in wanted):
        return None
    wanted.update(index for index, text in enumerate(texts) if is_import(text))
    found = Source.of_text(pieces.masked(wanted))
    return Repaired(found, place, repaired.module) if _parses(found) else None


def _bound_before(text: str, line: int) -> set[str]:
    """The name that the statement at a line of a piece binds or adds to."""
    before = "".join(text.splitlines(keepends=True)[:line])
    return {found[1] for found in list(_BINDING.finditer(before))[-1:]}


def _statement(source: Source, index: int, inside: set[int]) -> tuple[str, int, int]:
    """What precedes the statement around an index, and where that starts and ends.

    It is found by its columns alone, so that damage elsewhere does not matter.
    """
    lines, starts = source.lines, source.starts
    at = min(source.span_of(index, index).line, len(lines)) - 1
    first, last = _lines_of(lines, at, 0, "", inside)
    imports = "".join(f"{found[0]}\n" for found in _IMPORT.finditer(source.text, 0, starts[first]))
    header = first
    if lines[first].startswith("class"):
        while header < at and not lines[header].partition("#")[0].rstrip().endswith(":"):
            header += 1
        body = next((n for n in range(header + 1, at + 1) if not _NO_START.match(lines[n].lstrip() or "#")), None)
        if body is not None:
            indent = lines[body][: len(lines[body]) - len(lines[body].lstrip())]
            member, last = _lines_of(lines, at, body, indent, inside)
            return imports + "".join(lines[first : header + 1]), starts[member], starts[last]
    return imports, starts[first], starts[last]


def _lines_of(
    lines: list[str], at: int, first: int, indent: str, inside: set[int]
) -> tuple[int, int]:
    """The lines of the statement of an indentation that a line is in, from a first one on."""

    def starts(number: int) -> bool:
        line, above = lines[number], lines[number - 1] if number else ""
        return (
            line.startswith(indent)
            and not _NO_START.match(line, len(indent))
            and not above.rstrip("\r\n").endswith("\\")
            and number not in inside
        )

    begin, end = at, at + 1
    while begin > first and not starts(begin):
        begin -= 1
    # What is decorated belongs to the decorator.
    is_decorator = lines[begin].startswith("@", len(indent))
    while end < len(lines) and (is_decorator or not starts(end)):
        if starts(end):
            is_decorator = lines[end].startswith("@", len(indent))
        end += 1
    return begin, end


def _open(head: str) -> _Open | None:
    """What is open at the end of a text; None where that is not a string."""
    brackets: list[str] = []
    inside, end = "", 0
    for quote, start, token_end in tokens(head):
        between = head[end:start]
        for bracket in _BRACKET.findall(between):
            _push(brackets, bracket)
        if not _BETWEEN.fullmatch(between):
            inside = ""
        content = head[start + len(quote) : None if token_end is None else token_end - len(quote)]
        if token_end is None:
            return _Open(brackets, quote, _open_inside(inside + content), inside + content)
        if quote != "#":
            inside += content
        end = token_end
    return None


def _open_inside(text: str) -> list[str]:
    """The closing signs of what is open at the end of JSON, or of code in an f-string."""
    stack: list[str] = []
    for sign in _BRACKET_OR_QUOTE.findall(text):
        is_quoted = bool(stack) and stack[-1][-1] in "\"'"
        if sign == (stack[-1] if stack else None):
            stack.pop()
        elif not is_quoted:
            _push(stack, sign)
    return stack


def _push(stack: list[str], sign: str) -> None:
    if sign in _CLOSING:
        stack.append(_CLOSING[sign])
    elif sign in ")]}":
        if stack and stack[-1] == sign:
            stack.pop()
    else:
        stack.append(sign)


def _endings(opened: _Open, behind: str) -> Iterator[str]:
    """What may follow the probe: as many signs as are missing, and what the text goes on with."""
    stack = [*opened.brackets, opened.quote, *opened.inner]
    below = behind[len(behind.partition("\n")[0]) :]
    for following in (behind, below):
        for depth in _depths(stack, following):
            closing = "".join(reversed(stack[len(stack) - depth :]))
            # The header of a block, if all is closed; else another element may follow.
            signs = ["", ":" if depth == len(stack) else ","][: depth + 1]
            if following[:1] in "\r\n":
                # Literals side by side would be one.
                signs.reverse()
            for sign in signs:
                yield closing + sign + following
    for end in ("\n", ": pass\n"):
        yield "".join(reversed(stack)) + end


def _depths(stack: list[str], following: str) -> list[int]:
    """How many signs to close, the likeliest first: as many as the rest of the text leaves open."""
    closed = sum(map(following.count, ")]}")) - sum(map(following.count, "([{"))
    kept = 0
    for sign in stack:
        closed -= sign in ")]}"
        if closed < 0:
            break
        kept += 1
    missing = len(stack) - kept
    return list(dict.fromkeys([0, 1, missing, missing + 1, *range(len(stack) + 1)]))
