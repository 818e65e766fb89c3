"""What AWS lists, compared with what the catalogue has: the content of an overlay.

An overlay takes no name away, so that a source that lacks some does no harm.  But one that
lacks many is no newer state of the same thing, and nothing of it is believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.facts import NO_FACTS, ServiceFacts
from typed_iam_core.catalogue.overlay.overlay import Action, Listing, Overlay
from typed_iam_core.catalogue.overlay.strict_json import Unfit

# AWS withdrew half as many in its busiest year, 224 in 2024.
_MISSING_IN_ALL = 0.02
# Of one service's: one renamed of ten is a tenth, and a state two months old lacks an eighth
# of lambda's.
_MISSING_IN_ONE = 0.2
_FEW = 3


def changes(
    listed: Mapping[str, Listing], catalogue: Catalogue, previous: Overlay | None, *, complete: bool
) -> dict[str, Listing]:
    """What the source has that the catalogue lacks, and which names it has that the source lacks.

    Args:
        listed: service prefix -> what the source says of it.
        catalogue: the catalogue of the installation, without any overlay.
        previous: the overlay that is going to be replaced; its names are kept.
        complete: whether the source is all that AWS lists now, so that other services are gone.

    Raises:
        Unfit: too many known actions are missing.
    """
    # One from before the installation has nothing that counts; see ``catalogue.extended``.
    before = previous.services if previous and previous.date >= catalogue.date else {}
    prefixes = sorted({*listed, *before, *(catalogue.prefixes if complete else ())})
    compared = [
        _Compared(prefix, catalogue, before.get(prefix, _NOTHING), listed.get(prefix), complete)
        for prefix in prefixes
    ]
    _refuse_losses(compared, catalogue)
    new = {f"{service.prefix}:{name}" for service in compared for name in service.new}
    found = {service.prefix: service.listing(new) for service in compared}
    return {prefix: entry for prefix, entry in found.items() if entry != _NOTHING}


_NOTHING = Listing()


class _Compared(NamedTuple):
    """One service as it was and as it is; ``now`` is None where the source does not have it."""

    prefix: str
    catalogue: Catalogue
    before: Listing
    now: Listing | None
    complete: bool

    @property
    def new(self) -> dict[str, Action]:
        """Actions that the installation does not have; a changed one replaces what it was."""
        now = self.now.actions if self.now else {}
        # What lies in a folder may be older than the catalogue, which knows of its end.
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
        """Actions of the installation and of the overlay before, of which it may have some by now."""
        service = self.catalogue.service(self.prefix)
        shipped = service.actions.values() if service else ()
        return tuple(dict.fromkeys((*shipped, *self.before.actions)))

    @property
    def missing(self) -> tuple[str, ...]:
        """Known actions that AWS does not list any more, as far as the source can tell."""
        if self.now is None and not self.complete:
            return self.before.unlisted
        listed = {name.lower() for name in (self.now.actions if self.now else ())}
        return tuple(name for name in self.known if name.lower() not in listed)

    def listing(self, new: set[str]) -> Listing:
        """The service's part of the overlay, given the new actions of all services."""
        now = self.now or _NOTHING
        used = {name for action in self.new.values() for name in action.resources}
        resources = {**self.before.resources, **now.resources}
        return Listing(
            actions=self.new,
            resources={
                name: arn
                for name, arn in resources.items()
                if name in used and name not in self._shipped["resources"]
            },
            operations=self._unknown(
                {**self.before.operations, **now.operations}, self._shipped["operations"], new
            ),
            methods=self._unknown(
                {**self.before.methods, **now.methods}, self._shipped["methods"], new
            ),
            unlisted=self.missing,
        )

    @property
    def _shipped(self) -> ServiceFacts:
        return (
            self.catalogue.facts(self.prefix) if self.catalogue.service(self.prefix) else NO_FACTS
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
    lost_in_all = 0
    for service in compared:
        lost, known = len(service.missing), len(service.known)
        lost_in_all += lost
        if service.now is not None and lost > max(_FEW, known * _MISSING_IN_ONE):
            raise Unfit(f"{lost} of the {known} known actions of {service.prefix} are missing")
    everything = sum(
        len(found.actions) for found in map(catalogue.service, catalogue.prefixes) if found
    )
    if lost_in_all > everything * _MISSING_IN_ALL:
        raise Unfit(f"{lost_in_all:,} of the {everything:,} known actions are missing")
