"""The catalogue of services and actions: a lazy reader of the generated data files.

The names of all services are in one file with one line for each service.  Facts about a service
are read when they are first asked for.

There are two catalogues: that of the installation, from which the enums are generated, and the
same extended by an overlay, against which strings are checked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

from typed_iam_core.catalogue.facts import (
    Overlay,
    RetiredFacts,
    ServiceFacts,
    names_not_in,
    parse,
    parse_retired,
)

_DATA = Path(__file__).parents[1] / "data"


class _Index(TypedDict):
    date: str
    titles: dict[str, str]
    clients: dict[str, str]
    deprecated: dict[str, dict[str, list[str]]]
    undocumented: dict[str, dict[str, str]]
    retired_services: dict[str, dict[str, dict[str, Any]]]


class Service(NamedTuple):
    """A service prefix and its actions: lower-case name -> the name in AWS's spelling."""

    prefix: str
    actions: Mapping[str, str]


class Catalogue:
    """The actions of all services as of ``date``.

    Args:
        folder: the folder of ``actions.txt``, ``index.json`` and ``services/``.
        overlay: newer facts; they add to the content of the files and replace nothing.

    Raises:
        OSError: a data file is missing, so the installation is broken.
    """

    def __init__(self, folder: Path = _DATA, overlay: Overlay | None = None) -> None:
        self._folder = folder
        self._overlay = overlay
        self._newer: Mapping[str, ServiceFacts] = overlay.services if overlay else {}
        self._services: dict[str, Service] = {}
        self._facts: dict[str, ServiceFacts] = {}

    @cached_property
    def _names(self) -> Mapping[bytes, bytes]:
        """Service prefix -> the names of its actions.

        As bytes: decoding half a megabyte would cost more than finding a service in it.
        """
        _heading, *lines = (self._folder / "actions.txt").read_bytes().splitlines()
        names = {prefix: known for prefix, _, known in (line.partition(b" ") for line in lines)}
        for prefix, facts in self._newer.items():
            known = names.get(prefix.encode(), b"").decode().split()
            every = sorted([*known, *names_not_in(known, facts.actions)])
            names[prefix.encode()] = " ".join(every).encode()
        return dict(sorted(names.items()))

    @cached_property
    def _index(self) -> _Index:
        index: _Index = json.loads((self._folder / "index.json").read_text("utf-8"))
        return index

    @property
    def date(self) -> str:
        """Day of the snapshot, or of the overlay, ``YYYY-MM-DD``."""
        return self._overlay.date if self._overlay else self._index["date"]

    @property
    def version(self) -> str:
        """Identifies the content: the date and, if there is an overlay, its digest."""
        return f"{self.date}+{self._overlay.digest}" if self._overlay else self.date

    @cached_property
    def prefixes(self) -> tuple[str, ...]:
        """All service prefixes, sorted."""
        return tuple(prefix.decode() for prefix in self._names)

    @property
    def services(self) -> tuple[Service, ...]:
        """All services, in the order of their prefixes."""
        return tuple(found for found in map(self.service, self.prefixes) if found)

    @property
    def clients(self) -> Mapping[str, str]:
        """boto3 client -> service prefix, where the two differ."""
        return self._index["clients"]

    @property
    def titles(self) -> Mapping[str, str]:
        """Service prefix -> AWS's name of the service."""
        return self._index["titles"]

    @property
    def deprecated(self) -> Mapping[str, Mapping[str, list[str]]]:
        """Actions that AWS lists but has deprecated: prefix -> name -> replacements."""
        return self._index["deprecated"]

    def service(self, prefix: str) -> Service | None:
        """The service of that prefix in any case, or None."""
        folded = prefix.lower()
        if folded not in self._services:
            names = self._names.get(folded.encode("ascii", "replace"))
            if names is None:
                return None
            by_folded = {name.lower(): name for name in names.decode().split()}
            self._services[folded] = Service(folded, by_folded)
        return self._services[folded]

    def has_prefix(self, prefix: bytes) -> bool:
        """Whether a service has that prefix, given in lower case; reads no names."""
        return prefix in self._names

    def has_name(self, name: bytes) -> bool:
        """Whether a service has an action of that name, in that case."""
        return name in self._every_name

    @cached_property
    def _every_name(self) -> frozenset[bytes]:
        return frozenset(name for names in self._names.values() for name in names.split(b" "))

    def action(self, text: str) -> str | None:
        """The action in AWS's spelling, given ``prefix:name`` in any case, or None."""
        prefix, _, name = text.partition(":")
        service = self.service(prefix)
        canonical = service.actions.get(name.lower()) if service else None
        return f"{service.prefix}:{canonical}" if service and canonical else None

    def facts(self, prefix: str) -> ServiceFacts:
        """The facts of a service that exists; KeyError if it does not."""
        service = self.service(prefix)
        if service is None:
            raise KeyError(prefix)
        if service.prefix not in self._facts:
            # The file name comes from the catalogue, never from the caller's text.
            path = self._folder / "services" / f"{service.prefix}.json"
            newer = self._newer.get(service.prefix)
            is_new = newer is not None and not path.exists()
            shipped = ServiceFacts() if is_new else parse(json.loads(path.read_text("utf-8")))
            self._facts[service.prefix] = shipped.extended(newer) if newer else shipped
        return self._facts[service.prefix]

    def retired(self, prefix: str, name: str) -> RetiredFacts | None:
        """The facts of an action that AWS once listed, in any case, or None."""
        if self.service(prefix):
            known = self.facts(prefix).retired
        else:
            known = parse_retired(self._index["retired_services"].get(prefix.lower(), {}))
        folded = name.lower()
        return next((facts for each, facts in known.items() if each.lower() == folded), None)

    def undocumented(self, prefix: str) -> tuple[str, ...]:
        """Names of actions that AWS demands or documents, but does not list in its reference."""
        return tuple(self._index["undocumented"].get(prefix.lower(), ()))

    def is_retired_service(self, prefix: str) -> bool:
        """Whether AWS once listed a service of that prefix and does not any more."""
        return prefix.lower() in self._index["retired_services"]

    def services_with(self, name: str) -> list[str]:
        """Prefixes of the services that have an action of that name, in any case."""
        needle = f" {name.lower()} ".encode("ascii", "replace")
        if len(needle.split()) != 1:
            return []
        return [prefix.decode() for prefix, names in self._lowered.items() if needle in names]

    @cached_property
    def _lowered(self) -> Mapping[bytes, bytes]:
        return {prefix: b" %b " % names.lower() for prefix, names in self._names.items()}


@cache
def default() -> Catalogue:
    """The catalogue of this installation, whose actions are the members of the enums."""
    return Catalogue()


@lru_cache(maxsize=8)
def extended(overlay: Overlay | None) -> Catalogue:
    """The catalogue of this installation with an overlay.

    An overlay older than the installation is ignored: a release knows all that was new
    before it, and also what was withdrawn since.
    """
    shipped = default()
    if overlay is None or overlay.date < shipped.date:
        return shipped
    return Catalogue(overlay=overlay)
