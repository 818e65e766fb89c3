"""One walk over a module that finds every statement in it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.sites import action_names, boto3_calls, lists
from typed_iam_core.sites.forms import Reader, meanings_in_awacs, statements_of
from typed_iam_core.sites.json_text import may_be_policy, policy_in
from typed_iam_core.sites.kinds import kinds_of
from typed_iam_core.sites.model import Certainty, Found, Resolver, Statement
from typed_iam_core.sites.policies import in_other_language, parts_of
from typed_iam_core.sites.scopes import Scope, scoped_nodes
from typed_iam_core.text.source import Source, Span


def find(
    source: Source,
    catalogue: Catalogue | None = None,
    *,
    package: str = "",
    resolve: Resolver | None = None,
    newer: bool = False,
) -> Found:
    """Statements and policies of the module; a list of actions counts as a statement.

    Args:
        catalogue: the actions by which lists of actions are recognised.
        package: the package that the module's relative imports start from.
        resolve: value of a constant of another module, where somebody knows it.
        newer: whether to read newer syntax than the running Python's, see ``Source.parse``.

    Raises:
        UnreadableSource: the module cannot be parsed.
    """
    unknown: list[Span] = []

    def look_up(node: ast.expr, name: str) -> str | None:
        text = resolve(name) if resolve is not None else None
        if text is None:
            unknown.append(source.span(node))
        return text

    nodes = _Nodes.of(scoped_nodes(source.parse(newer=newer), package, _WANTED))
    calls = boto3_calls.taken_in(nodes.some(ast.Call), nodes.some(ast.AnnAssign))
    passed_over = {
        id(part)
        for node, _ in nodes.some(ast.Expr, ast.Subscript, ast.Dict)
        for part in _no_values(node)
    }
    passed_over |= boto3_calls.not_iam(calls, nodes.some(ast.Assign, ast.AnnAssign))
    nodes = nodes.without(passed_over)
    kinds = kinds_of(nodes.some(ast.Call, ast.Dict, ast.AnnAssign), calls)
    uses_awacs = "awacs" in source.text
    meanings = {
        inner: meaning
        for node, _ in (nodes.some(ast.Call) if uses_awacs else ())
        for inner, meaning in meanings_in_awacs(node)
    }
    reader = Reader(source.span, look_up, uses_awacs, kinds=kinds, meanings=meanings)
    found = Found(list(action_names.statements_of(calls, source, look_up)), [], unknown)
    for node, scope in nodes.some(*_STATEMENTS):
        found.statements.extend(statements_of(node, scope, reader))
    for node, _ in nodes.some(*_TEXTS):
        inside = policy_in(node, source, kinds.get(id(node)))
        if inside is not None:
            found.statements.extend(inside.statements)
            found.parts.extend(inside.parts)
    found.parts.extend(parts_of([node for node, _ in nodes.some(ast.Dict)], source.span, kinds))
    in_slots = {site.span for statement in found.statements for site in statement.sites}
    for node, _ in nodes.some(*_LISTS):
        sites = lists.sites_of(node, source, catalogue or catalogues.default())
        others = tuple(
            site
            for site in sites
            if site.certainty is Certainty.LISTED or site.span not in in_slots
        )
        if others and isinstance(node, ast.expr):
            found.statements.append(Statement(others, source.span(node)))
    return found


def statements(
    source: Source, catalogue: Catalogue | None = None, *, newer: bool = False
) -> Iterator[Statement]:
    """Statements of the module in source order; see ``find``."""
    found = find(source, catalogue, newer=newer).statements
    return iter(sorted(found, key=lambda statement: statement.span))


_STATEMENTS = (ast.Dict, ast.Call, ast.Assign, ast.AnnAssign, ast.AugAssign)
_TEXTS = (ast.Constant, ast.JoinedStr, ast.BinOp, ast.Call)
_LISTS = (ast.List, ast.Tuple, ast.Set)
_WANTED = frozenset({*_STATEMENTS, *_TEXTS, *_LISTS, ast.Expr, ast.Subscript})

_Pairs = list[tuple[ast.AST, Scope]]


class _Nodes(NamedTuple):
    """The nodes of a module with their scopes, by type: each question is about a few types."""

    by_type: Mapping[type[ast.AST], _Pairs]

    @classmethod
    def of(cls, pairs: _Pairs) -> _Nodes:
        by_type: dict[type[ast.AST], _Pairs] = defaultdict(list)
        for pair in pairs:
            by_type[type(pair[0])].append(pair)
        return cls(by_type)

    def some(self, *types: type[ast.AST]) -> _Pairs:
        """Those of certain types."""
        return list(chain.from_iterable(self.by_type.get(each, ()) for each in types))

    def without(self, passed_over: Container[int]) -> _Nodes:
        """All but those of these ``id``, and but strings that cannot be policies."""
        kept = {
            each: [pair for pair in pairs if id(pair[0]) not in passed_over]
            for each, pairs in self.by_type.items()
        }
        # Nearly half of all nodes are strings.
        kept[ast.Constant] = [
            pair
            for pair in kept.get(ast.Constant, ())
            if isinstance(pair[0], ast.Constant) and may_be_policy(pair[0].value)
        ]
        return _Nodes(kept)


def _no_values(node: ast.AST) -> Iterator[ast.AST]:
    """What is no policy's value: docstrings, types, permissions and policies of other makes."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        yield node.slice
    elif isinstance(node, ast.Dict):
        yield from in_other_language(node)
        # Data access policies of OpenSearch Serverless have names of their own under aoss.
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "Permission":
                yield value
