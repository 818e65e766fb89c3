"""Syntax of Python 3.12 to 3.14, put so that an older Python parses it with every place kept.

Each construct gives way to one of the same length with the same line ends:

- type parameters: ``def f[T](x)`` to ``def f(   x)``, ``class C[T]:`` to ``class C( ):``;
- type aliases: ``type X = int`` to ``_      = int``;
- ``except A, B:`` to ``except A| B:``;
- strings that only newer versions read, and template strings: ``f"{d["k"]}!"`` to a call,
  ``_((d["k"]),)``, or where the text is JSON, to ``f"{_     }!"``.

What comes out is for judging only: it means something else, and some of what it makes of a text
parses although no Python reads the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from keyword import iskeyword

from typed_iam_core.newer_tokens import Field, Lost, String, Tokens, tokens_of


def rewritten(text: str) -> str | None:
    """The text, which the running Python does not parse, in older terms; None if it is lost in it."""
    try:
        tokens = tokens_of(text)
    except Lost:
        return None
    return _Rewriter(text, tokens).rewritten()


class _Rewriter:
    def __init__(self, text: str, tokens: Tokens) -> None:
        self._text = text
        self._out = list(text)
        self._tokens = tokens.outside_brackets
        self._comments = tokens.comments
        self._groups = tokens.strings

    def rewritten(self) -> str:
        # Strings within a string come before it, and are blanked with what is around them.
        for strings in self._groups:
            if any(map(self._is_new, strings)):
                self._strings(strings)
        for index in range(len(self._tokens)):
            word = self._word(index)
            if word in ("def", "class") and self._word(index + 2) == "[":
                self._type_parameters(index + 2)
            elif word == "type":
                self._type_alias(index)
            elif word == "except":
                self._except(index)
        return "".join(self._out)

    # Statements

    def _type_parameters(self, opening: int) -> None:
        start, end = self._tokens[opening][0], self._tokens[opening + 1][0]
        self._blank(start, end)
        # The brackets stay brackets: there may be line ends between them.
        self._out[start] = "("
        if self._word(opening + 2) == "(":
            self._blank(end, self._tokens[opening + 2][1])
        else:
            self._out[end] = ")"

    def _type_alias(self, index: int) -> None:
        name, sign = self._word(index + 1), self._word(index + 2)
        if not name.isidentifier() or iskeyword(name):
            return
        start = self._tokens[index][0]
        if sign == "=":
            self._blank(start, self._tokens[index + 1][1])
            self._out[start] = "_"
        elif sign == "[" and self._word(index + 4) == "=":
            end = self._tokens[index + 3][0]
            self._blank(start, end)
            self._out[start : start + 2] = "(_"
            self._out[end] = ")"

    def _except(self, index: int) -> None:
        while (word := self._word(index + 1)) not in (":", "\n", "except", ""):
            index += 1
            if word == ",":
                last = self._word(index + 1) == ":"
                self._out[self._tokens[index][0]] = " " if last else "|"

    def _word(self, index: int) -> str:
        """The token of that number; a line feed for every kind of line end, nothing past the last."""
        if index >= len(self._tokens):
            return ""
        start, end = self._tokens[index]
        return "\n" if self._text[start] == "\r" else self._text[start:end]

    # Strings

    def _is_new(self, string: String) -> bool:
        return string.is_template or any(self._is_new_in(string, field) for field in string.fields)

    def _is_new_in(self, string: String, field: Field) -> bool:
        """Whether Python 3.11 could stumble over what stands in a replacement field."""
        inside = self._text[field.start + 1 : field.end - 1]
        return any(character in inside for character in (string.quote[0], "\\", "#")) or (
            len(string.quote) == 1 and _has_line_end(inside)
        )

    def _strings(self, strings: Sequence[String]) -> None:
        """Rewrite strings that stand side by side, at least one of which is new."""
        json = any("{{" in part for string in strings for part in self._parts(string))
        if json and not any(map(self._is_no_older_text, strings)):
            for string in strings:
                for field in string.fields:
                    if self._is_new_in(string, field):
                        self._blank_field(field)
        else:
            self._call(strings)

    def _is_no_older_text(self, string: String) -> bool:
        """Whether a string stays new without its replacement fields: no text, or lines in them."""
        lines = _has_line_end(self._text[string.start : string.end])
        return string.is_template or (lines and len(string.quote) == 1)

    def _parts(self, string: String) -> list[str]:
        """The text of a string between its replacement fields."""
        ends = [string.start, *(field.end for field in string.fields)]
        starts = [*(field.start for field in string.fields), string.end]
        return [self._text[end:start] for end, start in zip(ends, starts, strict=True)]

    def _blank_field(self, field: Field) -> None:
        self._blank(field.start + 1, field.end - 1)
        place = self._free(field.start + 1, field.end - 1)
        if place is not None:
            self._out[place] = "_"

    def _call(self, strings: Sequence[String]) -> None:
        """Leave of strings what their replacement fields compute, as arguments of a call."""
        for string in strings:
            at = string.start
            ends = [*(field.start for field in string.fields[1:]), string.end]
            for field, end in zip(string.fields, ends, strict=False):
                self._blank(at, field.start)
                self._out[field.start] = "("
                self._blank(field.stop, field.end)
                self._out[field.stop] = ")"
                at = field.end
                comma = self._free(at, end)
                if comma is not None:
                    self._out[comma] = ","
                    at = comma + 1
            self._blank(at, string.end)
        start, end = strings[0].start, strings[-1].end
        self._out[start : start + 2] = "_("
        self._out[end - 1] = ")"

    # Characters

    def _free(self, start: int, end: int) -> int | None:
        """The first place of a stretch where no line ends."""
        places = (at for at in range(start, end) if self._text[at] not in "\r\n\\")
        return next(places, None)

    def _blank(self, start: int, end: int) -> None:
        """Put blanks for all but comments and line ends, and what lets a line go on."""
        for at in range(start, end):
            if self._text[at] == "\\" and _has_line_end(self._text[at + 1 : at + 2]):
                continue
            if self._text[at] not in "\r\n":
                self._out[at] = " "
        first = bisect_left(self._comments, (start, start))
        last = bisect_left(self._comments, (end, end))
        for begin, stop in self._comments[first:last]:
            self._out[begin:stop] = self._text[begin:stop]


def _has_line_end(text: str) -> bool:
    return "\n" in text or "\r" in text
