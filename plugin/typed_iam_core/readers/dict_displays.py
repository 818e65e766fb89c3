"""Dict displays and ``dict(...)``: documents, and statements in the spellings of IAM and others."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from typed_iam_core.expressions.expression import Expression
from typed_iam_core.expressions.scopes import Scope
from typed_iam_core.policies.language import SIMILAR, VERSIONS
from typed_iam_core.policies.model import ALLOW, DENY, Certainty, Document, Element, Statement
from typed_iam_core.readers.names import CAPITAL, LOWER, SLOTS, is_negated, names_actions
from typed_iam_core.readers.reading import Item, Read, Reader, Reading, effect_of, shape_of
from typed_iam_core.suggestions.closest import closest

_WHAT_OR_WHO = frozenset({"Resource", "NotResource", "Principal", "NotPrincipal"})
# How the names of resources begin with Alibaba Cloud and Tencent Cloud, whose policies have
# IAM's grammar.
_OTHER_CLOUDS = ("acs:", "qcs:")


def _read(reading: Reading) -> Read:
    dicts = [(node, scope) for node, scope in reading.some(ast.Dict) if isinstance(node, ast.Dict)]
    documents = [node for node, _ in dicts if _is_document(node)]
    inside = {each for node in documents for each in _statements(node)}
    whole = set(documents)
    for node, scope in dicts:
        if node in whole:
            yield _document(reading, node, scope)
        found = _statement(reading, node, reading.items(node), scope)
        if node in inside or (node not in whole and _is_statement(node)):
            found = found or _shape_alone(reading, node, scope)
            found = replace(found, has_shape=True, in_document=node in inside)
        if found is not None:
            yield found
    for call, scope, name in reading.calls:
        if name == "dict":
            made = _statement(reading, call, reading.items(call), scope)
            if made is not None:
                yield made


_EFFECT = rb"""ffect(?<![A-Za-z_].ffect)["'\\]*\s*[:=]"""
READER = Reader(
    read=_read,
    effects=(_EFFECT,),
    slots=SLOTS,
    signs=(
        (rb"-10-17(?<=(?:2008|2012)-10-17)",),
        (_EFFECT, rb"""Statement["'\\]+\s*[:=]"""),
        (_EFFECT, rb"""Resource["'\\]+\s*:"""),
        (_EFFECT, rb"""Principal["'\\]+\s*:"""),
    ),
    context=(rb"tatement",),
)


def _document(reading: Reading, node: ast.Dict, scope: Scope) -> Document:
    # Its statements are read by themselves.
    elements = [reading.element(item, scope, depth=0) for item in reading.items(node)]
    return Document(reading.span(node), tuple(elements), reading.kinds.get(node))


def _shape_alone(reading: Reading, node: ast.Dict, scope: Scope) -> Statement:
    """A statement whose actions are not known, or not IAM's: only its keys can be judged."""
    elements = []
    for item in reading.items(node):
        if item.name in CAPITAL:
            span, shape = reading.span(item.value), shape_of(item.value)
            elements.append(Element(item.name, item.name, item.key, span, shape))
        else:
            elements.append(reading.element(item, scope))
    kind, effect = reading.kinds.get(node), effect_of(_get(node, "Effect"))
    return Statement(reading.span(node), tuple(elements), effect, kind, reading.form)


def _statement(
    reading: Reading, node: ast.expr, items: Sequence[Item], scope: Scope
) -> Statement | None:
    by_name = {item.name: item.value for item in items}
    certainty = Certainty.POLICY
    effect: ast.expr | None
    if CAPITAL.keys() & by_name.keys():
        names, effect = CAPITAL, by_name.get("Effect")
    elif "effect" in by_name and LOWER.keys() & by_name.keys():
        names, effect = LOWER, by_name["effect"]
        if not _is_amazon(items):
            # Half of all languages of policies have statements of these keys.
            certainty = Certainty.LIKELY
    else:
        names, effect = _likely_names(by_name), None
    if effect is not None:
        effect = Expression(effect, scope).followed().node
        if isinstance(effect, ast.Constant) and effect_of(effect) is None:
            # Misspelled in a policy, or another language altogether (``NoSchedule``, 1).
            names = names if names is CAPITAL and _WHAT_OR_WHO & by_name.keys() else {}
            effect = None
    if effect is None:
        certainty = Certainty.LIKELY
    if not names or any(text.startswith(_OTHER_CLOUDS) for text in _resources(items)):
        return None
    return reading.statement(node, scope, items, names, effect_of(effect), certainty)


def _is_amazon(items: Sequence[Item]) -> bool:
    """Whether a statement in lower case says of itself that it is one of IAM's."""
    effect = next(item.value for item in items if item.name == "effect")
    if isinstance(effect, ast.Constant) and effect.value not in (ALLOW, DENY):
        return False  # ``allow``
    return isinstance(effect, ast.Attribute) or any(
        text.startswith("arn:") for text in _resources(items)
    )


def _resources(items: Iterable[Item]) -> list[str]:
    """The resources of a statement that are written down."""
    for item in items:
        if item.name in ("Resource", "resources", "resource"):
            is_list = isinstance(item.value, ast.List | ast.Tuple)
            parts = item.value.elts if is_list else [item.value]  # type: ignore[attr-defined]
            found = [part.value for part in parts if isinstance(part, ast.Constant)]
            return [text for text in found if isinstance(text, str)]
    return []


def _likely_names(names: Iterable[str]) -> dict[str, bool]:
    """Keys that hold actions although no effect is beside them.

    ``Actions`` beside ``Principal`` are permissions of QuickSight or of the application
    repository, which have their own names.
    """
    names = list(names)
    if "Principal" in names or "Principals" in names:
        return {}
    return {name: is_negated(name) for name in names if names_actions(name)}


def _is_document(node: ast.Dict) -> bool:
    """A version of the language, or a statement with an effect, leaves no doubt."""
    if not _is_complete(node):
        return False
    keys = _keys(node)
    version = _get(node, "Version")
    if isinstance(version, ast.Constant) and version.value in VERSIONS:
        return "Statement" in keys or any(closest(key, ("Statement",), SIMILAR) for key in keys)
    return "Statement" in keys and any(
        _is_allow_or_deny(_get(each, "Effect")) for each in _statements(node)
    )


def _is_statement(node: ast.Dict) -> bool:
    keys = _keys(node)
    return (
        _is_complete(node)
        and _is_allow_or_deny(_get(node, "Effect"))
        and bool(keys & _WHAT_OR_WHO)
        and (
            bool(keys & CAPITAL.keys())
            or any(closest(key, ("Action", "NotAction"), SIMILAR) for key in keys)
        )
    )


def _statements(document: ast.Dict) -> Iterator[ast.Dict]:
    """Statements written out in a document, but for those with a spread, whose keys are not known."""
    value = _get(document, "Statement")
    for each in value.elts if isinstance(value, ast.List | ast.Tuple) else [value]:
        if isinstance(each, ast.Dict) and _is_complete(each):
            yield each


def _is_complete(node: ast.Dict) -> bool:
    return all(isinstance(key, ast.Constant) and isinstance(key.value, str) for key in node.keys)


def _keys(node: ast.Dict) -> set[str]:
    return {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}


def _get(node: ast.Dict, name: str) -> ast.expr | None:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == name:
            return value
    return None


def _is_allow_or_deny(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value in (ALLOW, DENY)
