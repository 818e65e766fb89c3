"""Which names a module binds and uses, in any of its scopes."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple


class Identifiers(NamedTuple):
    """Names of a module: how often each is bound in whatever scope, and those that are read.

    ``del`` and ``global`` count as binding; words of quoted annotations and of ``__all__``
    count as read.
    """

    bound: Counter[str]
    read: frozenset[str]

    @property
    def taken(self) -> frozenset[str]:
        """Names that a new global of the module must not have."""
        return self.read | self.bound.keys()


def identifiers(tree: ast.Module) -> Identifiers:
    """The names in a module."""
    bound: Counter[str] = Counter()
    read: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.Attribute | ast.expr_context):
            # Half of all nodes, and none of them names a variable.
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            read.add(node.id)
            continue
        bound.update(_bound(node))
        for quoted in _quoting(node):
            read.update(_quoted_words(quoted))
    return Identifiers(bound, frozenset(read))


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
