"""Lists that hold nothing but actions: they go into policies on paths no analysis can follow."""

from __future__ import annotations

import ast

from typed_iam_core import suggestions
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import expand, is_pattern
from typed_iam_core.catalogue.naming import words
from typed_iam_core.policies.model import Certainty, Element, Form, Shape, Statement, Value
from typed_iam_core.readers.reading import Read, Reader, Reading

# At least two actions, and at least this share of all elements.
_SHARE = 0.6


def _read(reading: Reading) -> Read:
    for node, _ in reading.some(ast.List, ast.Tuple, ast.Set):
        if isinstance(node, ast.List | ast.Tuple | ast.Set) and len(node.elts) > 1:
            found = _values(node, reading)
            if found:
                span = reading.span(node)
                element = Element("Action", "", None, span, Shape.LIST, found)
                yield Statement(span, (element,), form=Form.LIST)


READER = Reader(read=_read)


def _values(node: ast.List | ast.Tuple | ast.Set, reading: Reading) -> tuple[Value, ...]:
    """The values of a list, tuple or set display that holds mostly actions."""
    catalogue = reading.catalogue
    texts = [
        (element, element.value)
        for element in node.elts
        if isinstance(element, ast.Constant) and isinstance(element.value, str)
    ]
    if not any(_is_action(text, catalogue) for _, text in texts):
        return ()
    actions = [text for _, text in texts if _is_meant_as_action(text, catalogue)]
    if len(actions) < 2 or len(actions) < _SHARE * len(node.elts):
        return ()
    # Case tells actions from other words, unless the list has them in lower case anyway.
    lower = [text for text in actions if text == text.lower() and _is_action(text, catalogue)]
    certainty = Certainty.LISTED if len(lower) >= 2 else Certainty.LIKELY
    return tuple(Value(text, reading.span(element), certainty=certainty) for element, text in texts)


def _is_action(text: str, catalogue: Catalogue) -> bool:
    prefix, colon, name = text.partition(":")
    service = catalogue.service(prefix) if colon and name else None
    if service is None:
        return False
    if is_pattern(name):
        return bool(expand(name, service.actions))
    return name.lower() in service.actions


def _is_meant_as_action(text: str, catalogue: Catalogue) -> bool:
    """Whether it is an action or so close to one that it can be nothing else."""
    if _is_action(text, catalogue):
        return True
    prefix, _, name = text.partition(":")
    if not name:
        return False
    service = catalogue.service(prefix)
    if service is None:
        return bool(suggestions.with_name(catalogue, prefix, name))
    if ":" in name and suggestions.joined(catalogue, text):
        return True
    verb = words(name)[0] if name.isalnum() and name[0].isupper() else name
    if verb != name and suggestions.is_verb(verb):
        return True
    return bool(suggestions.misspelled(service, name))
