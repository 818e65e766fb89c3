"""Source text and places in it, in the three units that readers, editors and ``ast`` use."""

from __future__ import annotations

import ast
import io
import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from typed_iam_core.text.tokens import string_groups


class Span(NamedTuple):
    """A stretch of text: lines and columns from 1, columns in characters, end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class UnreadableSource(Exception):
    """The file cannot be judged; the text is one line that says why and where."""


class Source:
    """The text of a Python file with its positions.

    Args:
        data: the file's bytes, in any encoding that Python reads.

    Raises:
        UnreadableSource: the bytes cannot be decoded.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.encoding = _encoding(data)
        self.text = _decoded(data, self.encoding)

    @classmethod
    def of_text(cls, text: str) -> Source:
        """The source of a text that is decoded already, whatever its first lines declare."""
        source = cls(b"")
        source.data = text.encode("utf-8", "surrogatepass")
        source.text = text
        return source

    def parse(self) -> ast.Module:
        """The syntax tree, always the same one.

        Raises:
            UnreadableSource: the running Python cannot parse it.
        """
        return self._tree

    @cached_property
    def _tree(self) -> ast.Module:
        return parsed(self.text)

    @cached_property
    def strings_over_lines(self) -> list[Span]:
        """Strings over several lines, in order; literals side by side are one."""
        spans = (self.span_of(*group) for group in string_groups(self.text))
        return [span for span in spans if span.line < span.end_line]

    @cached_property
    def lines(self) -> list[str]:
        """Lines with their ends, split where Python splits (never at form feeds or U+2028)."""
        return list(io.StringIO(self.text, newline=""))

    @cached_property
    def starts(self) -> list[int]:
        """Index in the text of each line's start, and of the text's end."""
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line))
        return starts

    @cached_property
    def utf8_starts(self) -> list[int]:
        """Offset of each line's start in the text's UTF-8, and of the text's end."""
        if self.text.isascii():
            return self.starts
        return [0, *accumulate(len(line.encode("utf-8", "surrogatepass")) for line in self.lines)]

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """The span of a node."""
        end_line = node.end_lineno or node.lineno
        end_column = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return Span(
            node.lineno,
            self._characters(node.lineno, node.col_offset) + 1,
            end_line,
            self._characters(end_line, end_column) + 1,
        )

    def _characters(self, line: int, utf8_offset: int) -> int:
        """Characters before an offset that ``ast`` counts in bytes of UTF-8."""
        text = self.lines[line - 1]
        if text.isascii():
            return utf8_offset
        if line not in self._utf8_columns:
            # Kept, because on one long line every node would count from its beginning.
            sizes = (len(character.encode(errors="surrogatepass")) for character in text)
            self._utf8_columns[line] = [0, *accumulate(sizes)]
        return bisect_left(self._utf8_columns[line], utf8_offset)

    @cached_property
    def _utf8_columns(self) -> dict[int, list[int]]:
        return {}

    def segment(self, span: Span) -> str:
        """The text of a span."""
        start, end = self.index(span.line, span.column), self.index(span.end_line, span.end_column)
        return self.text[start:end]

    def index(self, line: int, column: int) -> int:
        """Index in the text of a line and column."""
        return self.starts[line - 1] + column - 1

    def span_of(self, start: int, end: int) -> Span:
        """The span between two indices in the text."""
        line, end_line = bisect_right(self.starts, start), bisect_right(self.starts, end)
        return Span(
            line, start - self.starts[line - 1] + 1, end_line, end - self.starts[end_line - 1] + 1
        )

    def offset(self, line: int, column: int) -> int:
        """Offset in the file's bytes of a line and column."""
        before = self.text[: self.index(line, column)]
        if self.encoding == "utf-8-sig":
            return len(before.encode()) + 3
        return len(before.encode(self.encoding))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        if encoding.lower() == "punycode":
            raise LookupError("its codec takes time that is quadratic in the size")
        with _without_warnings():
            return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableSource(
            f"line {line}: not valid {encoding}; save it in that encoding"
            " or declare another one in its first line"
        ) from None
    except Exception:  # a codec can raise anything
        raise UnreadableSource(
            f"line 1: cannot decode {one_line(encoding)}; declare an encoding of text"
        ) from None


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Silence warnings about the analyzed file, such as invalid escapes: not this tool's to report."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def parsed(text: str) -> ast.Module:
    """The syntax tree of a text.

    Raises:
        UnreadableSource: the running Python cannot parse it.
    """
    try:
        with _without_warnings():
            return ast.parse(text)
    except SyntaxError as error:
        running = ".".join(map(str, sys.version_info[:2]))
        raise UnreadableSource(
            f"line {error.lineno or 1}: not Python {running}: {one_line(error.msg)};"
            " for newer syntax, run typed-iam with a newer Python"
        ) from None
    except ValueError as error:
        raise UnreadableSource(f"not Python: {one_line(str(error))}") from None
    except (RecursionError, MemoryError, SystemError):
        raise UnreadableSource("nested too deeply for Python's own parser") from None


def reaches(node: ast.AST, lines: Sequence[int]) -> bool:
    """Whether a node is on one of these lines, given in order, or has no lines of its own."""
    first = getattr(node, "lineno", None)
    if first is None:
        return True
    for decorator in getattr(node, "decorator_list", ()):
        first = min(first, decorator.lineno)
    index = bisect_left(lines, first)
    last: int = getattr(node, "end_lineno", None) or first
    return index < len(lines) and lines[index] <= last


def _encoding(data: bytes) -> str:
    # A declaration can be in the first two lines only; most files have none.
    first, second, *_ = [*data[:65536].splitlines(), b"", b""]
    if b"coding" not in first + second and not data.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    import tokenize

    try:
        # Python takes a lone carriage return for a line's end, ``tokenize`` does not.
        return tokenize.detect_encoding(iter([first + b"\n", second + b"\n"]).__next__)[0]
    except SyntaxError as error:
        raise UnreadableSource(f"line 1: {one_line(error.msg)}") from None


# Azure Pipelines, TeamCity and the runners of GitHub execute it anywhere in a line.
_COMMAND_IN_LINE = re.compile(r"##(?=[a-z]*+\[)")


def one_line(text: str, limit: int = 120) -> str:
    """A user's text for a message: printable, on one line, not too long.

    Control and bidirectional characters and lone surrogates are shown as escapes, and so is the
    first character of ``##[`` and ``##vso[``, with which a line of a log becomes a command.
    """
    shown = "".join(
        character
        if character.isprintable()
        else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in _COMMAND_IN_LINE.sub(r"\\x23#", text[: limit + 1])
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
