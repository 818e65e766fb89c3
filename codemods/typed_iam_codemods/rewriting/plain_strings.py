"""Strings whose text stands in the source letter by letter, so that it can be edited there."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right

from typed_iam_core.sites.values import last_name
from typed_iam_core.text.literals import within_quotes
from typed_iam_core.text.source import Source, Span


class PlainStrings:
    """The strings of a module, and strings of JSON inside them; not the parts of f-strings.

    Raises:
        UnreadableSource: the module cannot be parsed.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._spans = _strings(source)
        self._starts = [span[:2] for span in self._spans]

    def place(self, span: Span, text: str) -> tuple[int, int] | None:
        """Indices in the source between which the text of a string stands, if it does.

        Args:
            span: the string with its quotes.
            text: what it should be.
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
        """Whether a string is part of a constant whose name is met more than once besides."""
        for node in ast.walk(self._source.parse()):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                around = self._source.span(node.value)
                if around[:2] <= span[:2] and span[2:] <= around[2:]:
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    return any(self._count(last_name(target)) > 2 for target in targets)
        return False

    def _count(self, name: str | None) -> int:
        return len(re.findall(rf"\b{name}\b", self._source.text)) if name else 0


def _strings(source: Source) -> list[Span]:
    found: list[Span] = []
    stack: list[ast.AST] = [source.parse()]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                found.append(source.span(node))
        elif not isinstance(node, ast.JoinedStr):
            # Up to Python 3.11 the places of what is in an f-string are made up.
            stack += ast.iter_child_nodes(node)
    return sorted(found)
