"""The content of an overlay: AWS's current list compared with the catalogue.

An overlay removes no name, so a source that lacks some does no harm.  But a source that lacks
many is not a newer state of the same list, and all of it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.facts import Overlay, ServiceFacts, names_not_in
from typed_iam_core.catalogue.overlay.strict_json import InvalidData

# AWS withdrew half as many in its busiest year, 224 in 2024.
_MISSING_IN_ALL = 0.02
# In one service: one renamed of ten is a tenth, and a list two months old lacks an eighth of lambda.
_MISSING_IN_ONE = 0.2
_FEW = 3

_NOTHING = ServiceFacts()
_T = TypeVar("_T")


def changes(
    listed: Mapping[str, ServiceFacts],
    catalogue: Catalogue,
    previous: Overlay | None,
    *,
    complete: bool,
) -> dict[str, ServiceFacts]:
    """The facts that the source has and the catalogue lacks, and the names that only the catalogue has.

    The names of the previous overlay are kept.  A ``complete`` source is AWS's whole list: AWS has
    withdrawn the services that it lacks.  InvalidData if too many known actions are missing.
    """
    # One from before the installation is ignored; see ``catalogue.extended``.
    before = previous.services if previous and previous.date >= catalogue.date else {}
    found: dict[str, ServiceFacts] = {}
    for prefix in sorted({*listed, *before, *(catalogue.prefixes if complete else ())}):
        shipped = catalogue.facts(prefix) if catalogue.service(prefix) else _NOTHING
        kept = before.get(prefix, _NOTHING)
        now = listed.get(prefix, _NOTHING)
        # The previous overlay may have an action that is in this installation by now.
        known = dict.fromkeys((*shipped.actions, *kept.actions))
        missing = tuple(names_not_in(now.actions, known))
        if prefix in listed and len(missing) > max(_FEW, len(known) * _MISSING_IN_ONE):
            raise InvalidData(
                f"{len(missing)} of the {len(known)} known actions of {prefix} are missing"
            )
        if not complete:
            # The files of a folder may be older than the catalogue, in which the action is retired.
            current = {
                name: facts
                for name, facts in now.actions.items()
                if catalogue.retired(prefix, name) is None
            }
            now = replace(now, actions=current)
        unlisted = missing if complete or prefix in listed else kept.unlisted
        found[prefix] = replace(_additions(shipped, kept, now), unlisted=unlisted)
    lost = sum(len(facts.unlisted) for facts in found.values())
    total = sum(len(service.actions) for service in catalogue.services)
    if lost > total * _MISSING_IN_ALL:
        raise InvalidData(f"{lost:,} of the {total:,} known actions are missing")
    new = {f"{prefix}:{name}" for prefix, facts in found.items() for name in facts.actions}

    def usable(callers: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Operations or methods of which the catalogue, or the overlay, has all the actions."""
        return {
            name: actions
            for name, actions in callers.items()
            if all(action in new or catalogue.action(action) for action in actions)
        }

    for prefix, facts in found.items():
        operations, methods = usable(facts.operations), usable(facts.methods)
        found[prefix] = replace(facts, operations=operations, methods=methods)
    return {prefix: facts for prefix, facts in found.items() if facts != _NOTHING}


def _additions(shipped: ServiceFacts, kept: ServiceFacts, now: ServiceFacts) -> ServiceFacts:
    """The facts of the previous overlay and of the source that the catalogue lacks."""
    older = {name: kept.actions[name] for name in names_not_in(now.actions, kept.actions)}
    actions = {**older, **now.actions}
    new = {name: actions[name] for name in names_not_in(shipped.actions, actions)}
    used = {name for action in new.values() for name in action.resources}
    resources = _others(shipped.resources, kept.resources, now.resources)
    return ServiceFacts(
        actions=new,
        resources={name: arn for name, arn in resources.items() if name in used},
        operations=_others(shipped.operations, kept.operations, now.operations),
        methods=_others(shipped.methods, kept.methods, now.methods),
    )


def _others(shipped: Mapping[str, _T], *parts: Mapping[str, _T]) -> dict[str, _T]:
    return {name: facts for part in parts for name, facts in part.items() if name not in shipped}
