"""``check(data)``: from a file's bytes to its findings, the same for every front end."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from typed_iam_core import suggestions
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import is_pattern
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import (
    ON_ACTIONS,
    ON_IGNORES,
    ON_POLICIES,
    ON_STATEMENTS,
    ActionText,
    Verdict,
)
from typed_iam_core.diagnostics.base import MESSAGE_LIMIT
from typed_iam_core.ignores import Ignores, may_hold_ignores
from typed_iam_core.sites import (
    Certainty,
    Found,
    Origin,
    Resolver,
    Site,
    Statement,
    find,
    may_hold_policies,
)
from typed_iam_core.text.source import Source, Span


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
    package: str = "",
    resolve: Resolver | None = None,
) -> list[Finding]:
    """Findings of one file in source order.

    Args:
        data: the file's bytes; a file that cannot hold a policy costs one scan of them.
        path: the file's name, for settings that hold for some files only.
        catalogue: the actions to judge by; those of the configuration by default.
        type_ignores: whether ``# type: ignore[code]`` silences a finding; mypy sees to that
            itself, and has to, in order to tell which of these comments are used.
        package: the package that the module's relative imports start from.
        resolve: value of a constant of another module, where somebody knows it.

    Raises:
        UnreadableSource: the bytes cannot be decoded or parsed.
    """
    known = catalogue or config.catalogue
    if not may_have_findings(data, known):
        return []
    return check_source(
        Source(data),
        config,
        path,
        known,
        type_ignores=type_ignores,
        package=package,
        resolve=resolve,
    )


def may_have_findings(data: bytes, catalogue: Catalogue | None = None) -> bool:
    """Whether a file could have findings; False for nearly every file, at a few byte scans."""
    return may_hold_ignores(data) or may_hold_policies(data, catalogue)


def check_source(
    source: Source,
    config: Config,
    path: str | os.PathLike[str] | None = None,
    catalogue: Catalogue | None = None,
    *,
    type_ignores: bool = True,
    package: str = "",
    resolve: Resolver | None = None,
) -> list[Finding]:
    """As ``check``, of a source that is at hand and has passed ``may_have_findings``.

    Raises:
        UnreadableSource: it cannot be parsed.
    """
    known = catalogue or config.catalogue
    found = find(source, known, package=package, resolve=resolve, newer=True)
    return check_found(source, found, config, path, known, type_ignores=type_ignores)


def check_found(
    source: Source,
    found: Found,
    config: Config,
    path: str | os.PathLike[str] | None = None,
    catalogue: Catalogue | None = None,
    *,
    type_ignores: bool = True,
) -> list[Finding]:
    """As ``check``, of what was found in a source, or would be found there after an edit."""
    known = catalogue or config.catalogue
    verdicts = dict.fromkeys([*_on_actions(found, known, config), *_on_policies(found, known)])
    ignores = Ignores(source, type_ignores)
    kept = [each for each in verdicts if not ignores.covers(each.span, each.code)]
    # Whatever is switched off has found its comments by now: they are wanted when it is on.
    is_on = partial(config.reports, path=path)
    for on_ignores in ON_IGNORES:
        for span, verdict in on_ignores.check(ignores, found.unknown, is_on):
            if not ignores.covers_itself(span, on_ignores.code):
                kept.append(_Placed(span, on_ignores.code, verdict))
    return sorted(
        Finding(span, code, config.severity_of(code), message, suggestions)
        for span, code, (message, suggestions) in kept
        if is_on(code)
    )


class _Placed(NamedTuple):
    """A verdict at its place."""

    span: Span
    code: str
    verdict: Verdict


def _on_actions(found: Found, catalogue: Catalogue, config: Config) -> Iterator[_Placed]:
    for site in sites_of(found.statements):
        judged = judge(site, catalogue, config)
        if judged is not None:
            code, (message, suggestions) = judged
            yield _Placed(
                site.span, code, Verdict(_whole(message, site, code, config), suggestions)
            )


def _on_policies(found: Found, catalogue: Catalogue) -> Iterator[_Placed]:
    for statement in found.statements:
        for on_statement in ON_STATEMENTS:
            for span, verdict in on_statement.check(statement, catalogue):
                yield _Placed(span, on_statement.code, verdict)
    for part in found.parts:
        for on_policy in ON_POLICIES:
            for span, verdict in on_policy.check(part):
                yield _Placed(span, on_policy.code, verdict)


def sites_of(found: Iterable[Statement]) -> list[Site]:
    """Each place once, in source order: a constant can be in several statements' slots."""
    by_span: dict[Span, Site] = {}
    for statement in found:
        for site in statement.sites:
            other = by_span.get(site.span)
            by_span[site.span] = site if other is None else _either(site, other)
    return sorted(by_span.values(), key=lambda site: site.span)


_SUREST = tuple(Certainty)


def _either(site: Site, other: Site) -> Site:
    """One string in two slots: as certain as the surer one, with an effect if they agree."""
    surer = min(site, other, key=lambda each: _SUREST.index(each.certainty))
    if (site.effect, site.negated) == (other.effect, other.negated):
        return surer
    return replace(surer, effect=None)


def judge(site: Site, catalogue: Catalogue, config: Config) -> tuple[str, Verdict] | None:
    """The code and verdict on one site, or None where there is nothing to say."""
    if site.text is None:
        if site.effect is None:
            return None  # ``"Action": (str, True)`` of a class that declares its properties
        return "iam-malformed-action", Verdict("Malformed action: it must be a string")
    if site.text != "*" and config.vouches_for(site.text):
        return None
    action = ActionText.of(site, site.text, catalogue)
    if site.certainty is not Certainty.POLICY and not _looks_like_action(action):
        return None
    for diagnostic in ON_ACTIONS:
        verdict = diagnostic.check(action)
        if verdict is not None:
            return diagnostic.code, _bare(verdict) if site.origin is Origin.BARE else verdict
    return None


def _looks_like_action(action: ActionText) -> bool:
    """Whether a text can be judged where only its look tells that it is an action.

    ``events:write`` is a scope of some other system, ``s3:prefix`` a condition key; but
    ``iam:passroles`` and ``s3:listobjects`` can be nothing else.
    """
    service, name = action.service, action.name
    if service is None or not all(
        part.isascii() and (part.isalnum() or part in "*?_-") for part in name
    ):
        return False
    if action.site.certainty is Certainty.LISTED or name[:1].isupper():
        return True
    if is_pattern(name) and name != name.lower():
        return True
    return bool(
        suggestions.misspelt(service, name)
        or suggestions.for_operation(action.catalogue, service, name)
    )


def _bare(verdict: Verdict) -> Verdict:
    """Suggestions without the prefix that the place does without."""
    return verdict._replace(
        suggestions=tuple(text.partition(":")[2] for text in verdict.suggestions)
    )


def judge_text(text: str, config: Config | None = None) -> Verdict | None:
    """The verdict on a text that should be an action, wherever it stands."""
    judged = coded_verdict(text, config or Config())
    return judged[1] if judged else None


def coded_verdict(text: str, config: Config) -> tuple[str, Verdict] | None:
    """As ``judge_text``, with the code of the diagnostic."""
    site = Site(text, Span(1, 1, 1, 1), negated=False, effect=None, certainty=Certainty.POLICY)
    return judge(site, config.catalogue, config)


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


def _whole(message: str, site: Site, code: str, config: Config) -> str:
    """The message with as much of what else there is to say as fits."""
    if len(message) > MESSAGE_LIMIT:
        return message[: MESSAGE_LIMIT - 1] + "…"
    for more in (_consequence(site) if code in _NAMES_NOTHING else "", _expiry(site, config)):
        if len(message) + len(more) <= MESSAGE_LIMIT:
            message += more
    return message


def _expiry(site: Site, config: Config) -> str:
    day = config.vouched_until(site.text) if site.text else None
    return f"; extra-actions vouched for it until {day}" if day else ""


def _consequence(site: Site) -> str:
    """Names that match nothing fail open in two of four places."""
    if site.effect == "Deny" and not site.negated:
        return "; this Deny denies nothing by it"
    if site.effect == "Allow" and site.negated:
        return "; NotAction excludes nothing by it, so the Allow is wider"
    return ""
