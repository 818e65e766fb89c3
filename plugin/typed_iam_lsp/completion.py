"""Services and actions for the string under the cursor, where the engine finds it to be an action.

The cursor's word is replaced by a probe, an action that exists, and the text around it repaired so
that it can be read as any other; a value that covers the probe is what is completed.
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
from typed_iam_lsp.repair import Repaired, repairs, with_uses

_OF_ACTIONS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:*?_-"
_TYPED = re.compile(r"[A-Za-z0-9-]*(?::[A-Za-z0-9_-]*)?")
# What only a policy of IAM calls so, before a value: ``"Action": [``, ``["Action"].append(``.
_KEY_BEFORE = re.compile(r"\b(?:Not)?Action\b[^\w\n]*(?:\w+\()?\Z")
_LONGEST_KEY = 60


class Slot(NamedTuple):
    """An action that is being typed, and what an item takes the place of.

    ``typed`` begins with what stands ``before`` that, in another literal; ``bare`` is the service
    whose names go without a prefix there.
    """

    typed: str
    before: str
    span: Span
    bare: str


class Item(NamedTuple):
    """A proposal: ``label`` is the whole of it, ``text`` the part to insert."""

    label: str
    text: str
    detail: str
    is_service: bool
    is_exact: bool = False


def slot(source: Source, place: Place, catalogue: Catalogue) -> Slot | None:
    """The action under the cursor, or None where there is none."""
    if not 0 < place.line <= len(source.lines):
        return None
    line, column = source.lines[place.line - 1], place.column - 1
    start = len(line[:column].rstrip(_OF_ACTIONS))
    end = len(line) - len(line[column:].lstrip(_OF_ACTIONS))
    typed = line[start:column]
    if not _TYPED.fullmatch(typed):
        return None
    service = catalogue.service(typed.partition(":")[0])
    probe = (
        f"{service.prefix}:{next(iter(service.actions.values()))}" if service else "ecr:PutImage"
    )
    span = Span(place.line, start + 1, place.line, end + 1)
    first, last = source.index(*span[:2]), source.index(*span[2:])
    repaired = None
    for repaired in repairs(source.text, first, last, probe):
        found = _slot(repaired, probe, typed, span, catalogue)
        if found is not None:
            return found
    if repaired is None or not repaired.binds:
        return None
    used = with_uses(repaired, Place(*span[:2]))
    return _slot(used, probe, typed, span, catalogue) if used is not None else None


def _slot(
    repaired: Repaired, probe: str, word: str, span: Span, catalogue: Catalogue
) -> Slot | None:
    for statement in find(repaired.source, catalogue, whole=True).statements:
        for element, value in statement.actions:
            start, end = value.span[:2], value.span[2:]
            if not start <= repaired.probe < end or value.text is None:
                continue
            before, _, behind = value.text.rpartition(probe)
            typed = before + word
            if behind or not _TYPED.fullmatch(typed):
                continue
            if _is_certain(repaired.source, statement, element, value, typed, catalogue):
                return Slot(typed, before, span, element.bare)
    return None


def _is_certain(
    source: Source,
    statement: Statement,
    element: Element,
    value: Value,
    typed: str,
    catalogue: Catalogue,
) -> bool:
    """Whether an action is wanted, and not a word of some other kind."""
    if value.certainty is Certainty.POLICY or element.bare or statement.get("Effect"):
        return True
    prefix, colon, _ = typed.partition(":")
    if colon and catalogue.service(prefix):
        return True
    start = source.index(*element.span[:2])
    if _KEY_BEFORE.search(source.text[max(0, start - _LONGEST_KEY) : start]):
        return True
    return any(
        other is not value and other.text is not None and _is_action(other.text, catalogue)
        for other in element.values
    )


def _is_action(text: str, catalogue: Catalogue) -> bool:
    prefix, _, name = text.partition(":")
    is_wildcard = is_pattern(name) and catalogue.service(prefix) is not None
    return is_wildcard or catalogue.action(text) is not None


def items(found: Slot, catalogue: Catalogue) -> Iterator[Item]:
    """The services that begin as the slot does, or the actions behind its colon."""
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
