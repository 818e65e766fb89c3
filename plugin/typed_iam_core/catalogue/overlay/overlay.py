"""Newer names than the installation has: a file that ``typed-iam update`` writes.

An overlay adds actions and services to the catalogue and takes none away.  It lies in the
user's cache, or in a project that names it in ``[tool.typed-iam]``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from typed_iam_core.catalogue.overlay import strict_json
from typed_iam_core.catalogue.overlay.strict_json import Unfit, table, text, texts

FORMAT = "typed-iam overlay 1"
# First in the file, so that its first bytes tell an overlay, damaged or not, from other files.
HEAD = f'{{\n "format": "{FORMAT}"'.encode()
# In bytes; far above what years of new actions come to.
LARGEST = 8_000_000

# None of these lets through a line feed, a quote, a backtick or a character of another script.
PREFIX = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}")
OPERATION = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,127}")
METHOD = re.compile(r"[a-z0-9-]{1,64}\.[a-z0-9_]{1,128}")
ACTION = re.compile(rf"{PREFIX.pattern}:{NAME.pattern}")
WORDS = re.compile(r"[ !#-&(-_a-~]{1,500}")
_DAY = re.compile(r"20\d\d-[01]\d-[0-3]\d")


class OverlayError(Exception):
    """An overlay cannot be used; the text is one line that says which and why."""


class Action(NamedTuple):
    """One action as the Service Reference has it; see ``catalogue.ActionFacts``."""

    access: str
    resources: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    permission_only: bool = False


@dataclass(frozen=True)
class Listing:
    """What is said of one service; ``operations`` and ``methods`` as in ``ServiceFacts``.

    ``unlisted`` are names that AWS does not list any more; they stay valid.
    """

    actions: Mapping[str, Action] = field(default_factory=dict)
    resources: Mapping[str, str] = field(default_factory=dict)
    operations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    methods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unlisted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overlay:
    """What is new since the catalogue of ``base``, as of ``date``, both ``YYYY-MM-DD``.

    ``digest`` tells one content from another, and is all that equality looks at.
    """

    base: str = field(compare=False)
    date: str = field(compare=False)
    digest: str
    services: Mapping[str, Listing] = field(compare=False, repr=False)


def render(base: str, date: str, services: Mapping[str, Listing]) -> bytes:
    """The file of an overlay: sorted, a name a line, so that it can be committed and compared.

    Raises:
        Unfit: it would not be read again, as it is too large.
    """
    content = {
        "format": FORMAT,
        "base": base,
        "date": date,
        "services": {prefix: _plain(listing) for prefix, listing in sorted(services.items())},
    }
    data = f"{json.dumps(content, indent=1)}\n".encode()
    parse(data)
    return data


def _plain(listing: Listing) -> dict[str, object]:
    """Only what there is, in alphabetical order."""
    plain: dict[str, Mapping[str, object]] = {
        "actions": {name: action._asdict() for name, action in listing.actions.items()},
        "resources": listing.resources,
        "operations": listing.operations,
        "methods": listing.methods,
    }
    found: dict[str, object] = {
        key: dict(sorted(part.items())) for key, part in plain.items() if part
    }
    return {**found, "unlisted": sorted(listing.unlisted)} if listing.unlisted else found


def parse(data: bytes) -> Overlay:
    """Reads an overlay's bytes.

    Raises:
        Unfit: they are none, or damaged.
    """
    if len(data) > LARGEST:
        raise Unfit(f"{len(data):,} bytes are over the limit of {LARGEST:,}")
    if not data.startswith(HEAD):
        raise Unfit(f'it does not begin with "format": "{FORMAT}"')
    content = table(strict_json.loads(data), "the file")
    return Overlay(
        base=text(content.get("base"), _DAY, "base"),
        date=text(content.get("date"), _DAY, "date"),
        digest=hashlib.sha256(data).hexdigest()[:16],
        services={
            text(prefix, PREFIX, "services"): _listing(table(entry, prefix), prefix)
            for prefix, entry in table(content.get("services"), "services").items()
        },
    )


def _listing(entry: Mapping[str, object], where: str) -> Listing:
    def part(key: str) -> dict[str, object]:
        return table(entry.get(key, {}), f"{where}.{key}")

    def lists(key: str, names: re.Pattern[str]) -> dict[str, tuple[str, ...]]:
        return {
            text(name, names, f"{where}.{key}"): texts(value, ACTION, f"{where}.{key}.{name}")
            for name, value in part(key).items()
        }

    return Listing(
        actions={
            text(name, NAME, f"{where}.actions"): _action(table(facts, name), f"{where}:{name}")
            for name, facts in part("actions").items()
        },
        resources={
            text(name, WORDS, f"{where}.resources"): text(arn, WORDS, f"{where}.resources.{name}")
            for name, arn in part("resources").items()
        },
        operations=lists("operations", OPERATION),
        methods=lists("methods", METHOD),
        unlisted=texts(entry.get("unlisted"), NAME, f"{where}.unlisted"),
    )


def _action(facts: Mapping[str, object], where: str) -> Action:
    only = facts.get("permission_only")
    if not isinstance(only, bool):
        raise Unfit(f"{where}.permission_only must be true or false")
    return Action(
        text(facts.get("access"), WORDS, f"{where}.access"),
        texts(facts.get("resources"), WORDS, f"{where}.resources"),
        texts(facts.get("conditions"), WORDS, f"{where}.conditions"),
        only,
    )
