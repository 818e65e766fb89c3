"""A module in pieces: its top-level statements, and the members of its large classes.

Most of a large file with a policy in it is other code, and parsing is most of what judging
costs.  A module is split without parsing, by its lines and brackets, so that only the pieces
that matter are parsed, each at its own place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from typed_iam_core.text.source import Source
from typed_iam_core.text.tokens import strings_over_lines, without_strings

# Smaller classes are one piece: to split them costs as much as it saves.
_LARGE_CLASS = 1500


_NO_START = " \t\f\r\n#)]},"
_CONTINUING = ("elif", "else", "except", "finally")
_DEFINITION = re.compile(r"(?:async\s+def|def|class)\b")
_BRACKETS = ("()", "[]", "{}")


class Piece(NamedTuple):
    """Lines of a module, numbered from 0, the last one exclusive; ``owner`` is the class they are in."""

    first: int
    last: int
    owner: Owner | None = None


class Owner(NamedTuple):
    """A class that is split: where its header begins and ends, and how its members are indented."""

    first: int
    last: int
    indent: str


class Pieces:
    """The pieces of a source, in order.  One piece is all of it where it cannot be split."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = source.lines
        self._text = source.text
        self._starts = source.starts
        self._strings: list[tuple[int, int]] = []
        self._firsts: list[int] = []
        self.all: list[Piece] = [Piece(0, len(self.lines))]
        if "\0" in source.text or not self._read_strings():
            return
        top = list(self._split(0, len(self.lines), ""))
        # A bracket that is never closed is not the fault of one piece alone.
        if self._opened(top[-1].first, top[-1].last) <= 0:
            self.all = [part for piece in top for part in self._members(piece)]

    def text(self, piece: Piece) -> str:
        """The lines of a piece."""
        return self._text[self._starts[piece.first] : self._starts[piece.last]]

    def at(self, index: int) -> int:
        """The number of the piece that an index in the text is in."""
        if not self._firsts:
            self._firsts.extend(self._starts[piece.first] for piece in self.all)
        return bisect_right(self._firsts, index) - 1

    def masked(self, wanted: Collection[int]) -> str:
        """The text of the pieces with these indices; all other lines are empty."""
        lines = ["\n"] * len(self.lines)
        for index, (first, last, owner) in enumerate(self.all):
            if index in wanted:
                if owner is not None:
                    lines[owner.first : owner.last] = self.lines[owner.first : owner.last]
                lines[first:last] = self.lines[first:last]
        return "".join(lines)

    def _read_strings(self) -> bool:
        """Finds the strings that span lines; False where one is never closed."""
        for start, end in strings_over_lines(self._text):
            if end is None:
                return False
            first, last = self._line(start), self._line(end - 1)
            if last > first:
                self._strings.append((first, last))
        return True

    def _line(self, index: int) -> int:
        return bisect_right(self._starts, index) - 1

    def _split(self, first: int, last: int, indent: str) -> Iterator[Piece]:
        """Pieces of these lines that start at an indentation."""
        begin = previous = first
        decorated, depth = False, 0
        for line in self._candidates(first, last, indent):
            depth += self._opened(previous, line)
            previous = line
            text = self.lines[line][len(indent) :]
            if depth > 0:
                continue
            if decorated:
                # What it decorates belongs to it.
                decorated = not _DEFINITION.match(text)
                continue
            if line > begin:
                yield Piece(begin, line)
            begin, depth, decorated = line, 0, text.startswith("@")
        yield Piece(begin, last)

    def _candidates(self, first: int, last: int, indent: str) -> Iterator[int]:
        """Lines that could start a statement of this indentation."""
        strings = iter(self._strings[bisect_right(self._strings, (first, -1)) :])
        start, end = next(strings, (last, last))
        for line in self._starting(first, last, indent):
            while end < line:
                start, end = next(strings, (last, last))
            is_inside = start < line <= end
            if not is_inside and not (
                line > first and self.lines[line - 1].rstrip("\r\n").endswith("\\")
            ):
                yield line

    def _starting(self, first: int, last: int, indent: str) -> Iterator[int]:
        """Lines of this indentation that begin as a statement does."""
        size, lines = len(indent), self.lines
        for line in range(first, last):
            text = lines[line]
            if size and not text.startswith(indent):
                continue
            # Of an empty rest every text is a part.
            if text[size : size + 1] not in _NO_START and not text.startswith(_CONTINUING, size):
                yield line

    def _opened(self, first: int, last: int) -> int:
        """Brackets that these lines open, less those that they close."""
        text = self._text[self._starts[first] : self._starts[last]]
        if all(text.count(pair[0]) == text.count(pair[1]) for pair in _BRACKETS):
            return 0
        code = without_strings(text)
        return sum(code.count(pair[0]) - code.count(pair[1]) for pair in _BRACKETS)

    def _members(self, piece: Piece) -> Iterator[Piece]:
        """The members of a large class, or the piece itself."""
        size = self._starts[piece.last] - self._starts[piece.first]
        header = self._header(piece) if size > _LARGE_CLASS else None
        if header is None:
            yield piece
            return
        for first, last, _ in self._split(header.last, piece.last, header.indent):
            yield Piece(first, last, header)

    def _header(self, piece: Piece) -> Owner | None:
        line = piece.first
        while line < piece.last and not self.lines[line].startswith("class"):
            if not self.lines[line].startswith(("@", "#", " ", "\t", ")", "\n", "\r")):
                return None
            line += 1
        for end in range(line, min(piece.last, line + 50)):
            if self._opened(line, end + 1) <= 0:
                if not self.lines[end].partition("#")[0].rstrip().endswith(":"):
                    return None
                return self._with_body(piece.first, end + 1, piece.last)
        return None

    def _with_body(self, first: int, body: int, last: int) -> Owner | None:
        """The header of a class whose body starts at a line; None where its lines are odd."""
        while body < last and not self.lines[body].partition("#")[0].strip():
            body += 1
        if body == last:
            return None
        content = self.lines[body].lstrip()
        indent = self.lines[body][: len(self.lines[body]) - len(content)]
        return Owner(first, body, indent) if indent else None


_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\s*(?:async\s+def|def|class)\s+(\w+)")
_TARGET = re.compile(r"[\w.]+\s*(?::[^=\n]*+)?=(?!=)")
_BLOCK = re.compile(r"(?:if|for|while|with|try|async|match)\b")
_CLASS = re.compile(r"(?:@.*\n)*\s*class\b")
_IMPORT = re.compile(r"(?:import|from)\b")
_OF_SELF = r"\.(\w+)(?=\s*(?:[:,)\]=]|$))"
_ATTRIBUTES = (
    re.compile("self" + _OF_SELF, re.MULTILINE),
    re.compile("cls" + _OF_SELF, re.MULTILINE),
)
# Found one by one, as plain text: together as a pattern they take ten times as long.
_ADDITIONS = (".append(", ".extend(", ".add(", ".update(", ".insert(", "+=")
_LAST_WORD = re.compile(r"(?<![\w.])(\w+)\s*\Z")
_ELSEWHERE = (re.compile(r"global\b([^\n;]*+)"), re.compile(r"nonlocal\b([^\n;]*+)"))
_LONGEST_NAME = 80


def is_import(text: str) -> bool:
    """Whether a piece is an import: it costs little, and most names lead to one."""
    return _IMPORT.match(text) is not None


def definition(text: str) -> str | None:
    """The name of the function or class that a piece defines; None for all else."""
    if text.lstrip().startswith("@"):
        lines = (line for line in text.splitlines() if _NAME.match(line))
        text = next(lines, "")
    found = _NAME.match(text)
    return found[1] if found is not None else None


def bound_names(
    pieces: Pieces, indices: Iterable[int], *, attributes: bool = True
) -> Mapping[str, set[int]]:
    """Names -> the pieces that could bind or add to them for others, by number.

    Of functions these are the attributes that they set, and what they add to; of assignments the
    target; of all else every word.  The names of functions and classes are not among them: see
    ``definition``.

    Args:
        indices: the pieces whose own statements matter.
        attributes: whether attributes of ``self`` are among the names that matter.
    """
    found: dict[str, set[int]] = defaultdict(set)
    for at, name in _bound_elsewhere(pieces.source.text, attributes):
        found[name].add(pieces.at(at))
    for index in indices:
        text = pieces.text(pieces.all[index])
        if definition(text) is None or _CLASS.match(text):
            for word in _WORD.findall(_binding_part(text)):
                found[word].add(index)
    return found


def _bound_elsewhere(text: str, attributes: bool) -> Iterator[tuple[int, str]]:
    """Where names are bound or added to that are not the scope's own."""
    for pattern in (*_ATTRIBUTES, *_ELSEWHERE) if attributes else _ELSEWHERE:
        for match in pattern.finditer(text):
            for word in _WORD.findall(match[1]):
                yield match.start(), word
    for addition in _ADDITIONS:
        at = text.find(addition)
        while at >= 0:
            name = _LAST_WORD.search(text, max(0, at - _LONGEST_NAME), at)
            if name is not None:
                yield at, name[1]
            at = text.find(addition, at + 1)


def _binding_part(text: str) -> str:
    """The part of a statement, or a class, that binds names."""
    start = text.lstrip()
    if start.startswith(('"', "'")):
        return ""  # a docstring
    target = _TARGET.match(start)
    if target is not None and ":=" not in text and not _BLOCK.match(start):
        return target[0]
    return text
