"""Corrections of wrong actions, where they are practically certain.

``suggestions`` lists candidates for a person to choose from.  A correction needs no choice: AWS's
own tables, or a single slip of a key, lead to that action and to no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import NamedTuple

from typed_iam_core import suggestions
from typed_iam_core.catalogue import Service
from typed_iam_core.catalogue.matching import expand, is_pattern
from typed_iam_core.catalogue.naming import words
from typed_iam_core.diagnostics import ActionText
from typed_iam_core.diagnostics.base import quoted
from typed_iam_core.diagnostics.malformed_action import repaired


class Correction(NamedTuple):
    """The action to write instead, and why, in a few words.

    ``equal`` is whether the two are the same to IAM.
    """

    text: str
    why: str
    equal: bool = False


def correction(action: ActionText, code: str) -> Correction | None:
    """The correction of an action that a diagnostic has flagged, or None where it is a guess."""
    find = _CORRECTIONS.get(code)
    return find(action) if find is not None else None


def _of_case(action: ActionText) -> Correction | None:
    known = action.catalogue.action(action.text)
    return Correction(known, "IAM ignores case", equal=True) if known else None


def _of_operation(action: ActionText) -> Correction | None:
    if action.service is None:
        return None
    kind = "a boto3 method" if "_" in action.name else "an API operation"
    why = f"{kind}, authorized by that action"
    plain = action.name.replace("_", "").lower().removesuffix("v2")
    curated = _replacement(action, plain)
    if curated is not None:
        return Correction(curated, why)
    candidates = suggestions.principal(action.catalogue, action.service, action.name)
    # GetObjectRetention beside GetObject: needed for a part of what the operation returns.
    basic = [each for each in candidates if all(other.startswith(each) for other in candidates)]
    if candidates and not basic:
        # Which of several are needed depends on the call, unless one wildcard matches all of them.
        basic = [
            offered
            for offered in suggestions.for_operation(action.catalogue, action.service, action.name)
            if set(_expanded(offered, action.service)) == set(candidates)
        ]
    return Correction(basic[0], why) if basic else None


def _expanded(text: str, service: Service) -> list[str]:
    name = text.partition(":")[2]
    return [f"{service.prefix}:{each}" for each in expand(name, service.actions.values())]


def _of_retired(action: ActionText) -> Correction | None:
    replacement = _replacement(action, action.name)
    return Correction(replacement, "renamed by AWS") if replacement else None


def _replacement(action: ActionText, name: str) -> str | None:
    """The one action that certainly replaces a retired name."""
    facts = action.catalogue.retired(action.prefix, name)
    if facts is None or facts.confidence != "high" or len(facts.replacement) != 1:
        return None
    return facts.replacement[0]


def _of_service(action: ActionText) -> Correction | None:
    """The same name with the prefix of the service that other tools call so."""
    prefixes = set(suggestions.called(action.catalogue, action.prefix))
    service = action.catalogue.service(prefixes.pop()) if len(prefixes) == 1 else None
    if service is None:
        return None
    why = f"{service.prefix} is called {quoted(action.prefix)} elsewhere"
    if is_pattern(action.name):
        matched = expand(action.name, service.actions)
        return Correction(f"{service.prefix}:{action.name}", why) if matched else None
    name = service.actions.get(action.name.lower())
    return Correction(f"{service.prefix}:{name}", why) if name else None


def _of_malformed(action: ActionText) -> Correction | None:
    found = repaired(action)
    if len(found) != 1:
        return None
    missing = ":" not in action.text
    return Correction(found[0], "only that service has it" if missing else "white space removed")


def _of_name(action: ActionText) -> Correction | None:
    if action.service is None:
        return None
    near = suggestions.misspelled(action.service, action.name)
    if len(near) != 1 or not _is_slip(action.name, near[0].partition(":")[2], action.service):
        return None
    return Correction(near[0], "misspelled")


def _of_pattern(action: ActionText) -> Correction | None:
    """The same wildcard with its one stem corrected."""
    if action.service is None:
        return None
    found = suggestions.for_pattern(action.service, action.name)
    if len(found) != 1:
        return None
    stem, corrected = action.name.strip("*?"), found[0].partition(":")[2].strip("*?")
    same_form = found[0] == f"{action.service.prefix}:{action.name.replace(stem, corrected)}"
    if not same_form or not _is_slip(stem, corrected, action.service):
        return None
    return Correction(found[0], "misspelled, it matches nothing")


_CORRECTIONS: Mapping[str, Callable[[ActionText], Correction | None]] = {
    "iam-action-case": _of_case,
    "iam-malformed-action": _of_malformed,
    "iam-operation-name": _of_operation,
    "iam-retired-action": _of_retired,
    "iam-unknown-service": _of_service,
    "iam-unknown-action": _of_name,
    "iam-empty-pattern": _of_pattern,
}
CORRECTABLE = frozenset(_CORRECTIONS)


def _is_slip(name: str, corrected: str, service: Service) -> bool:
    """Whether one slip of a key turns the corrected name into this one, but not into another verb.

    ``SetPolicy`` is one letter from ``GetPolicy``, and means something else.
    """
    name, verb = name.lower(), words(corrected)[0].lower()
    if not _is_one_key(name, corrected.lower()):
        return False
    verbs = {words(each)[0].lower() for each in service.actions.values()} | suggestions.VERBS
    return name.startswith(verb) or not name.startswith(tuple(verbs))


def _is_one_key(one: str, other: str) -> bool:
    """Whether two texts differ by one letter inserted, deleted or changed, or by two swapped."""
    head = _shared(one, other)
    one, other = one[head:], other[head:]
    tail = _shared(one[::-1], other[::-1])
    one, other = one[: len(one) - tail], other[: len(other) - tail]
    if one.isdigit() and other.isdigit():
        return False  # another version, not another spelling
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _shared(one: str, other: str) -> int:
    """Length of the common prefix."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
