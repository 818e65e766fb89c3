"""String literals taken apart: the text they mean, and where each character of it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Stands for what an f-string or a template puts into a text; no text of a program has it.
HOLE = "\uf8ff"


def is_template(text: str) -> bool:
    """Whether a text has holes that the program fills later; ``${...}`` is AWS's own syntax."""
    return HOLE in text or "{" in text.replace("${", "") or "%(" in text or "%s" in text


_SIMPLE = {
    "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "f": "\f",
    "n": "\n", "r": "\r", "t": "\t", "v": "\v",
}  # fmt: skip
_HEX_DIGITS = {"x": 2, "u": 4, "U": 8}
# The second kind of quote is what stands around a string of JSON inside a literal.
_QUOTED = re.compile(r"""[rRuU]?(?P<quote>"{3}|'{3}|\\?["'])(?P<text>[^"'\r\n]*)(?P=quote)""")


@dataclass(frozen=True)
class Decoded:
    """The text of a literal; character ``i`` of it stands from ``starts[i]`` to ``ends[i]``.

    These are indices in the module's text, the end exclusive.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def with_percent_holes(self) -> Decoded:
        """What ``%`` leaves: ``%s`` and ``%(name)s`` as holes, ``%%`` as ``%``."""
        kept: list[_Kept] = []
        at = 0
        while at < len(self.text):
            end = at + 1
            character = self.text[at]
            if character == "%":
                end = self._end_of_percent(at)
                character = "%" if self.text[at:end] == "%%" else HOLE
            kept.append((character, self.starts[at], self.ends[end - 1]))
            at = end
        return _decoded(kept)

    def _end_of_percent(self, at: int) -> int:
        end = at + 1
        if self.text[end : end + 1] == "(":
            end = self.text.find(")", end) + 1 or end
        while end < len(self.text) and self.text[end] in "#0- +.123456789":
            end += 1
        return min(end + 1, len(self.text))

    def with_brace_holes(self) -> Decoded:
        """What ``str.format`` leaves: ``{name}`` as holes, doubled braces as single ones."""
        kept: list[_Kept] = []
        at = 0
        while at < len(self.text):
            character, end = self.text[at], at + 1
            if self.text[at : end + 1] in ("{{", "}}"):
                end += 1
            elif character == "{":
                character, end = HOLE, self.text.find("}", at) + 1 or len(self.text)
            kept.append((character, self.starts[at], self.ends[end - 1]))
            at = end
        return _decoded(kept)


def within_quotes(segment: str) -> tuple[int, int] | None:
    """Where in the source of a string its text stands, escapes and all.

    None of what is not one literal on one line, or a string of JSON inside such a literal.
    """
    found = _QUOTED.fullmatch(segment)
    return found.span("text") if found else None


def decode(segment: str, start: int) -> Decoded | None:
    """Read the source of a string expression: one literal or several side by side.

    The replacement fields of f-strings are holes.  None where it is not understood.

    Args:
        segment: the source of the expression.
        start: index of its first character in the module's text.
    """
    reader = _Literals(segment)
    try:
        reader.read()
    except (IndexError, ValueError):
        return None
    return _decoded([(each, start + begin, start + end) for each, begin, end in reader.kept])


def hole_at(index: int) -> Decoded:
    """A hole alone, for an expression that stands at an index of the module's text."""
    return Decoded(HOLE, (index,), (index + 1,))


def joined(parts: Sequence[Decoded]) -> Decoded:
    """Texts side by side, as ``+`` makes of them."""
    return Decoded(
        "".join(part.text for part in parts),
        tuple(start for part in parts for start in part.starts),
        tuple(end for part in parts for end in part.ends),
    )


# A character and where it stands.
_Kept = tuple[str, int, int]


def _decoded(kept: list[_Kept]) -> Decoded:
    return Decoded(
        "".join(character for character, _, _ in kept),
        tuple(start for _, start, _ in kept),
        tuple(end for _, _, end in kept),
    )


class _Literals:
    """A scanner over adjacent literals; IndexError or ValueError where it gets lost."""

    def __init__(self, segment: str) -> None:
        self.kept: list[_Kept] = []
        self._text = segment
        self._at = 0

    def read(self) -> None:
        while self._at < len(self._text):
            character = self._text[self._at]
            if character == "#":
                while self._at < len(self._text) and self._text[self._at] not in "\r\n":
                    self._at += 1
            elif character.isspace() or character == "\\":
                self._at += 1
            else:
                self._literal()

    def _literal(self) -> None:
        begin = self._at
        while self._text[self._at].isalpha():
            self._at += 1
        prefix = self._text[begin : self._at].lower()
        if set(prefix) - set("rfu"):
            raise ValueError(prefix)
        quote = self._quote()
        self._at += len(quote)
        while not self._text.startswith(quote, self._at):
            self._character(prefix)
        self._at += len(quote)

    def _quote(self) -> str:
        quote = self._text[self._at]
        if quote not in "'\"":
            raise ValueError(quote)
        triple = quote * 3
        return triple if self._text.startswith(triple, self._at) else quote

    def _character(self, prefix: str) -> None:
        begin = self._at
        character = self._text[begin]
        following = self._text[begin + 1 : begin + 2]
        if character == "\\" and "r" not in prefix:
            self._keep(self._escape(), begin)
        elif character == "\\" and following in ("'", '"', "\\"):
            # In a raw string the backslash stays and still guards what follows.
            for each in (character, following):
                self._at += 1
                self._keep(each, self._at - 1)
        elif "f" in prefix and character in "{}":
            if following == character:
                self._at += 2
            elif character == "{":
                self._skip_field()
                character = HOLE
            else:
                raise ValueError(character)
            self._keep(character, begin)
        else:
            self._at += 2 if character == "\r" and following == "\n" else 1
            self._keep("\n" if character == "\r" else character, begin)

    def _escape(self) -> str:
        """Past the escape that starts here; what it means, which may be nothing or two."""
        letter = self._text[self._at + 1]
        self._at += 2
        if letter in _SIMPLE:
            return _SIMPLE[letter]
        if letter in _HEX_DIGITS:
            return chr(int(self._take(_HEX_DIGITS[letter]), 16))
        if letter in "01234567":
            digits = letter
            while len(digits) < 3 and self._text[self._at] in "01234567":
                digits += self._take(1)
            return chr(int(digits, 8))
        if letter == "N":
            import unicodedata

            name = self._take(self._text.index("}", self._at) + 1 - self._at)
            try:
                return unicodedata.lookup(name[1:-1])
            except KeyError as error:
                raise ValueError(str(error)) from None
        if letter in "\r\n":
            if letter == "\r" and self._text[self._at] == "\n":
                self._at += 1
            return ""
        return f"\\{letter}"

    def _take(self, count: int) -> str:
        self._at += count
        return self._text[self._at - count : self._at]

    def _skip_field(self) -> None:
        """Past the replacement field that starts here, strings within it included."""
        depth = 0
        while True:
            character = self._text[self._at]
            if character in "'\"":
                quote = self._quote()
                self._at = self._text.index(quote, self._at + len(quote)) + len(quote)
                continue
            depth += {"{": 1, "[": 1, "(": 1, "}": -1, "]": -1, ")": -1}.get(character, 0)
            self._at += 1
            if depth == 0:
                return

    def _keep(self, characters: str, begin: int) -> None:
        self.kept.extend((character, begin, self._at) for character in characters)
