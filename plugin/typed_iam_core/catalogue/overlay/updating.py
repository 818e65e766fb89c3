"""Compares AWS's current list with the catalogue: the content of an overlay.

An overlay removes no name, so a source that lacks some does no harm.  But a source that lacks
many is not a newer state of the same list, and all of it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.facts import ActionFacts, Overlay, ServiceFacts
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
        _Compared(prefix, catalogue, before.get(prefix, _NOTHING), listed.get(prefix), complete)
        for prefix in prefixes
    ]
    _refuse_losses(compared, catalogue)
    new = {f"{service.prefix}:{name}" for service in compared for name in service.new}
    found = {service.prefix: service.additions(new) for service in compared}
    return {prefix: facts for prefix, facts in found.items() if facts != _NOTHING}


class _Compared(NamedTuple):
    """One service before and after; ``now`` is None where the source does not have it."""

    prefix: str
    catalogue: Catalogue
    before: ServiceFacts
    now: ServiceFacts | None
    complete: bool

    @property
    def new(self) -> dict[str, ActionFacts]:
        """Actions that the installation does not have; changed facts replace those of before."""
        now = self.now.actions if self.now else {}
        # The files of a folder may be older than the catalogue, in which the action is retired.
        listed = {
            name: action
            for name, action in now.items()
            if self.complete or self.catalogue.retired(self.prefix, name) is None
        }
        folded = {name.lower() for name in listed}
        kept = {
            name: each for name, each in self.before.actions.items() if name.lower() not in folded
        }
        return {
            name: action
            for name, action in {**kept, **listed}.items()
            if self.catalogue.action(f"{self.prefix}:{name}") is None
        }

    @property
    def known(self) -> tuple[str, ...]:
        """Actions of the installation and of the previous overlay, some of which may be in both."""
        service = self.catalogue.service(self.prefix)
        shipped = service.actions.values() if service else ()
        return tuple(dict.fromkeys((*shipped, *self.before.actions)))

    @property
    def missing(self) -> tuple[str, ...]:
        """Known actions that AWS does not list any more, as far as the source shows."""
        if self.now is None and not self.complete:
            return self.before.unlisted
        listed = {name.lower() for name in (self.now.actions if self.now else ())}
        return tuple(name for name in self.known if name.lower() not in listed)

    def additions(self, new: set[str]) -> ServiceFacts:
        """The service's part of the overlay, given the new actions of all services."""
        now = self.now or _NOTHING
        shipped = (
            self.catalogue.facts(self.prefix) if self.catalogue.service(self.prefix) else _NOTHING
        )
        used = {name for action in self.new.values() for name in action.resources}
        return ServiceFacts(
            actions=self.new,
            resources={
                name: arn
                for name, arn in {**self.before.resources, **now.resources}.items()
                if name in used and name not in shipped.resources
            },
            operations=self._unknown(
                {**self.before.operations, **now.operations}, shipped.operations, new
            ),
            methods=self._unknown({**self.before.methods, **now.methods}, shipped.methods, new),
            unlisted=self.missing,
        )

    def _unknown(
        self, callers: Mapping[str, tuple[str, ...]], shipped: Mapping[str, object], new: set[str]
    ) -> dict[str, tuple[str, ...]]:
        """Operations or methods that the catalogue lacks, if it has the actions they need."""
        return {
            name: actions
            for name, actions in callers.items()
            if name not in shipped
            and all(action in new or self.catalogue.action(action) for action in actions)
        }


def _refuse_losses(compared: list[_Compared], catalogue: Catalogue) -> None:
    all_missing = 0
    for service in compared:
        missing, known = len(service.missing), len(service.known)
        all_missing += missing
        if service.now is not None and missing > max(_FEW, known * _MISSING_IN_ONE):
            raise InvalidData(
                f"{missing} of the {known} known actions of {service.prefix} are missing"
            )
    total = sum(len(service.actions) for service in catalogue.services)
    if all_missing > total * _MISSING_IN_ALL:
        raise InvalidData(f"{all_missing:,} of the {total:,} known actions are missing")
