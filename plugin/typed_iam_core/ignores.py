"""Comments that silence findings: ``# typed-iam: ignore[code]`` and ``# type: ignore[code]``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice

from typed_iam_core.text.source import Source, Span
from typed_iam_core.text.tokens import tokens

_MARKER = "typed-iam:"
_CODES = r"\s*\[(?P<codes>[^\]#]*+)\]"
# A bare ``# type: ignore`` says nothing about policies.
_OWN = re.compile(rf"#\s*{_MARKER}\s*ignore(?![\w-])(?:{_CODES})?")
_OF_MYPY = re.compile(rf"#\s*type:\s*ignore{_CODES}")
_CODE = re.compile(r"[^\s,](?:[^,]*[^\s,])?")


@dataclass
class Comment:
    """One ``# typed-iam: ignore`` comment.

    ``codes`` are those it names, with their places, or None where it names none; ``used`` are
    those it has silenced.
    """

    span: Span
    codes: tuple[tuple[Span, str], ...] | None
    used: set[str] = field(default_factory=set)

    def silences(self, code: str) -> bool:
        """Whether it silences findings of that code."""
        return self.codes is None or any(code == named for _, named in self.codes)


def may_hold_ignores(data: bytes) -> bool:
    """Whether a file could hold such a comment, at one byte scan."""
    return _MARKER.encode() in data


def silencing_lines(source: Source, span: Span) -> list[int]:
    """The lines where a comment silences what is found at a span, its own before others.

    The others are the first and last line of a string over several lines around it, because no
    comment can be between the quotes, nor before the next such string on the last line.
    """
    lines = dict.fromkeys(range(span.line, span.end_line + 1))
    strings = source.strings_over_lines
    index = bisect_right(strings, span[:2], key=lambda string: string[:2])
    if index and span[2:] <= strings[index - 1][2:]:
        last = strings[index - 1].line
        for string in islice(strings, index - 1, None):
            if string.line != last:
                break
            lines |= dict.fromkeys((string.line, string.end_line))
            last = string.end_line
    return list(lines)


class Ignores:
    """The ignore comments of one file.

    mypy's own comment counts where it names the code, so that a line which satisfies mypy
    satisfies every other front end.
    """

    def __init__(self, source: Source, type_ignores: bool = True) -> None:
        self._source = source
        self._has_own = _MARKER in source.text
        self._has_mypys = type_ignores and "type:" in source.text
        # Line -> code, or None for a comment without codes -> the comments.
        self._by_line: dict[int, dict[str | None, list[Comment]]] = {}
        self._covered: set[tuple[int, str]] = set()
        for comment in self.comments:
            by_code = self._by_line.setdefault(comment.span.line, {})
            named = (None,) if comment.codes is None else {code for _, code in comment.codes}
            for code in named:
                by_code.setdefault(code, []).append(comment)

    @cached_property
    def comments(self) -> list[Comment]:
        """The ``# typed-iam: ignore`` comments, in source order."""
        texts = _comments(self._source) if self._has_own else ()
        return [comment for text in texts for comment in _own_comments(*text)]

    @cached_property
    def _of_mypy(self) -> dict[int, set[str]]:
        """Codes that mypy's comments name, by line; read when there is something to silence."""
        by_line: dict[int, set[str]] = {}
        for line, _, text in _comments(self._source) if self._has_mypys else ():
            for found in _OF_MYPY.finditer(text):
                by_line.setdefault(line, set()).update(
                    part[0] for part in _CODE.finditer(found["codes"])
                )
        return by_line

    def on_line(self, line: int) -> Iterable[Comment]:
        """The comments on a line, from 1, each once for every code it names."""
        return chain.from_iterable(self._by_line.get(line, {}).values())

    def covers(self, span: Span, code: str) -> bool:
        """Whether a comment silences a finding's code; all that do are used then."""
        covered = False
        if not self._has_own and not self._of_mypy:
            return covered
        for line in silencing_lines(self._source, span):
            covered |= code in self._of_mypy.get(line, ()) or (line, code) in self._covered
            if (line, code) in self._covered:
                continue
            by_code = self._by_line.get(line, {})
            for comment in (*by_code.get(code, ()), *by_code.get(None, ())):
                comment.used.add(code)
                self._covered.add((line, code))
                covered = True
        return covered

    def covers_itself(self, span: Span, code: str) -> bool:
        """Whether a finding on a comment is silenced, by a comment that names its code."""
        named = self._by_line.get(span.line, {})
        return code in named or code in self._of_mypy.get(span.line, ())


def _own_comments(line: int, start: int, text: str) -> Iterator[Comment]:
    for found in _OWN.finditer(text):
        span = _span(line, start, found.span())
        codes = None
        if found["codes"] is not None:
            parts = _CODE.finditer(text, *found.span("codes"))
            codes = tuple((_span(line, start, part.span()), part[0]) for part in parts)
            # Brackets without a code silence nothing.
            codes = codes or ((span, ""),)
        yield Comment(span, codes)


def _span(line: int, start: int, within: tuple[int, int]) -> Span:
    return Span(line, start + within[0] + 1, line, start + within[1] + 1)


def _comments(source: Source) -> Iterator[tuple[int, int, str]]:
    """Line, column from 0, and text of each comment."""
    for token in tokens(source.text):
        if token.quote == "#":
            span = source.span_of(token.start, token.start)
            yield span.line, span.column - 1, source.text[token.start : token.end]
