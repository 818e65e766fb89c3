"""Lists that hold nothing but actions: they go into policies by roads that nobody sees."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from typed_iam_core import suggestions
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import expand, is_pattern
from typed_iam_core.catalogue.naming import words
from typed_iam_core.sites.model import Certainty, Origin, Site
from typed_iam_core.text.source import Source

# At least two actions, and at least this part of all its elements.
_SHARE = 0.6


def sites_of(node: ast.AST, source: Source, catalogue: Catalogue) -> Iterator[Site]:
    """The sites of a list, tuple or set display that holds mostly actions."""
    if not isinstance(node, ast.List | ast.Tuple | ast.Set) or len(node.elts) < 2:
        return
    texts = [
        (element, element.value)
        for element in node.elts
        if isinstance(element, ast.Constant) and isinstance(element.value, str)
    ]
    if not any(_is_action(text, catalogue) for _, text in texts):
        return
    actions = [text for _, text in texts if _is_meant_as_action(text, catalogue)]
    if len(actions) < 2 or len(actions) < _SHARE * len(node.elts):
        return
    # Case tells actions from other words, unless the list holds them in lower case anyway.
    lower = [text for text in actions if text == text.lower() and _is_action(text, catalogue)]
    certainty = Certainty.LISTED if len(lower) >= 2 else Certainty.LIKELY
    for element, text in texts:
        yield Site(text, source.span(element), False, None, certainty, Origin.LIST)


def _is_action(text: str, catalogue: Catalogue) -> bool:
    prefix, colon, name = text.partition(":")
    service = catalogue.service(prefix) if colon and name else None
    if service is None:
        return False
    if is_pattern(name):
        return bool(expand(name, service.actions))
    return name.lower() in service.actions


def _is_meant_as_action(text: str, catalogue: Catalogue) -> bool:
    """Whether it is an action or so near to one that nothing else can be meant."""
    if _is_action(text, catalogue):
        return True
    prefix, colon, name = text.partition(":")
    service = catalogue.service(prefix) if colon and name else None
    if service is None:
        return False
    verb = words(name)[0] if name.isalnum() and name[0].isupper() else name
    if verb != name and suggestions.is_verb(verb):
        return True
    return bool(suggestions.misspelt(service, name))
