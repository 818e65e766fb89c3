"""Compares AWS's current list with the catalogue: the content of an overlay.

An overlay removes no name, so a source that lacks some does no harm.  But a source that lacks
many is not a newer state of the same list, and all of it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.facts import Overlay, ServiceFacts, names_not_in
from typed_iam_core.catalogue.overlay.strict_json import InvalidData

# AWS withdrew half as many in its busiest year, 224 in 2024.
_MISSING_IN_ALL = 0.02
# In one service: one renamed of ten is a tenth, and a list two months old lacks an eighth of lambda.
_MISSING_IN_ONE = 0.2
_FEW = 3

_NOTHING = ServiceFacts()


def changes(
    listed: Mapping[str, ServiceFacts],
    catalogue: Catalogue,
    previous: Overlay | None,
    *,
    complete: bool,
) -> dict[str, ServiceFacts]:
    """The facts that the source has and the catalogue lacks, and the names that only the catalogue has.

    Args:
        listed: service prefix -> its facts in the source.
        catalogue: the catalogue of the installation, without any overlay.
        previous: the overlay to be replaced; its names are kept.
        complete: whether the source is AWS's whole list, so that AWS has withdrawn other services.

    Raises:
        InvalidData: too many known actions are missing.
    """
    # One from before the installation is ignored; see ``catalogue.extended``.
    before = previous.services if previous and previous.date >= catalogue.date else {}
    prefixes = sorted({*listed, *before, *(catalogue.prefixes if complete else ())})
    compared = [
        _compare(prefix, catalogue, before.get(prefix, _NOTHING), listed.get(prefix), complete)
        for prefix in prefixes
    ]
    _refuse_losses(compared, catalogue)
    new = {f"{each.prefix}:{name}" for each in compared for name in each.additions.actions}

    def usable(callers: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Operations or methods of which the catalogue, or the overlay, has all the actions."""
        return {
            name: actions
            for name, actions in callers.items()
            if all(action in new or catalogue.action(action) for action in actions)
        }

    found = {
        prefix: replace(facts, operations=usable(facts.operations), methods=usable(facts.methods))
        for prefix, facts, _, _ in compared
    }
    return {prefix: facts for prefix, facts in found.items() if facts != _NOTHING}


class _Compared(NamedTuple):
    """The part of one service in the overlay, and how many of its actions were known before."""

    prefix: str
    additions: ServiceFacts
    known: int
    is_listed: bool


def _compare(
    prefix: str,
    catalogue: Catalogue,
    before: ServiceFacts,
    listed: ServiceFacts | None,
    complete: bool,
) -> _Compared:
    shipped = catalogue.facts(prefix) if catalogue.service(prefix) else _NOTHING
    now = listed or _NOTHING
    # The files of a folder may be older than the catalogue, in which the action is retired.
    current = {
        name: action
        for name, action in now.actions.items()
        if complete or catalogue.retired(prefix, name) is None
    }
    kept = {name: before.actions[name] for name in names_not_in(current, before.actions)}
    actions = {**kept, **current}
    new = {name: actions[name] for name in names_not_in(shipped.actions, actions)}
    used = {name for action in new.values() for name in action.resources}
    # The previous overlay may have an action that is in this installation by now.
    known = dict.fromkeys((*shipped.actions, *before.actions))
    additions = ServiceFacts(
        actions=new,
        resources={
            name: arn
            for name, arn in {**before.resources, **now.resources}.items()
            if name in used and name not in shipped.resources
        },
        operations=_others(shipped.operations, {**before.operations, **now.operations}),
        methods=_others(shipped.methods, {**before.methods, **now.methods}),
        unlisted=tuple(names_not_in(now.actions, known)) if listed or complete else before.unlisted,
    )
    return _Compared(prefix, additions, len(known), listed is not None)


def _others(
    shipped: Mapping[str, tuple[str, ...]], callers: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    return {name: actions for name, actions in callers.items() if name not in shipped}


def _refuse_losses(compared: list[_Compared], catalogue: Catalogue) -> None:
    all_missing = 0
    for prefix, additions, known, is_listed in compared:
        missing = len(additions.unlisted)
        all_missing += missing
        if is_listed and missing > max(_FEW, known * _MISSING_IN_ONE):
            raise InvalidData(f"{missing} of the {known} known actions of {prefix} are missing")
    total = sum(len(service.actions) for service in catalogue.services)
    if all_missing > total * _MISSING_IN_ALL:
        raise InvalidData(f"{all_missing:,} of the {total:,} known actions are missing")
