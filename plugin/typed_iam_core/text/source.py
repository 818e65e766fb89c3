"""Source text and places in it, in the three units that readers, editors and ``ast`` use."""

from __future__ import annotations

import ast
import io
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple


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
        try:
            self.text = data.decode(self.encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise UnreadableSource(
                f"line {line}: not valid {self.encoding}; save it in that encoding"
                " or declare another one in its first line"
            ) from None
        except LookupError:
            raise UnreadableSource(f"line 1: {self.encoding} is no encoding of text") from None

    @classmethod
    def of_text(cls, text: str) -> Source:
        """The source that an editor holds: decoded long since, whatever its first lines declare."""
        source = cls(b"")
        source.data = text.encode("utf-8", "surrogatepass")
        source.text = text
        return source

    def parse(self, *, newer: bool = False) -> ast.Module:
        """The syntax tree, always the same one; UnreadableSource where Python cannot parse it.

        Args:
            newer: whether to read syntax of later versions than the one that runs as well.  That
                is for judging: a tree that a text is rewritten by has to be Python's own.
        """
        return self._newer[1] if newer else self._tree

    @property
    def parsed_text(self) -> str:
        """The text that ``parse(newer=True)`` has parsed, of the same length and lines."""
        return self._newer[0]

    @cached_property
    def _tree(self) -> ast.Module:
        return _parsed(self.text)

    @cached_property
    def _newer(self) -> tuple[str, ast.Module]:
        try:
            return self.text, self._tree
        except UnreadableSource as error:
            from typed_iam_core.newer_syntax import rewritten

            text = rewritten(self.text)
            if text is None or text == self.text:
                raise
            try:
                return text, _parsed(text)
            except UnreadableSource:
                raise error from None

    @cached_property
    def strings_over_lines(self) -> list[Span]:
        """Where strings over several lines stand, in order, literals side by side as one."""
        spans: list[Span] = []
        nodes: list[ast.AST] = [self.parse(newer=True)]
        while nodes:
            node = nodes.pop()
            # A statement's decorators stand outside its lines.
            if isinstance(node, ast.expr) and node.lineno == node.end_lineno:
                continue
            if isinstance(node, ast.Constant | ast.JoinedStr):
                spans.append(self.span(node))
            else:
                nodes.extend(ast.iter_child_nodes(node))
        return sorted(spans)

    @cached_property
    def lines(self) -> list[str]:
        """Lines with their ends, split where Python splits (never at form feeds or U+2028)."""
        return list(io.StringIO(self.text, newline=""))

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line))
        return starts

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Where a node stands."""
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
        text = self._lines_of_tree[line - 1]
        if text.isascii():
            return utf8_offset
        if line not in self._utf8_starts:
            # Kept, because on one long line every node would count from its beginning.
            sizes = (len(character.encode(errors="surrogatepass")) for character in text)
            self._utf8_starts[line] = [0, *accumulate(sizes)]
        return bisect_left(self._utf8_starts[line], utf8_offset)

    @cached_property
    def _lines_of_tree(self) -> list[str]:
        # What newer syntax gives way to has as many characters, but perhaps fewer bytes.
        if "_newer" not in vars(self) or self.parsed_text == self.text:
            return self.lines
        return list(io.StringIO(self.parsed_text, newline=""))

    @cached_property
    def _utf8_starts(self) -> dict[int, list[int]]:
        return {}

    def segment(self, span: Span) -> str:
        """The text of a span."""
        start, end = self.index(span.line, span.column), self.index(span.end_line, span.end_column)
        return self.text[start:end]

    def index(self, line: int, column: int) -> int:
        """Index in the text of a line and column."""
        return self._starts[line - 1] + column - 1

    def span_of(self, start: int, end: int) -> Span:
        """The span between two indices in the text."""
        line, end_line = bisect_right(self._starts, start), bisect_right(self._starts, end)
        return Span(
            line, start - self._starts[line - 1] + 1, end_line, end - self._starts[end_line - 1] + 1
        )

    def offset(self, line: int, column: int) -> int:
        """Offset in the file's bytes of a line and column."""
        before = self.text[: self.index(line, column)]
        if self.encoding == "utf-8-sig":
            return len(before.encode()) + 3
        return len(before.encode(self.encoding))


def _parsed(text: str) -> ast.Module:
    import warnings

    try:
        with warnings.catch_warnings():
            # Invalid escapes in the analysed file are its own affair.
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        raise UnreadableSource(
            f"line {error.lineno or 1}: not Python {_running()}: {one_line(error.msg)}"
        ) from None
    except ValueError as error:
        raise UnreadableSource(f"not Python: {one_line(str(error))}") from None
    except (RecursionError, MemoryError, SystemError):
        raise UnreadableSource("nested too deeply for Python's own parser") from None


def reaches(node: ast.AST, lines: Sequence[int]) -> bool:
    """Whether a node stands on one of these lines, given in order, or has no place of its own."""
    first = getattr(node, "lineno", None)
    if first is None:
        return True
    for decorator in getattr(node, "decorator_list", ()):
        first = min(first, decorator.lineno)
    index = bisect_left(lines, first)
    last: int = getattr(node, "end_lineno", None) or first
    return index < len(lines) and lines[index] <= last


def _encoding(data: bytes) -> str:
    # A declaration can stand in the first two lines only; most files have none.
    first, second, *_ = [*data[:65536].splitlines(), b"", b""]
    if b"coding" not in first + second and not data.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    import tokenize

    try:
        # Python takes a lone carriage return for a line's end, ``tokenize`` does not.
        return tokenize.detect_encoding(iter([first + b"\n", second + b"\n"]).__next__)[0]
    except SyntaxError as error:
        raise UnreadableSource(f"line 1: {one_line(error.msg)}") from None


def _running() -> str:
    import sys

    return ".".join(map(str, sys.version_info[:2]))


def one_line(text: str, limit: int = 120) -> str:
    """Text of a user's made fit for a message: printable, on one line, not too long.

    Control and bidirectional characters and lone surrogates are shown as escapes.
    """
    shown = "".join(
        character
        if character.isprintable()
        else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in text[: limit + 1]
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
