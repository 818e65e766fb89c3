"""The model of facts about services and actions, of this installation or of an overlay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference"


class ActionFacts(NamedTuple):
    """Facts of one action; ``resources`` marks required types with ``*``.

    ``url`` is its documentation, empty where no page is known.
    """

    access: str
    resources: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    permission_only: bool = False
    url: str = ""


class RetiredFacts(NamedTuple):
    """An action that AWS once listed; dates as ``YYYY-MM-DD``, None where it was never seen listed."""

    first_seen: str | None
    last_seen: str | None
    replacement: tuple[str, ...]
    confidence: str | None
    how: str | None


@dataclass(frozen=True)
class ServiceFacts:
    """Facts of one service: all of them, or those that an overlay adds.

    ``operations``: API operations whose name is not an action -> the actions that authorize them.
    ``methods``: boto3 ``client.method`` -> actions, where they do not follow from the name.
    ``unlisted``: actions that AWS does not list any more; only overlays have them, and they stay valid.
    """

    pages: tuple[str, ...] = ()
    resources: Mapping[str, str] = field(default_factory=dict)
    actions: Mapping[str, ActionFacts] = field(default_factory=dict)
    operations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    methods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retired: Mapping[str, RetiredFacts] = field(default_factory=dict)
    unlisted: tuple[str, ...] = ()

    def extended(self, newer: ServiceFacts) -> ServiceFacts:
        """These facts with the additions of an overlay; what is here already is better checked."""
        page = self.pages[0] if len(self.pages) == 1 else ""
        link = f"{REFERENCE}/{page}.html#{page.removeprefix('list_')}-" if page else ""
        added = {
            name: newer.actions[name]._replace(url=f"{link}{name}" if link else "")
            for name in names_not_in(self.actions, newer.actions)
        }
        return replace(
            self,
            resources={**newer.resources, **self.resources},
            actions={**added, **self.actions},
            operations={**newer.operations, **self.operations},
            methods={**newer.methods, **self.methods},
            unlisted=newer.unlisted,
        )


@dataclass(frozen=True)
class Overlay:
    """Additions to the catalogue of ``base``, as of ``date``, both ``YYYY-MM-DD``.

    ``digest`` distinguishes contents, and is all that equality compares.
    """

    base: str = field(compare=False)
    date: str = field(compare=False)
    digest: str
    services: Mapping[str, ServiceFacts] = field(compare=False, repr=False)


def names_not_in(known: Iterable[str], names: Iterable[str]) -> list[str]:
    """The names that are not among the known ones in any case."""
    folded = {name.lower() for name in known}
    return [name for name in names if name.lower() not in folded]


def parse(content: Mapping[str, Any]) -> ServiceFacts:
    """The facts of a service from the JSON of its data file in the package."""
    facts = _frozen(content)
    actions = {name: ActionFacts(**each) for name, each in facts["actions"].items()}
    return ServiceFacts(**{**facts, "actions": actions, "retired": parse_retired(facts["retired"])})


def parse_retired(content: Mapping[str, Any]) -> dict[str, RetiredFacts]:
    """Name -> facts of retired actions, from the JSON of a data file in the package."""
    return {name: RetiredFacts(**each) for name, each in _frozen(content).items()}


def _frozen(content: Any) -> Any:
    """JSON with tuples in place of lists, which hold nothing but strings."""
    if isinstance(content, Mapping):
        return {key: _frozen(value) for key, value in content.items()}
    return tuple(content) if isinstance(content, list) else content
