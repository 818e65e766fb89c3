"""What to put in the place of a wrong action, where that is as good as certain.

``suggestions`` names what may be meant, for somebody to choose from.  Here is what nobody has
to choose: a name that AWS's own tables lead to, or that one slip of a key leads to, and no
other beside it.
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
    """What to write instead, and why, in a few words.

    ``equal`` is whether IAM takes both for the same.
    """

    text: str
    why: str
    equal: bool = False


def correction(action: ActionText, code: str) -> Correction | None:
    """The correction of an action that a diagnostic has flagged, or None where it is a guess."""
    find = _CORRECTIONS.get(code)
    return find(action) if find is not None else None


def _of_case(action: ActionText) -> Correction | None:
    spelt = action.catalogue.action(action.text)
    return Correction(spelt, "case is ignored by IAM", equal=True) if spelt else None


def _of_operation(action: ActionText) -> Correction | None:
    if action.service is None:
        return None
    kind = "boto3's name of the method" if "_" in action.name else "an API operation"
    why = f"{kind}, authorised by that action"
    plain = action.name.replace("_", "").lower().removesuffix("v2")
    curated = _replacement(action, plain)
    if curated is not None:
        return Correction(curated, why)
    meant = suggestions.principal(action.catalogue, action.service, action.name)
    # GetObjectRetention beside GetObject: needed for a part of what the operation returns.
    basic = [each for each in meant if all(other.startswith(each) for other in meant)]
    if meant and not basic:
        # Which of several are needed depends on the call, unless one wildcard is all of them.
        basic = [
            offered
            for offered in suggestions.for_operation(action.catalogue, action.service, action.name)
            if set(_expanded(offered, action.service)) == set(meant)
        ]
    return Correction(basic[0], why) if basic else None


def _expanded(text: str, service: Service) -> list[str]:
    name = text.partition(":")[2]
    return [f"{service.prefix}:{each}" for each in expand(name, service.actions.values())]


def _of_retired(action: ActionText) -> Correction | None:
    replacement = _replacement(action, action.name)
    return Correction(replacement, "renamed by AWS") if replacement else None


def _replacement(action: ActionText, name: str) -> str | None:
    """The one action that a dead name certainly is today."""
    facts = action.catalogue.retired(action.prefix, name)
    if facts is None or facts.confidence != "high" or len(facts.replacement) != 1:
        return None
    return facts.replacement[0]


def _of_service(action: ActionText) -> Correction | None:
    """The same name under the prefix of the service that is called so elsewhere."""
    called = set(suggestions.called(action.catalogue, action.prefix))
    service = action.catalogue.service(called.pop()) if len(called) == 1 else None
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
    return Correction(found[0], "no other service has it" if missing else "without white space")


def _of_name(action: ActionText) -> Correction | None:
    if action.service is None:
        return None
    near = suggestions.misspelt(action.service, action.name)
    if len(near) != 1 or not _is_slip(action.name, near[0].partition(":")[2], action.service):
        return None
    return Correction(near[0], "misspelt")


def _of_pattern(action: ActionText) -> Correction | None:
    """The same wildcard with its one stem spelt right."""
    if action.service is None:
        return None
    found = suggestions.for_pattern(action.service, action.name)
    if len(found) != 1:
        return None
    stem, meant = action.name.strip("*?"), found[0].partition(":")[2].strip("*?")
    same_form = found[0] == f"{action.service.prefix}:{action.name.replace(stem, meant)}"
    if not same_form or not _is_slip(stem, meant, action.service):
        return None
    return Correction(found[0], "misspelt, it matches nothing")


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


def _is_slip(name: str, meant: str, service: Service) -> bool:
    """Whether one slip of a key makes a name of what was meant, and no verb of another verb.

    ``SetPolicy`` is one letter from ``GetPolicy``, and means something else.
    """
    name, verb = name.lower(), words(meant)[0].lower()
    if not _is_one_key(name, meant.lower()):
        return False
    verbs = {words(each)[0].lower() for each in service.actions.values()} | suggestions.VERBS
    return name.startswith(verb) or not name.startswith(tuple(verbs))


def _is_one_key(one: str, other: str) -> bool:
    """Whether two texts differ by a letter more, less or other, or by two letters swapped."""
    head = _shared(one, other)
    one, other = one[head:], other[head:]
    tail = _shared(one[::-1], other[::-1])
    one, other = one[: len(one) - tail], other[: len(other) - tail]
    if one.isdigit() and other.isdigit():
        return False  # another version, not another spelling
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _shared(one: str, other: str) -> int:
    """Length of the common beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
