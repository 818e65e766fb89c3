"""Which names a module binds and uses, in any of its scopes."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def identifiers(tree: ast.Module, lines: Sequence[int] | None = None) -> Identifiers:
    """The names in a module.

    Args:
        lines: in order; names on other lines may be left out then.
    """
    bound: Counter[str] = Counter()
    read: Counter[str] = Counter()
    # ``ast.walk`` takes three times as long, and this is what a rewrite spends its time on.
    stack: list[object] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            read[node.id] += 1
        elif isinstance(node, ast.AST):
            kind = type(node)
            if kind not in _NAMELESS:
                bound.update(_bound(node))
                for quoted in _quoting(node):
                    read.update(_quoted_words(quoted))
            for name in _FIELDS[kind]:
                child = getattr(node, name)
                if isinstance(child, list):
                    stack += (
                        child if lines is None else [each for each in child if reaches(each, lines)]
                    )
                elif child is not None:
                    stack.append(child)
    return Identifiers(bound, read)


# What neither binds a name nor has an annotation: most of all nodes.
_NAMELESS = frozenset(
    {
        ast.Attribute, ast.BinOp, ast.Call, ast.Compare, ast.Constant, ast.Dict, ast.Expr, ast.If,
        ast.keyword, ast.List, ast.Return, ast.Subscript, ast.Tuple,
    }
)  # fmt: skip
_FIELDS: Mapping[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in ("ctx", "op", "ops", "kind"))
    if kind is not ast.Constant
    else ()
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


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
        # Functions, classes, handlers of exceptions, captures of patterns, type parameters:
        # all that is left with a ``name`` binds it.
        name = getattr(node, "name", None)
        if isinstance(name, str):
            yield name


def _quoting(node: ast.AST) -> Iterator[ast.expr]:
    """Expressions whose strings may name globals of the module."""
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            yield node.value
    yield from annotations_of(node)


def annotations_of(node: ast.AST) -> Iterator[ast.expr]:
    """The annotations of a node itself, not of those in it."""
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


class Mention(NamedTuple):
    """A word of a module's text that may be a name, and its line, from 1."""

    name: str
    line: int


def mentions(source: Source, names: Iterable[str]) -> list[Mention] | None:
    """Where in a module's text these names are words, where that tells all their uses, else None.

    Costs much less to know than the identifiers; only the text of ASCII will do, as Python takes
    "\ufb01" for "fi" in a name.
    """
    text = source.text
    if not text.isascii():
        return None
    # A pattern that began with a boundary would be tried at each character.
    starts = (
        (name, found.start()) for name in names for found in re.finditer(rf"{name}(?!\w)", text)
    )
    return [
        Mention(name, source.span_of(start, start).line)
        for name, start in starts
        if not (start and f"_{text[start - 1]}".isidentifier())
    ]


def identifiers_among(source: Source, names: Iterable[str]) -> Identifiers:
    """What a module does with these names, and perhaps with others.

    Raises:
        UnreadableSource: it cannot be parsed.
    """
    found = mentions(source, names)
    lines = None if found is None else sorted({each.line for each in found})
    return identifiers(source.parse(), lines)


def has_star_import(statement: ast.AST) -> bool:
    """Whether there is a ``from … import *`` in a statement of a module's top level."""
    stack = [statement]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            return True
        # Allowed at the top level only, but there inside any compound statement.
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            stack += [
                child
                for child in ast.iter_child_nodes(node)
                if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)
            ]
    return False
