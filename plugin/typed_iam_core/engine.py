"""``check(data)``: from a file's bytes to its findings, the same for every front end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import DIAGNOSTICS, ActionText, Verdict
from typed_iam_core.diagnostics.base import MESSAGE_LIMIT
from typed_iam_core.ignores import Ignores
from typed_iam_core.sites import Certainty, Site, may_hold_policies, statements
from typed_iam_core.source import Source, Span


class Finding(NamedTuple):
    """One diagnostic at one place; ``suggestions`` are texts to put there, best first."""

    span: Span
    code: str
    severity: str
    message: str
    suggestions: tuple[str, ...]


def check(
    data: bytes,
    config: Config,
    path: str | os.PathLike[str] | None = None,
    catalogue: Catalogue | None = None,
    *,
    type_ignores: bool = True,
) -> list[Finding]:
    """Findings of one file in source order.

    Args:
        data: the file's bytes; a file that cannot hold a policy costs one scan of them.
        path: the file's name, for settings that hold for some files only.
        catalogue: the actions to judge by; those of this installation by default.
        type_ignores: whether ``# type: ignore[code]`` silences a finding; mypy sees to that
            itself, and has to, in order to tell which of these comments are used.

    Raises:
        UnreadableSource: the bytes cannot be decoded or parsed.
    """
    if not may_hold_policies(data):
        return []
    source = Source(data)
    known = catalogue or catalogues.default()
    findings = [
        finding
        for statement in statements(source)
        for site in statement.sites
        for finding in _judge(site, known, config)
        if config.reports(finding.code, path)
    ]
    if not findings:
        return []
    ignores = Ignores(source, type_ignores)
    # A statement inside another one's slot is met twice.
    return [finding for finding in dict.fromkeys(findings) if not ignores.covers(finding)]


def _judge(site: Site, catalogue: Catalogue, config: Config) -> Iterator[Finding]:
    verdict = judge(site, catalogue, config)
    if verdict is not None:
        code, (message, suggestions) = verdict
        yield Finding(site.span, code, "error", _whole(message, site, code), suggestions)


def judge(site: Site, catalogue: Catalogue, config: Config) -> tuple[str, Verdict] | None:
    """The code and verdict on one site, or None where there is nothing to say."""
    if site.text is None:
        return "iam-malformed-action", Verdict("Malformed action: it must be a string")
    if site.text != "*" and config.vouches_for(site.text):
        return None
    action = ActionText.of(site, site.text, catalogue)
    if site.certainty is Certainty.LIKELY and (action.service is None or not action.name):
        return None
    for diagnostic in DIAGNOSTICS:
        verdict = diagnostic.check(action)
        if verdict is not None:
            return diagnostic.code, verdict
    return None


def judge_text(text: str) -> Verdict | None:
    """The verdict on a text that should be an action, wherever it stands."""
    site = Site(text, Span(1, 1, 1, 1), negated=False, effect=None, certainty=Certainty.POLICY)
    judged = judge(site, catalogues.default(), Config())
    return judged[1] if judged else None


# Diagnostics of actions that match nothing; what that leads to depends on where they stand.
_NAMES_NOTHING = frozenset(
    {
        "iam-unknown-action",
        "iam-unknown-service",
        "iam-operation-name",
        "iam-retired-action",
        "iam-empty-pattern",
    }
)


def _whole(message: str, site: Site, code: str) -> str:
    consequence = _consequence(site) if code in _NAMES_NOTHING else ""
    if len(message) + len(consequence) > MESSAGE_LIMIT:
        return message if len(message) <= MESSAGE_LIMIT else message[: MESSAGE_LIMIT - 1] + "…"
    return message + consequence


def _consequence(site: Site) -> str:
    """Names that match nothing fail open in two of four places."""
    if site.effect == "Deny" and not site.negated:
        return "; this Deny denies nothing by it"
    if site.effect == "Allow" and site.negated:
        return "; NotAction excludes nothing by it, so the Allow is wider"
    return ""
