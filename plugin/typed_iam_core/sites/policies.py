"""Dicts that certainly are policy documents or statements, with all their keys."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from typed_iam_core.sites.model import Element, PolicyPart, Value
from typed_iam_core.source import Span

_Spans = Callable[[ast.expr], Span]
VERSIONS = ("2012-10-17", "2008-10-17")


def parts_of(roots: Iterable[ast.AST], span: _Spans) -> Iterator[PolicyPart]:
    """Documents among these nodes with their statements, and statements that stand alone."""
    dicts = [node for node in roots if isinstance(node, ast.Dict)]
    documents = [node for node in dicts if _is_document(node)]
    inner = {id(each) for node in documents for each in _statements(node)}
    for node in dicts:
        if node in documents:
            yield _part(node, span, is_document=True, in_document=True)
        elif id(node) in inner:
            yield _part(node, span, is_document=False, in_document=True)
        elif _is_statement(node):
            yield _part(node, span, is_document=False, in_document=False)


def _is_document(node: ast.Dict) -> bool:
    """A version of the language, or a statement with an effect, leaves no doubt."""
    if not _is_complete(node) or "Statement" not in _keys(node):
        return False
    version = _get(node, "Version")
    if isinstance(version, ast.Constant) and version.value in VERSIONS:
        return True
    return any(
        _is_allow_or_deny(_get(each, "Effect")) and _is_complete(each) for each in _statements(node)
    )


def _is_statement(node: ast.Dict) -> bool:
    keys = _keys(node)
    return (
        _is_complete(node)
        and _is_allow_or_deny(_get(node, "Effect"))
        and bool(keys & {"Action", "NotAction"})
        and bool(keys & {"Resource", "NotResource", "Principal", "NotPrincipal"})
    )


def _statements(document: ast.Dict) -> Iterator[ast.Dict]:
    """Statements written out in a document; those with a spread have keys that nobody sees."""
    value = _get(document, "Statement")
    candidates = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    for each in candidates:
        if isinstance(each, ast.Dict) and _is_complete(each):
            yield each


def _part(node: ast.Dict, span: _Spans, *, is_document: bool, in_document: bool) -> PolicyPart:
    elements = tuple(
        Element(str(key.value), span(key), span(value), *_value(value))
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant)
    )
    return PolicyPart(is_document, span(node), elements, in_document)


def _value(value: ast.expr) -> tuple[Value, str | None]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return Value.TEXT, value.value
    if isinstance(value, ast.List | ast.Tuple):
        return (Value.LIST if value.elts else Value.EMPTY), None
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
