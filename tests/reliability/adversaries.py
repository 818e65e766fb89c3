"""Strings on which a regular expression would backtrack, made from the expression itself.

Of every loop of the expression: a text that leads up to it, then what it repeats many times, then
an end that fails.  Also every beginning of a matching text, many times.
"""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product
from typing import Any, NamedTuple

_parser: Any = importlib.import_module("re._parser")

# Characters of each kind that classes of characters are about.
_KINDS = "a0A_ \t\r\n-.:,'\"\\#[](){}=*?$%/é"
_ENDS = ("", "\0", "\n", "\n\0")
_TEXTS = 6
_STARTS = 3

# Sizes in which time must grow in proportion, with a margin for the machine.
_SMALLER, _LARGER = 4_000, 16_000
_RATIO = 9
# Seconds of the processor in which the smaller size cannot have been backtracked over.
_FAST = 0.001


class Adversary(NamedTuple):
    """A text that is ``start``, then ``repeated`` many times, then ``end``."""

    start: str
    repeated: str
    end: str

    def text(self, count: int) -> str:
        """The text with so many repetitions."""
        return self.start + self.repeated * count + self.end


class _Expression:
    """A parsed expression, with one character of each kind that it tells apart."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        source = pattern.pattern
        self.parsed = _parser.parse(source, pattern.flags)
        text = source if isinstance(source, str) else source.decode("latin-1")
        kinds: dict[tuple[bool, ...], str] = {}
        classes = list(self._classes(self.parsed))
        candidates = dict.fromkeys([*(c for c in text if c.isprintable()), *_KINDS])
        for character in candidates:
            if isinstance(source, str) or character.isascii():
                signature = tuple(_holds(each, character) for each in classes)
                kinds.setdefault(signature, character)
        self._alphabet = list(kinds.values())

    def _classes(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            if _is_character(item):
                yield item
            for part in _parts(item):
                yield from self._classes(part)

    def characters(self, item: Any) -> list[str]:
        """A character of each kind that an element matches."""
        return [character for character in self._alphabet if _holds(item, character)] or [""]

    def texts(self, items: Iterable[Any]) -> list[str]:
        """A few texts that a sequence of elements matches, the first one of them the plainest."""
        found = [""]
        for item in items:
            if _is_character(item):
                ends = self.characters(item)
            elif str(item[0]) == "BRANCH":
                ends = [text for part in _parts(item) for text in self.texts(part)]
            elif "REPEAT" in str(item[0]):
                least, most, body = item[1]
                ends = [text * max(least, min(most, 1)) for text in self.texts(body)]
                ends += [""] * (least == 0)
            elif str(item[0]) in ("SUBPATTERN", "ATOMIC_GROUP"):
                ends = [text for part in _parts(item) for text in self.texts(part)]
            else:
                continue
            found = list(islice((a + b for b, a in product(ends, found)), _TEXTS))
        return found

    def repetitions(self, items: Iterable[Any], starts: list[str]) -> Iterator[tuple[str, str]]:
        """Of each element: what leads up to it, and what it could be repeated."""
        for item in items:
            bodies = self.texts([item])
            if "REPEAT" in str(item[0]):
                bodies = self.texts(item[1][2])
                bodies += [a + b for a, b in product(bodies[:3], bodies[:3])]
            elif _is_character(item):
                bodies = self.characters(item)
            yield from product(starts, bodies)
            for part in _parts(item):
                yield from self.repetitions(part, starts)
            starts = list(islice((a + b for b, a in product(self.texts([item]), starts)), _STARTS))
            yield from product([""], starts)


def _is_character(item: Any) -> bool:
    return str(item[0]) in ("LITERAL", "NOT_LITERAL", "ANY", "IN")


def _parts(item: Any) -> list[Any]:
    """The sequences inside an element."""
    name, argument = str(item[0]), item[1]
    if name == "BRANCH":
        return list(argument[1])
    if "REPEAT" in name:
        return [argument[2]]
    if name == "SUBPATTERN":
        return [argument[3]]
    if name == "ATOMIC_GROUP":
        return [argument]
    return [argument[1]] if name in ("ASSERT", "ASSERT_NOT") else []


def _holds(item: Any, character: str) -> bool:
    """Whether an element that is one character matches it."""
    name, argument, code = str(item[0]), item[1], ord(character)
    if name == "ANY":
        return character != "\n"
    if name == "IN":
        is_negated = str(argument[0][0]) == "NEGATE"
        return any(_holds(each, character) for each in argument[is_negated:]) is not is_negated
    if name == "RANGE":
        return bool(argument[0] <= code <= argument[1])
    if name == "CATEGORY":
        kind = str(argument).removeprefix("CATEGORY_")
        letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[kind.removeprefix("NOT_")]
        escape = letter.upper() if kind.startswith("NOT_") else letter
        return re.match(rf"\{escape}", character) is not None
    return bool((code == argument) is (name == "LITERAL"))


def adversaries(pattern: re.Pattern[Any]) -> list[Adversary]:
    """The strings for a pattern, each different."""
    expression = _Expression(pattern)
    found = (
        Adversary(start, repeated, end)
        for start, repeated in expression.repetitions(expression.parsed, [""])
        for end in _ENDS
        if repeated
    )
    return list(dict.fromkeys(found))


def backtracks(pattern: re.Pattern[Any], method: str) -> str:
    """The string on which time does not grow in proportion to its length; empty if there is none.

    Args:
        method: of the pattern: ``match``, ``fullmatch``, or one that looks everywhere.
    """
    run = getattr(pattern, method)

    def on(text: str) -> object:
        found = run(text if isinstance(pattern.pattern, str) else text.encode("latin-1"))
        # No list is made of what is found.
        return sum(1 for _ in found) if method == "finditer" else found

    return next(
        (repr(tuple(each)) for each in adversaries(pattern) if _grows_too_fast(on, each)), ""
    )


def _grows_too_fast(run: Callable[[str], object], adversary: Adversary) -> bool:
    # Exponential growth shows in few repetitions, each size of which is some times the last.
    for count in (*range(4, 34, 2), 100, 300, 1_000):
        text = adversary.text(count)
        if _seconds(run, text) > 50 * _FAST and _seconds(run, text) > 50 * _FAST:
            return True
    length = len(adversary.repeated)
    if _seconds(run, adversary.text(_SMALLER // length)) < _FAST:
        return False
    smaller, larger = (
        min(_seconds(run, adversary.text(size // length)) for _ in range(3))
        for size in (_SMALLER, _LARGER)
    )
    return larger > max(10 * _FAST, _RATIO * smaller)


def _seconds(run: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    run(text)
    return time.process_time() - start
