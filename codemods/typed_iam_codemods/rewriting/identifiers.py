"""Names that a module binds and uses, in any of its scopes.

A walk over a whole module costs more than everything that is done with it, so all of these walk
only to the lines of a module that can hold a name.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from typed_iam_core.text.source import Source, reaches


class Identifiers(NamedTuple):
    """How often each name of a module is bound and read, in whatever scope.

    ``del`` and ``global`` count as binding; words of quoted annotations and of ``__all__``
    count as read.
    """

    bound: Counter[str]
    read: Counter[str]

    @property
    def taken(self) -> frozenset[str]:
        """Names that a new global of the module must not have."""
        return frozenset(self.read.keys() | self.bound.keys())


def lines_with(source: Source, pattern: re.Pattern[str]) -> list[int]:
    """Numbers of the lines on which a match of a pattern begins, in order."""
    lines = {bisect_right(source.starts, found.start()) for found in pattern.finditer(source.text)}
    return sorted(lines)


def lines_naming(source: Source, words: Collection[str]) -> list[int]:
    """Numbers of the lines that can hold one of these words, in order."""
    lines = lines_with(source, re.compile("|".join(map(re.escape, words)))) if words else []
    if source.text.isascii():
        return lines
    # Python reads "\ufb01" in a name as "fi".
    others = {number for number, line in enumerate(source.lines, 1) if not line.isascii()}
    return sorted(others.union(lines))


def nodes_on(
    tree: ast.AST, lines: Sequence[int], *, in_f_strings: bool = True
) -> Iterator[ast.AST]:
    """The nodes that reach one of these lines, given in order; they come in none."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if not isinstance(node, ast.JoinedStr):
            yield node
            stack += [child for child in ast.iter_child_nodes(node) if reaches(child, lines)]
        elif in_f_strings:
            # Up to Python 3.11 positions in f-strings are wrong.
            yield from ast.walk(node)


def identifiers_among(source: Source, names: Collection[str]) -> Identifiers:
    """How a module uses these names, and perhaps others.

    Raises:
        UnreadableSource: it cannot be parsed.
    """
    bound: Counter[str] = Counter()
    read: Counter[str] = Counter()
    for node in nodes_on(source.parse(), lines_naming(source, names)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            read[node.id] += 1
        else:
            bound.update(_bound(node))
            for quoting in _quoting(node):
                read.update(_quoted_words(quoting))
    return Identifiers(bound, read)


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield from node.names
    elif isinstance(node, ast.MatchMapping):
        if node.rest:
            yield node.rest
    else:
        # Functions, classes, exception handlers, captures of patterns, type parameters: every
        # other node with a ``name`` binds it.
        name = getattr(node, "name", None)
        if isinstance(name, str):
            yield name


def _quoting(node: ast.AST) -> Iterator[ast.expr]:
    """Expressions whose strings may name globals of the module."""
    if isinstance(node, ast.Assign | ast.AugAssign) and any(
        isinstance(target, ast.Name) and target.id == "__all__" for target in targets_of(node)
    ):
        yield node.value
    yield from annotations_of(node)


def targets_of(node: ast.AST) -> list[ast.expr]:
    """What a node assigns to."""
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign | ast.AugAssign) else []


def annotations_of(node: ast.AST) -> Iterator[ast.expr]:
    """The annotations of a node itself, without those of its parts."""
    for field in ("annotation", "returns"):
        annotation = getattr(node, field, None)
        if isinstance(annotation, ast.expr):
            yield annotation


def words_of(expression: ast.expr) -> Iterator[str]:
    """Names and attributes in an expression, and the words of its strings."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
    yield from _quoted_words(expression)


def _quoted_words(expression: ast.expr) -> Iterator[str]:
    for node in ast.walk(expression):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"\w+", node.value)


_IMPORT = re.compile("import")


def star_imports(source: Source) -> list[ast.ImportFrom]:
    """Each ``from … import *`` of a module."""
    return [
        node
        for node in nodes_on(source.parse(), lines_with(source, _IMPORT))
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    ]
