"""Services and actions for the string under the cursor, if the engine finds an action there.

A probe, an action that exists, replaces the word at the cursor, and the text around it is repaired
and read like any other.  A value that covers the probe is an action that is being typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import is_pattern
from typed_iam_core.policies import Certainty, Element, Statement, Value
from typed_iam_core.readers import find
from typed_iam_core.text.source import Source, Span
from typed_iam_lsp.positions import Place
from typed_iam_lsp.repair import repairs

_PROBE = "ecr:PutImage"
_OF_ACTIONS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:*?_-"
_TYPED = re.compile(r"[A-Za-z0-9-]*(?::[A-Za-z0-9_-]*)?")
# A name that only IAM uses, before a value: ``"Action": [``, ``["Action"].append(``.
_KEY_BEFORE = re.compile(r"\b(?:Not)?Action\b[^\w\n]*(?:\w+\()?\Z")
_LONGEST_KEY = 60


class Slot(NamedTuple):
    """An action that is being typed.

    An item replaces ``span``.  ``typed`` includes the part ``before`` it in another literal.
    ``bare`` is the service prefix that the names there do without.
    """

    typed: str
    before: str
    span: Span
    bare: str


class Item(NamedTuple):
    """A proposal: ``label`` is the whole name, ``text`` the part to insert."""

    label: str
    text: str
    detail: str
    is_service: bool
    is_exact: bool = False


def slot(source: Source, place: Place, catalogue: Catalogue) -> Slot | None:
    """The action under the cursor, or None."""
    if not 0 < place.line <= len(source.lines):
        return None
    line, column = source.lines[place.line - 1], place.column - 1
    start = len(line[:column].rstrip(_OF_ACTIONS))
    end = len(line) - len(line[column:].lstrip(_OF_ACTIONS))
    word = line[start:column]
    if not _TYPED.fullmatch(word):
        return None
    service = catalogue.service(word.partition(":")[0])
    probe = f"{service.prefix}:{min(service.actions.values())}" if service else _PROBE
    span = Span(place.line, start + 1, place.line, end + 1)
    first, last = source.index(*span[:2]), source.index(*span[2:])
    for text, where in repairs(source.text, first, last, probe):
        for statement in find(text, catalogue, whole=True).statements:
            for element, value in statement.actions:
                if not value.span[:2] <= where < value.span[2:]:
                    continue
                before, covered, after = (value.text or "").rpartition(probe)
                found = Slot(before + word, before, span, element.bare)
                if not covered or after or not _TYPED.fullmatch(found.typed):
                    continue
                if _has_prefix(found.typed, catalogue) or _is_certain(
                    text, statement, element, value, catalogue
                ):
                    return found
    return None


def _has_prefix(text: str, catalogue: Catalogue) -> bool:
    prefix, colon, _ = text.partition(":")
    return bool(colon) and catalogue.service(prefix) is not None


def _is_certain(
    source: Source, statement: Statement, element: Element, value: Value, catalogue: Catalogue
) -> bool:
    """Whether a value is certainly an action, whatever its text."""
    start = source.index(*element.span[:2])
    others = [each.text for each in element.values if each is not value and each.text]
    return (
        value.certainty is Certainty.POLICY
        or bool(element.bare)
        or statement.get("Effect") is not None
        or bool(_KEY_BEFORE.search(source.text[max(0, start - _LONGEST_KEY) : start]))
        or any(_is_action(other, catalogue) for other in others)
    )


def _is_action(text: str, catalogue: Catalogue) -> bool:
    if is_pattern(text):
        return _has_prefix(text, catalogue)
    return catalogue.action(text) is not None


def items(found: Slot, catalogue: Catalogue) -> Iterator[Item]:
    """The services that start with the typed prefix, or the actions of the service."""
    prefix, colon, name = found.typed.partition(":")
    if found.bare:
        prefix, name = found.bare, found.typed
    elif not colon:
        for known in catalogue.prefixes:
            if known.startswith(prefix.lower()):
                label, is_exact = f"{known}:", known == prefix.lower()
                title = catalogue.titles.get(known, "")
                yield Item(label, label[len(found.before) :], title, True, is_exact)
        return
    service = catalogue.service(prefix)
    if service is None:
        return
    facts = catalogue.facts(service.prefix).actions
    for folded, canonical in service.actions.items():
        if name.lower() in folded:
            label = canonical if found.bare else f"{service.prefix}:{canonical}"
            yield Item(label, label[len(found.before) :], facts[canonical].access, False)
