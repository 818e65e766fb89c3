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

    def at(self, spans: Collection[Span]) -> dict[Span, Slot]:
        """The slots at these places, with their quotes, that have a text."""
        return {
            site.span: _slot(site, site.text, self._config.catalogue)
            for site in sites_of(self._found.statements)
            if site.span in spans and site.text is not None
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


def _slot(site: Site, text: str, catalogue: Catalogue) -> Slot:
    is_bare = site.origin is Origin.BARE
    return Slot(
        text.partition(":")[2] if is_bare else text,
        ActionText.of(site, text, catalogue),
        is_bare,
        is_composed=site.origin not in _IN_SOURCE,
        is_constant=site.origin is Origin.CONSTANT,
        is_json=site.origin is Origin.JSON,
        is_certain=site.certainty is Certainty.POLICY and site.origin in _IN_POLICIES,
    )
