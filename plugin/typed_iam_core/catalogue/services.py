"""Which actions exist, and what is known of each: a lazy reader of the generated data files.

The names of all services are one text of a line a service; a service is looked up by
finding its line.  Facts about a service are read when somebody asks for them.

There are two catalogues: the one of this installation, by which the enums are made, and the
same extended by an overlay, by which strings are judged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, TypedDict

from typed_iam_core.catalogue.facts import NO_FACTS, RetiredFacts, ServiceFacts
from typed_iam_core.catalogue.overlay import extension
from typed_iam_core.catalogue.overlay.overlay import Listing, Overlay
from typed_iam_core.catalogue.overlay.strict_json import Unfit

_DATA = Path(__file__).parents[1] / "data"


class _Index(TypedDict):
    date: str
    titles: dict[str, str]
    clients: dict[str, str]
    deprecated: dict[str, list[str]]
    retired_services: dict[str, dict[str, RetiredFacts]]


class Service(NamedTuple):
    """A service prefix and its actions: lower-case name -> the name as AWS spells it."""

    prefix: str
    actions: Mapping[str, str]


class Catalogue:
    """The actions of all services as of ``date``.

    Args:
        folder: where ``actions.txt``, ``index.json`` and ``services/`` lie.
        overlay: what is new since; it adds to the files' content and replaces nothing.

    Raises:
        OSError: when a data file is missing, that is, when the installation is broken.
    """

    def __init__(self, folder: Path = _DATA, overlay: Overlay | None = None) -> None:
        self._folder = folder
        self._overlay = overlay
        self._new: Mapping[str, Listing] = overlay.services if overlay else {}
        self._services: dict[str, Service | None] = {}
        self._facts: dict[str, ServiceFacts] = {}

    @cached_property
    def _text(self) -> bytes:
        # Bytes: decoding half a megabyte would cost more than finding a line in it.
        # Its first line is a heading, so that a line feed precedes each service.
        shipped = (self._folder / "actions.txt").read_bytes()
        return extension.names(shipped, self._new) if self._new else shipped

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
        """Tells one content from another: the date and, if there is an overlay, its digest."""
        return f"{self.date}+{self._overlay.digest}" if self._overlay else self.date

    @cached_property
    def prefixes(self) -> tuple[str, ...]:
        """All service prefixes, sorted."""
        return tuple(line.split(" ", 1)[0] for line in self._lowered)

    @property
    def clients(self) -> Mapping[str, str]:
        """boto3 client -> service prefix, where the two differ."""
        return self._index["clients"]

    @property
    def titles(self) -> Mapping[str, str]:
        """Service prefix -> AWS's name of the service."""
        return self._index["titles"]

    @cached_property
    def deprecated(self) -> Mapping[str, Mapping[str, list[str]]]:
        """Actions listed but announced dead: prefix -> name -> replacements."""
        grouped: dict[str, dict[str, list[str]]] = {}
        for action, replacements in self._index["deprecated"].items():
            prefix, _, name = action.partition(":")
            grouped.setdefault(prefix, {})[name] = replacements
        return grouped

    def service(self, prefix: str) -> Service | None:
        """The service of that prefix in any case, or None."""
        folded = prefix.lower()
        if folded not in self._services:
            self._services[folded] = self._read(folded)
        return self._services[folded]

    def has_prefix(self, prefix: bytes) -> bool:
        """Whether a service has that prefix, given in lower case; reads no names."""
        return prefix in self._known_prefixes

    @cached_property
    def _known_prefixes(self) -> frozenset[bytes]:
        # Most words before a colon are no prefix, and to find that in the text reads all of it.
        return frozenset(line.partition(b" ")[0] for line in self._text.splitlines()[1:])

    def _read(self, prefix: str) -> Service | None:
        # White space in a prefix could match across names, other scripts have no prefix.
        if not prefix.isascii() or prefix.split() != [prefix]:
            return None
        start = self._text.find(b"\n%b " % prefix.encode())
        if start < 0:
            return None
        line = self._text[start + 1 : self._text.find(b"\n", start + 1)]
        names = line.decode("ascii").split(" ")[1:]
        return Service(prefix, {name.lower(): name for name in names})

    def action(self, text: str) -> str | None:
        """The action as AWS spells it, given ``prefix:name`` in any case, or None."""
        prefix, _, name = text.partition(":")
        service = self.service(prefix)
        canonical = service.actions.get(name.lower()) if service else None
        return f"{service.prefix}:{canonical}" if service and canonical else None

    def facts(self, prefix: str) -> ServiceFacts:
        """What is known of a service that exists; KeyError if it does not."""
        service = self.service(prefix)
        if service is None:
            raise KeyError(prefix)
        if service.prefix not in self._facts:
            self._facts[service.prefix] = self._read_facts(service.prefix)
        return self._facts[service.prefix]

    def _read_facts(self, prefix: str) -> ServiceFacts:
        # The file name comes from the catalogue, never from the caller's text.
        path = self._folder / "services" / f"{prefix}.json"
        new = self._new.get(prefix)
        if new is None:
            shipped: ServiceFacts = json.loads(path.read_text("utf-8"))
            return shipped
        return extension.facts(
            json.loads(path.read_text("utf-8")) if path.exists() else NO_FACTS, new
        )

    def unlisted(self, prefix: str) -> tuple[str, ...]:
        """Names of actions that AWS does not list any more, which stay valid all the same."""
        new = self._new.get(prefix)
        return new.unlisted if new else ()

    def retired(self, prefix: str, name: str) -> RetiredFacts | None:
        """What is known of an action that was listed once, in any case, or None."""
        folded = name.lower()
        if self.service(prefix):
            known = self.facts(prefix)["retired"]
        else:
            known = self._index["retired_services"].get(prefix.lower(), {})
        return next((facts for retired, facts in known.items() if retired.lower() == folded), None)

    def is_retired_service(self, prefix: str) -> bool:
        """Whether AWS once listed a service of that prefix and lists it no more."""
        return prefix.lower() in self._index["retired_services"]

    def services_with(self, name: str) -> list[str]:
        """Prefixes of the services that have an action of that name, in any case."""
        needle = f" {name.lower()} "
        if needle.split() != [name.lower()]:
            return []
        return [line.split(" ", 1)[0] for line in self._lowered if needle in line]

    @cached_property
    def _lowered(self) -> list[str]:
        return [f"{line} " for line in self._text.decode("ascii").lower().splitlines()[1:]]


@cache
def default() -> Catalogue:
    """The catalogue that came with this installation, and which its enums have members for."""
    return Catalogue()


@lru_cache(maxsize=8)
def extended(overlay: Overlay | None) -> Catalogue:
    """The catalogue of this installation with an overlay.

    One that is older than the installation is passed over: a release knows all that was new
    before it, and also what was withdrawn since.

    Raises:
        Unfit: it has only what is new since a release later than this installation.
    """
    shipped = default()
    if overlay is None or overlay.date < shipped.date:
        return shipped
    if overlay.base > shipped.date:
        raise Unfit(
            f"it adds to the catalogue of {overlay.base} and this installation has that of"
            f" {shipped.date}; upgrade typed-iam"
        )
    return Catalogue(overlay=overlay)
