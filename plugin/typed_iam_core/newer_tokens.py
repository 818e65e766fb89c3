"""Tokens of Python 3.12 to 3.14, as far as ``newer_syntax`` asks for them.

``tokenize`` of an older Python knows no quotes within the quotes of an f-string.  This takes time
in proportion to the text, whatever it holds, and does not recurse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

# CPython's own limits on brackets, and on f-strings within f-strings, are 200 and 150.
_DEEPEST = 400
_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\f]+|\\(?:\r\n|[\r\n]))
    |(?P<comment>\#[^\r\n]*)
    |(?P<line>\r\n|[\r\n])
    |(?P<string>(?P<prefix>(?i:[burft]|br|rb|fr|rf|tr|rt)?)(?P<quote>"{3}|'{3}|["']))
    |(?P<word>\w+)
    |(?P<open>[(\[{])
    |(?P<close>[)\]}])
    |(?P<other>[!=<>:]=|[\s\S])
    """,
    re.VERBOSE,
)
# The rest of a string without replacement fields, by its quote.
_REST = {
    "'": re.compile(r"""[^'\\\r\n]*+(?:\\(?:\r\n|[\s\S])[^'\\\r\n]*+)*+'"""),
    '"': re.compile(r"""[^"\\\r\n]*+(?:\\(?:\r\n|[\s\S])[^"\\\r\n]*+)*+\""""),
    "'''": re.compile(r"""[^'\\]*+(?:(?:\\[\s\S]|'(?!''))[^'\\]*+)*+'''"""),
    '"""': re.compile(r"""[^"\\]*+(?:(?:\\[\s\S]|"(?!""))[^"\\]*+)*+\"{3}"""),
}
_TEXT = re.compile(r"""[^{}\\"'\r\n]++""")


class Lost(Exception):
    """The text is not Python of any version, or nested more deeply than Python allows."""


@dataclass
class Field:
    """A replacement field: where its brace opens, its expression ends, and it ends itself."""

    start: int
    stop: int = 0
    end: int = 0


@dataclass
class String:
    """A string literal with its replacement fields, not those within them."""

    start: int
    prefix: str
    quote: str
    end: int = 0
    fields: list[Field] = field(default_factory=list)

    @property
    def is_template(self) -> bool:
        """Whether it is a t-string, which makes no text."""
        return "t" in self.prefix


class Tokens(NamedTuple):
    """What stands in a text; places are pairs of indices, the end exclusive.

    ``outside_brackets`` has those that brackets start and end at, line ends, and no strings.
    ``strings`` has those side by side together, and those within others before them; ``comments``
    and all else leave out what is within strings.
    """

    outside_brackets: Sequence[tuple[int, int]]
    comments: Sequence[tuple[int, int]]
    strings: Sequence[Sequence[String]]


def tokens_of(text: str) -> Tokens:
    """The tokens of a module.

    Raises:
        Lost: a string or bracket does not end, or ends twice.
    """
    scanner = _Scanner(text)
    scanner.scan()
    return Tokens(scanner.outside_brackets, scanner.comments, scanner.strings)


@dataclass
class _Code:
    """The module, or the expression of a replacement field."""

    whole: Field | None = None
    depth: int = 0
    strings: list[String] = field(default_factory=list)


class _Text(NamedTuple):
    """The text of a string with replacement fields, or the format of such a field."""

    string: String
    is_format: bool = False


class _Scanner:
    def __init__(self, text: str) -> None:
        self.outside_brackets: list[tuple[int, int]] = []
        self.comments: list[tuple[int, int]] = []
        self.strings: list[list[String]] = []
        self._text = text
        self._at = 0
        self._within: list[_Code | _Text] = [_Code()]

    def scan(self) -> None:
        while self._at < len(self._text):
            within = self._within[-1]
            if isinstance(within, _Text):
                self._in_text(within)
            else:
                self._in_code(within)
        (last,) = self._within if len(self._within) == 1 else (None,)
        if not isinstance(last, _Code) or last.depth:
            raise Lost
        self._no_more_strings(last)

    # Code

    def _in_code(self, code: _Code) -> None:
        match = _TOKEN.match(self._text, self._at)
        assert match is not None
        kind, place = match.lastgroup, match.span()
        self._at = match.end()
        if kind == "string":
            self._string(code, match)
        elif kind == "comment":
            if code.whole is None:
                self.comments.append(place)
        elif kind != "blank" and not (kind == "line" and (code.depth or code.whole)):
            self._no_more_strings(code)
            if kind == "close":
                code.depth -= 1
            if code.depth < 0:
                self._end_of_field(place[0])
            elif code.whole is None:
                if code.depth == 0:
                    self.outside_brackets.append(place)
            elif code.depth == 0 and kind == "other":
                self._end_of_expression(code.whole, match)
            if kind == "open":
                code.depth += 1
                if code.depth > _DEEPEST:
                    raise Lost

    def _no_more_strings(self, code: _Code) -> None:
        if any(string.fields or string.is_template for string in code.strings):
            self.strings.append(code.strings)
        if code.strings:
            code.strings = []

    def _string(self, code: _Code, match: re.Match[str]) -> None:
        string = String(match.start(), match["prefix"].lower(), match["quote"])
        if "f" in string.prefix or "t" in string.prefix:
            self._push(_Text(string))
            return
        rest = _REST[string.quote].match(self._text, self._at)
        if rest is None:
            raise Lost
        string.end = self._at = rest.end()
        code.strings.append(string)

    def _push(self, within: _Code | _Text) -> None:
        self._within.append(within)
        if len(self._within) > _DEEPEST:
            raise Lost

    # Replacement fields

    def _end_of_expression(self, field: Field, match: re.Match[str]) -> None:
        sign = match["other"]
        if sign == "!" or sign[0] == ":":
            self._expression_ends(field, match.start())
        if sign[0] == ":":
            self._at = match.start() + 1
            string = next(each for each in reversed(self._within) if isinstance(each, _Text)).string
            self._push(_Text(string, is_format=True))

    def _expression_ends(self, field: Field, at: int) -> None:
        if field.stop:
            return
        before = self._text[field.start + 1 : at].rstrip()
        # ``{x = }`` shows its own text.
        field.stop = field.start + len(before) if before.endswith("=") else at

    def _end_of_field(self, at: int) -> None:
        code = self._within.pop()
        if not isinstance(code, _Code) or code.whole is None or self._text[at] != "}":
            raise Lost
        self._expression_ends(code.whole, at)
        code.whole.end = self._at = at + 1

    # Text

    def _in_text(self, within: _Text) -> None:
        string, at = within.string, self._at
        run = _TEXT.match(self._text, at)
        if run is not None:
            self._at = run.end()
        elif self._text.startswith(string.quote, at):
            self._end_of_text(within)
        elif self._text[at] == "\\":
            self._escape(string)
        elif self._text[at] in "{}":
            self._brace(within)
        elif self._text[at] in "\r\n" and len(string.quote) == 1:
            raise Lost
        else:
            self._at += 1

    def _end_of_text(self, within: _Text) -> None:
        self._within.pop()
        code = self._within[-1]
        if within.is_format or not isinstance(code, _Code):
            raise Lost
        self._at += len(within.string.quote)
        within.string.end = self._at
        code.strings.append(within.string)

    def _escape(self, string: String) -> None:
        following = self._text[self._at + 1 : self._at + 3]
        if following == "N{" and "r" not in string.prefix:
            end = self._text.find("}", self._at)
            if end < 0:
                raise Lost
            self._at = end + 1
        elif following[:1] in ("{", "}"):
            self._at += 1
        else:
            self._at += 3 if following == "\r\n" else 2

    def _brace(self, within: _Text) -> None:
        at, brace = self._at, self._text[self._at]
        if within.is_format and brace == "}":
            self._within.pop()
            self._end_of_field(at)
        elif not within.is_format and self._text.startswith(brace * 2, at):
            self._at += 2
        elif brace == "}":
            raise Lost
        else:
            opened = Field(at)
            if not within.is_format:
                within.string.fields.append(opened)
            self._at += 1
            self._push(_Code(opened))
