"""Places of a module that hold actions, as the checks see them."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import ActionText
from typed_iam_core.engine import Finding, check_policies, judge
from typed_iam_core.policies import Certainty, Element, Form, Origin, Policies, Slot, slots
from typed_iam_core.readers import find
from typed_iam_core.text.source import Source, Span

# Codes of findings about actions that exist.
_ON_EXISTING = frozenset({"iam-action-case", "iam-single-match", "iam-deprecated-action"})


def is_in_source(slot: Slot) -> bool:
    """Whether the text of a slot is one string of the source rather than composed."""
    return slot.origin in (Origin.LITERAL, Origin.CONSTANT)


def spans_of_actions(source: Source, catalogue: Catalogue) -> set[Span]:
    """Where slots and lists of actions hold a literal that is exactly one action."""
    policies = find(source, catalogue, whole=True)
    return {
        slot.span
        for slot in slots(policies.statements)
        if is_in_source(slot)
        and slot.form is not Form.JSON
        and not slot.bare
        and catalogue.action(slot.text or "") is not None
    }


@dataclass(frozen=True)
class Slots:
    """The slots of a module and the findings about them."""

    source: Source
    config: Config
    path: str | os.PathLike[str] | None
    policies: Policies

    def findings(self, codes: Collection[str]) -> list[Finding]:
        """Findings with these codes, in source order."""
        config = replace(self.config, select=frozenset(codes))
        return check_policies(self.source, self.policies, config, self.path)

    def at(self, spans: Collection[Span]) -> dict[Span, ActionText]:
        """The texts of slots at these places, with their quotes."""
        return {
            slot.span: ActionText.of(slot, slot.text, self.config.catalogue)
            for slot in slots(self.policies.statements)
            if slot.span in spans and slot.text is not None
        }

    def valid_actions(self) -> dict[Span, str]:
        """Texts of certain policies that match an action."""
        found = {}
        for slot in slots(self.policies.statements):
            if slot.text is not None and slot.certainty is Certainty.POLICY:
                judged = judge(slot, self.config.catalogue, self.config)
                if judged is None or judged[0] in _ON_EXISTING:
                    found[slot.span] = slot.text
        return found

    def corrected(self, texts: Mapping[Span, str]) -> Slots:
        """The slots with other texts in some of them."""

        def changed(element: Element) -> Element:
            values = [
                replace(each, text=texts.get(each.span, each.text)) for each in element.values
            ]
            return replace(element, values=tuple(values))

        statements = [
            replace(statement, elements=tuple(map(changed, statement.elements)))
            for statement in self.policies.statements
        ]
        return replace(self, policies=Policies(statements, []))
