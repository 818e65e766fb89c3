"""Places of a module that hold actions, as the checks see them.

The only module of the rewrites that asks the model of policies.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import ActionText
from typed_iam_core.engine import Finding, check_found, judge, sites_of
from typed_iam_core.sites import (
    Certainty,
    Found,
    Origin,
    Site,
    find,
    may_hold_actions,
    may_hold_policies,
    statements,
)
from typed_iam_core.sites.values import last_name
from typed_iam_core.text.source import Source, Span

__all__ = [
    "Slot",
    "Slots",
    "last_name",
    "may_hold_actions",
    "may_hold_policies",
    "spans_of_actions",
]

# Codes of findings about actions that exist.
_ON_EXISTING = frozenset({"iam-action-case", "iam-single-match", "iam-deprecated-action"})
_LITERAL = frozenset({Origin.SLOT, Origin.CONSTANT, Origin.LIST})
# Of other origins the text is composed, and is not found in the source.
_IN_SOURCE = _LITERAL | {Origin.BARE, Origin.JSON}
_IN_POLICIES = frozenset({Origin.SLOT, Origin.CONSTANT, Origin.JSON})


def spans_of_actions(source: Source, catalogue: Catalogue) -> set[Span]:
    """Where slots and lists of actions hold a literal that is exactly one action."""
    return {
        site.span
        for statement in statements(source, catalogue)
        for site in statement.sites
        if site.origin in _LITERAL and catalogue.action(site.text or "") is not None
    }


@dataclass(frozen=True)
class Slot:
    """A string that is used as an action."""

    site: Site
    catalogue: Catalogue

    @property
    def span(self) -> Span:
        """Where the string is, with its quotes."""
        return self.site.span

    @property
    def action(self) -> ActionText:
        """The action that it is, or should be."""
        return ActionText.of(self.site, self.site.text or "", self.catalogue)

    @property
    def text(self) -> str:
        """The string as it is written there, in some slots without the prefix."""
        return self.written(self.site.text or "")

    def written(self, action: str) -> str:
        """An action as it would be written there."""
        return action.partition(":")[2] if self.site.origin is Origin.BARE else action

    @property
    def is_in_source(self) -> bool:
        """Whether it is one string of the source, rather than composed of several."""
        return self.site.origin in _IN_SOURCE

    @property
    def is_json(self) -> bool:
        """Whether it is a string of JSON inside a string of the module."""
        return self.site.origin is Origin.JSON

    @property
    def is_constant(self) -> bool:
        """Whether it belongs to a constant that the policy names."""
        return self.site.origin is Origin.CONSTANT

    @property
    def is_in_policy(self) -> bool:
        """Whether it certainly is an action of a policy."""
        return self.site.certainty is Certainty.POLICY and self.site.origin in _IN_POLICIES


class Slots:
    """The slots of a module and the findings about them.

    Raises:
        UnreadableSource: the module cannot be parsed.
    """

    def __init__(self, source: Source, config: Config, path: str | os.PathLike[str] | None) -> None:
        self._source = source
        self._config = config
        self._path = path
        self._found = find(source, config.catalogue)

    def findings(
        self, codes: Collection[str], texts: Mapping[Span, str] | None = None
    ) -> list[Finding]:
        """Findings with these codes, in source order.

        Args:
            texts: other texts that slots would have.
        """
        config = replace(self._config, select=frozenset(codes))
        found = self._with(texts or {})
        return check_found(self._source, found, config, self._path)

    def by_span(self) -> dict[Span, Slot]:
        """Every slot that has a text."""
        return {
            site.span: Slot(site, self._config.catalogue)
            for site in sites_of(self._found.statements)
            if site.text is not None
        }

    def valid_actions(self, texts: Mapping[Span, str]) -> dict[Span, str]:
        """Texts of certain policies that match an action.

        Args:
            texts: other texts that slots would have.
        """
        return {
            site.span: site.text
            for site in sites_of(self._with(texts).statements)
            if site.text is not None
            and site.certainty is Certainty.POLICY
            and (
                (judged := judge(site, self._config.catalogue, self._config)) is None
                or judged[0] in _ON_EXISTING
            )
        }

    def _with(self, texts: Mapping[Span, str]) -> Found:
        if not texts:
            return self._found
        changed = [
            replace(
                statement,
                sites=tuple(
                    replace(site, text=texts[site.span])
                    if site.span in texts and site.origin is not Origin.BARE
                    else site
                    for site in statement.sites
                ),
            )
            for statement in self._found.statements
        ]
        return Found(changed, [])
