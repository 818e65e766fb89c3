"""Strings whose text is in the source letter by letter, so that it can be edited there."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Collection

from typed_iam_codemods.rewriting.identifiers import nodes_on
from typed_iam_codemods.rewriting.slots import last_name
from typed_iam_core.text.literals import within_quotes
from typed_iam_core.text.source import Source, Span


class PlainStrings:
    """Strings that reach certain lines of a module, and strings of JSON in them; no f-strings.

    Raises:
        UnreadableSource: the module cannot be parsed.
    """

    def __init__(self, source: Source, lines: Collection[int]) -> None:
        self._source = source
        self._spans = sorted(
            source.span(node)
            for node in nodes_on(source.parse(), sorted(lines), in_f_strings=False)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        self._starts = [span[:2] for span in self._spans]

    def place(self, span: Span, text: str) -> tuple[int, int] | None:
        """Indices in the source between which the text of a string is, if it is there.

        Args:
            span: the string with its quotes.
            text: the expected text.
        """
        index = bisect_right(self._starts, span[:2]) - 1
        if index < 0 or span[2:] > self._spans[index][2:]:
            return None
        within = within_quotes(self._source.segment(span))
        if within is None:
            return None
        start, end = (self._source.index(span.line, span.column) + each for each in within)
        return (start, end) if self._source.text[start:end] == text else None

    def is_used_again(self, span: Span) -> bool:
        """Whether a string belongs to a constant whose name occurs more than twice."""
        for node in nodes_on(self._source.parse(), [span.line]):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                around = self._source.span(node.value)
                if around[:2] <= span[:2] and span[2:] <= around[2:]:
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    return any(self._count(last_name(target)) > 2 for target in targets)
        return False

    def _count(self, name: str | None) -> int:
        return len(re.findall(rf"\b{name}\b", self._source.text)) if name else 0
