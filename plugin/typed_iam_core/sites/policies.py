"""Dicts that certainly are policy documents or statements, with all their keys."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from typed_iam_core.sites.model import Element, PolicyKind, PolicyPart, Value
from typed_iam_core.text.source import Span

_Spans = Callable[[ast.expr], Span]
VERSIONS = ("2012-10-17", "2008-10-17")
# How other clouds date languages of the same grammar: Alibaba, Huawei (two of them), Scaleway.
_OTHER_VERSIONS = ("1", "1.1", "5.0", "2023-04-17")


def parts_of(
    roots: Iterable[ast.AST],
    span: _Spans,
    kinds: Mapping[int, PolicyKind] = MappingProxyType({}),
) -> Iterator[PolicyPart]:
    """Documents among these nodes with their statements, and statements that stand alone.

    Args:
        kinds: ``id`` of a dict display -> the kind of policy that it is or belongs to.
    """
    dicts = [node for node in roots if isinstance(node, ast.Dict)]
    documents = [node for node in dicts if _is_document(node)]
    inner = {id(each) for node in documents for each in _statements(node)}
    for node in dicts:
        kind = kinds.get(id(node))
        if node in documents:
            yield _part(node, span, kind, is_document=True, in_document=True)
        elif id(node) in inner:
            yield _part(node, span, kind, is_document=False, in_document=True)
        elif _is_statement(node):
            yield _part(node, span, kind, is_document=False, in_document=False)


def _is_document(node: ast.Dict) -> bool:
    """A version of the language, or a statement with an effect, leaves no doubt."""
    if not _is_complete(node):
        return False
    keys = _keys(node)
    if isinstance(version := _get(node, "Version"), ast.Constant) and version.value in VERSIONS:
        return "Statement" in keys or any(meant(str(key), ("Statement",)) for key in keys)
    return "Statement" in keys and any(
        _is_allow_or_deny(_get(each, "Effect")) and _is_complete(each) for each in _statements(node)
    )


def _is_statement(node: ast.Dict) -> bool:
    keys = _keys(node)
    return (
        _is_complete(node)
        and _is_allow_or_deny(_get(node, "Effect"))
        and bool(keys & {"Resource", "NotResource", "Principal", "NotPrincipal"})
        and (
            bool(keys & {"Action", "NotAction"})
            or any(meant(str(key), ("Action", "NotAction")) for key in keys)
        )
    )


def meant(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The key or value that a misspelt one is nearest to, if there is one so near."""
    from difflib import get_close_matches

    by_case = {each.lower(): each for each in known}
    near = get_close_matches(name.lower(), list(by_case), n=1, cutoff=0.75)
    return tuple(by_case[each] for each in near)


def in_other_language(node: ast.AST) -> Iterator[ast.AST]:
    """A document of another cloud's, which dates its language otherwise, with its statements."""
    if isinstance(node, ast.Dict) and isinstance(version := _get(node, "Version"), ast.Constant):
        statements = _get(node, "Statement")
        if version.value in _OTHER_VERSIONS and statements is not None:
            yield node
            yield from statements.elts if isinstance(statements, ast.List) else [statements]


def _statements(document: ast.Dict) -> Iterator[ast.Dict]:
    """Statements written out in a document; those with a spread have keys that nobody sees."""
    value = _get(document, "Statement")
    candidates = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    for each in candidates:
        if isinstance(each, ast.Dict) and _is_complete(each):
            yield each


def _part(
    node: ast.Dict,
    span: _Spans,
    kind: PolicyKind | None,
    *,
    is_document: bool,
    in_document: bool,
) -> PolicyPart:
    elements = tuple(
        Element(str(key.value), span(key), span(value), *_value(value))
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant)
    )
    return PolicyPart(is_document, span(node), elements, in_document, kind)


def _value(value: ast.expr) -> tuple[Value, str | None]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return Value.TEXT, value.value
    if isinstance(value, ast.List | ast.Tuple):
        return (Value.LIST if value.elts else Value.EMPTY), None
    if isinstance(value, ast.Constant) and isinstance(value.value, bool):
        return Value.TRUTH, None
    return Value.OTHER, None


def _is_complete(node: ast.Dict) -> bool:
    return all(isinstance(key, ast.Constant) and isinstance(key.value, str) for key in node.keys)


def _keys(node: ast.Dict) -> set[object]:
    return {key.value for key in node.keys if isinstance(key, ast.Constant)}


def _get(node: ast.Dict, name: str) -> ast.expr | None:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == name:
            return value
    return None


def _is_allow_or_deny(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value in ("Allow", "Deny")
