"""Names and facts of the catalogue together with those of an overlay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from typed_iam_core.catalogue.facts import REFERENCE, ActionFacts, ServiceFacts
from typed_iam_core.catalogue.overlay.overlay import Listing


def names(text: bytes, new: Mapping[str, Listing]) -> bytes:
    """The names of all services with those of an overlay."""
    heading, *lines = text.decode("ascii").splitlines()
    by_prefix = {
        prefix: known.split() for prefix, _, known in (line.partition(" ") for line in lines)
    }
    for prefix, listing in new.items():
        known = by_prefix.get(prefix, [])
        by_prefix[prefix] = sorted([*known, *_not_among(listing.actions, known)])
    named = (" ".join([prefix, *known]) for prefix, known in sorted(by_prefix.items()))
    return "\n".join([heading, *named, ""]).encode("ascii")


def facts(shipped: ServiceFacts, new: Listing) -> ServiceFacts:
    """The facts of a service and what an overlay adds; what is shipped is better checked."""
    page = shipped["pages"][0] if len(shipped["pages"]) == 1 else None
    actions: dict[str, ActionFacts] = {
        name: {
            "access": action.access,
            "resources": list(action.resources),
            "conditions": list(action.conditions),
            "permission_only": action.permission_only,
            "url": f"{REFERENCE}/{page}.html#{page.removeprefix('list_')}-{name}" if page else "",
        }
        for name in _not_among(new.actions, shipped["actions"])
        for action in [new.actions[name]]
    }
    return {
        "pages": shipped["pages"],
        "resources": {**new.resources, **shipped["resources"]},
        "actions": {**actions, **shipped["actions"]},
        "operations": {**_lists(new.operations), **shipped["operations"]},
        "methods": {**_lists(new.methods), **shipped["methods"]},
        "retired": shipped["retired"],
    }


def _not_among(names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    folded = {name.lower() for name in known}
    return (name for name in names if name.lower() not in folded)


def _lists(texts: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: list(actions) for name, actions in texts.items()}
