"""``check(data)``: from a file's bytes to its findings, the same for every front end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from typed_iam_core import suggestions
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import is_pattern, matches
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import (
    MANY_VALUES,
    ON_ACTIONS,
    ON_DOCUMENTS,
    ON_STATEMENTS,
    UNUSED_IGNORE,
    ActionText,
    Rule,
    Verdict,
)
from typed_iam_core.diagnostics.base import MESSAGE_LIMIT
from typed_iam_core.expressions.scopes import Resolver
from typed_iam_core.ignores import Ignores, may_hold_ignores
from typed_iam_core.policies import Certainty, Origin, Policies, Slot, slots
from typed_iam_core.readers import find, may_hold_policies
from typed_iam_core.text.literals import within_quotes
from typed_iam_core.text.source import Source, Span

# Whether a rule has anything to do.
Wanted = Callable[[Rule], bool]


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
        type_ignores: whether ``# type: ignore[code]`` silences a finding; mypy does that
            itself, and has to, in order to tell which of these comments are used.
        package: the package that the module's relative imports start from.
        resolve: value of a constant of another module, where it is known.

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
    """As ``check``, of a source that has passed ``may_have_findings``.

    Raises:
        UnreadableSource: it cannot be parsed.
    """
    known = catalogue or config.catalogue
    policies = find(source, known, package=package, resolve=resolve)
    return check_policies(source, policies, config, path, known, type_ignores=type_ignores)


def check_policies(
    source: Source,
    policies: Policies,
    config: Config,
    path: str | os.PathLike[str] | None = None,
    catalogue: Catalogue | None = None,
    *,
    type_ignores: bool = True,
) -> list[Finding]:
    """As ``check``, of the policies that were found in a source, or would be after an edit."""
    known = catalogue or config.catalogue
    is_on = partial(config.reports, path=path)
    ignores = Ignores(source, type_ignores)
    # A code that an ignore comment names is judged even if it is off: the comment is used then.
    wanted = partial(_is_wanted, config, ignores)
    verdicts = dict.fromkeys(
        [*_on_actions(source, policies, known, config), *_on_policies(policies, known, wanted)]
    )
    kept = [each for each in verdicts if not ignores.covers(each.span, each.code)]
    for span, verdict in UNUSED_IGNORE.check_ignores(ignores, policies.unknown, is_on):
        if not ignores.covers_itself(span, UNUSED_IGNORE.code):
            kept.append(_Placed(span, UNUSED_IGNORE.code, verdict))
    shown = {code: (is_on(code), config.severity_of(code)) for code in {e.code for e in kept}}
    return sorted(
        Finding(span, code, shown[code][1], message, suggestions)
        for span, code, (message, suggestions) in kept
        if shown[code][0]
    )


class _Placed(NamedTuple):
    """A verdict at its place."""

    span: Span
    code: str
    verdict: Verdict


def _is_wanted(config: Config, ignores: Ignores, rule: Rule) -> bool:
    return config.reports(rule.code) or any(
        comment.silences(rule.code) for comment in ignores.comments
    )


def _on_actions(
    source: Source, policies: Policies, catalogue: Catalogue, config: Config
) -> Iterator[_Placed]:
    for slot in slots(policies.statements):
        judged = judge(slot, catalogue, config)
        if judged is not None:
            code, (message, suggestions) = judged
            whole = _whole(message, slot, code, config)
            if slot.origin is Origin.FOLDED:
                suggestions = _fitting(source, slot, suggestions)
            yield _Placed(slot.span, code, Verdict(whole, suggestions))


def _on_policies(policies: Policies, catalogue: Catalogue, wanted: Wanted) -> Iterator[_Placed]:
    for on_statement in filter(wanted, ON_STATEMENTS):
        for statement in policies.statements:
            for span, verdict in on_statement.check_statement(statement, catalogue):
                yield _Placed(span, on_statement.code, verdict)
    for on_document in filter(wanted, ON_DOCUMENTS):
        for document in policies.documents:
            for span, verdict in on_document.check_document(document):
                yield _Placed(span, on_document.code, verdict)
    for span, verdict in MANY_VALUES.check_policies(policies):
        yield _Placed(span, MANY_VALUES.code, verdict)


def judge(slot: Slot, catalogue: Catalogue, config: Config) -> tuple[str, Verdict] | None:
    """The code and verdict on one action, or None where there is nothing to say."""
    if slot.text is None:
        if slot.effect is None:
            return None  # ``"Action": (str, True)`` of a class that declares its properties
        return "iam-malformed-action", Verdict("Malformed action: it must be a string")
    if slot.text != "*" and config.vouches_for(slot.text):
        return None
    action = ActionText.of(slot, slot.text, catalogue)
    if slot.certainty is not Certainty.POLICY and not _looks_like_action(action):
        return None
    for rule in ON_ACTIONS:
        verdict = rule.check(action)
        if verdict is not None:
            if rule.code in _MATCHES_NOTHING and _is_undocumented(action):
                return None
            return rule.code, _bare(verdict) if slot.bare else verdict
    return None


def _looks_like_action(action: ActionText) -> bool:
    """Whether a text can be judged where only its look tells that it is an action.

    ``events:write`` is a scope of some other system, ``s3:prefix`` a condition key; but
    ``iam:passroles`` and ``s3:listobjects`` can be nothing else.
    """
    service, name, catalogue = action.service, action.name, action.catalogue
    if service is None:
        return bool(suggestions.with_name(catalogue, action.prefix, name))
    if ":" in name:
        repaired = catalogue.action(action.text.replace("::", ":"))
        return repaired is not None or bool(suggestions.joined(catalogue, action.text))
    if not all(part.isascii() and (part.isalnum() or part in "*?_-") for part in name):
        return False
    if action.slot.certainty is Certainty.LISTED or name[:1].isupper():
        return True
    if is_pattern(name) and name != name.lower():
        return True
    return bool(
        suggestions.misspelled(service, name) or suggestions.for_operation(catalogue, service, name)
    )


def _is_undocumented(action: ActionText) -> bool:
    names = action.catalogue.undocumented(action.prefix)
    return any(matches(action.name, name) for name in names)


def _bare(verdict: Verdict) -> Verdict:
    """Suggestions without the prefix that is not wanted there."""
    return verdict._replace(
        suggestions=tuple(text.partition(":")[2] for text in verdict.suggestions)
    )


def _fitting(source: Source, slot: Slot, suggestions: tuple[str, ...]) -> tuple[str, ...]:
    """Suggestions for the literal that a composed text is reported at, which has the end of it."""
    segment = source.segment(slot.span)
    place = within_quotes(segment)
    written = segment[place[0] : place[1]] if place is not None else ""
    if not written or slot.text is None or not slot.text.endswith(written):
        return suggestions
    head = slot.text.removesuffix(written)
    return tuple(each.removeprefix(head) for each in suggestions if each.startswith(head))


def judge_text(text: str, config: Config | None = None) -> Verdict | None:
    """The verdict on a text that should be an action, wherever it is written."""
    judged = coded_verdict(text, config or Config())
    return judged[1] if judged else None


def coded_verdict(text: str, config: Config) -> tuple[str, Verdict] | None:
    """As ``judge_text``, with the code of the diagnostic."""
    return judge(Slot(text, Span(1, 1, 1, 1)), config.catalogue, config)


# Diagnostics of actions that match nothing; what follows from that depends on the statement.
_MATCHES_NOTHING = frozenset(
    {
        "iam-unknown-action",
        "iam-unknown-service",
        "iam-operation-name",
        "iam-retired-action",
        "iam-empty-pattern",
    }
)


def _whole(message: str, slot: Slot, code: str, config: Config) -> str:
    """The message with as much of what else there is to say as fits."""
    if len(message) > MESSAGE_LIMIT:
        return message[: MESSAGE_LIMIT - 1] + "…"
    for more in (_consequence(slot) if code in _MATCHES_NOTHING else "", _expiry(slot, config)):
        if len(message) + len(more) <= MESSAGE_LIMIT:
            message += more
    return message


def _expiry(slot: Slot, config: Config) -> str:
    day = config.vouched_until(slot.text) if slot.text else None
    return f"; extra-actions vouched for it until {day}" if day else ""


def _consequence(slot: Slot) -> str:
    """Names that match nothing fail open in two of four places."""
    if slot.effect == "Deny" and not slot.negated:
        return "; so this Deny has no effect on it"
    if slot.effect == "Allow" and slot.negated:
        return "; so NotAction does not exclude it, and the Allow is broader than intended"
    return ""
