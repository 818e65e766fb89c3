"""Places of a module that hold actions, as the checks see them.

The only module of the rewrites that asks the model of policies.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import ActionText
from typed_iam_core.engine import Finding, check_policies, judge
from typed_iam_core.expressions.expression import last_name
from typed_iam_core.policies import (
    Certainty,
    Element,
    Form,
    Origin,
    Policies,
    Statement,
    slots,
)
from typed_iam_core.policies import Slot as PolicySlot
from typed_iam_core.readers import find, may_hold_actions, may_hold_policies
from typed_iam_core.text.source import Source, Span

__all__ = [
    "Finding",
    "Slot",
    "Slots",
    "last_name",
    "may_hold_actions",
    "may_hold_policies",
    "spans_of_actions",
]

# Codes of findings about actions that exist.
_ON_EXISTING = frozenset({"iam-action-case", "iam-single-match", "iam-deprecated-action"})
# Of other origins the text is composed, and is not found in the source.
_IN_SOURCE = frozenset({Origin.LITERAL, Origin.CONSTANT})


def spans_of_actions(source: Source, catalogue: Catalogue) -> set[Span]:
    """Where slots and lists of actions hold a literal that is exactly one action."""
    policies = find(source, catalogue, whole=True)
    return {
        slot.span
        for slot in slots(policies.statements)
        if slot.origin in _IN_SOURCE
        and slot.form is not Form.JSON
        and not slot.bare
        and catalogue.action(slot.text or "") is not None
    }


class Slot(NamedTuple):
    """A string that is used as an action.

    ``text`` is as written there, without the prefix where ``is_bare``.  It is either one string of
    the source, or composed.  ``is_constant`` is whether it belongs to a constant that the policy
    names, ``is_json`` whether it is inside a text of JSON, ``is_certain`` whether it certainly is
    an action of a policy.
    """

    text: str
    action: ActionText
    is_bare: bool
    is_composed: bool
    is_constant: bool
    is_json: bool
    is_certain: bool


class Slots:
    """The slots of a module and the findings about them.

    Raises:
        UnreadableSource: the module cannot be parsed.
    """

    def __init__(self, source: Source, config: Config, path: str | os.PathLike[str] | None) -> None:
        self._source = source
        self._config = config
        self._path = path
        self._policies = find(source, config.catalogue, whole=True)

    def findings(
        self, codes: Collection[str], texts: Mapping[Span, str] | None = None
    ) -> list[Finding]:
        """Findings with these codes, in source order.

        Args:
            texts: other texts that slots would have.
        """
        config = replace(self._config, select=frozenset(codes))
        policies = self._with(texts or {})
        return check_policies(self._source, policies, config, self._path)

    def at(self, spans: Collection[Span]) -> dict[Span, Slot]:
        """The slots at these places, with their quotes, that have a text."""
        return {
            slot.span: _slot(slot, slot.text, self._config.catalogue)
            for slot in slots(self._policies.statements)
            if slot.span in spans and slot.text is not None
        }

    def valid_actions(self, texts: Mapping[Span, str]) -> dict[Span, str]:
        """Texts of certain policies that match an action.

        Args:
            texts: other texts that slots would have.
        """
        return {
            slot.span: slot.text
            for slot in slots(self._with(texts).statements)
            if slot.text is not None
            and slot.certainty is Certainty.POLICY
            and (
                (judged := judge(slot, self._config.catalogue, self._config)) is None
                or judged[0] in _ON_EXISTING
            )
        }

    def _with(self, texts: Mapping[Span, str]) -> Policies:
        if not texts:
            return self._policies
        statements = [_changed(each, texts) for each in self._policies.statements]
        return Policies(statements, [])


def _changed(statement: Statement, texts: Mapping[Span, str]) -> Statement:
    """A statement with other texts in some of its slots."""

    def changed(element: Element) -> Element:
        if not element.holds_actions or element.bare:
            return element
        return replace(
            element,
            values=tuple(
                replace(value, text=texts.get(value.span, value.text)) for value in element.values
            ),
        )

    return replace(statement, elements=tuple(map(changed, statement.elements)))


def _slot(slot: PolicySlot, text: str, catalogue: Catalogue) -> Slot:
    is_json = slot.form is Form.JSON
    in_source = slot.origin in _IN_SOURCE
    return Slot(
        text.partition(":")[2] if slot.bare else text,
        ActionText.of(slot, text, catalogue),
        slot.bare,
        is_composed=not in_source,
        is_constant=slot.origin is Origin.CONSTANT,
        is_json=is_json,
        is_certain=slot.certainty is Certainty.POLICY
        and in_source
        and slot.form is not Form.LIST
        and not slot.bare,
    )
