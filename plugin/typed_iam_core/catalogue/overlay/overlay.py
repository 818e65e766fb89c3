"""The format of overlays: the file with newer names that ``typed-iam update`` writes.

An overlay adds actions and services to the catalogue and removes none.  It is in the user's
cache, or in a project that names it in ``[tool.typed-iam]``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping

from typed_iam_core.catalogue.facts import ActionFacts, Overlay, ServiceFacts
from typed_iam_core.catalogue.overlay.strict_json import InvalidData, Node, loads

FORMAT = "typed-iam overlay 1"
# First in the file, so that its first bytes identify an overlay, damaged or not.
HEAD = f'{{\n "format": "{FORMAT}"'.encode()
# In bytes; far more than years of new actions.
MAX_SIZE = 8_000_000

# None of these matches a line feed, a quote, a backtick or a character of another script.
PREFIX = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}")
OPERATION = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,127}")
METHOD = re.compile(r"[a-z0-9-]{1,64}\.[a-z0-9_]{1,128}")
ACTION = re.compile(rf"{PREFIX.pattern}:{NAME.pattern}")
WORDS = re.compile(r"[ !#-&(-_a-~]{1,500}")
_DAY = re.compile(r"20\d\d-[01]\d-[0-3]\d")


class OverlayError(Exception):
    """An overlay cannot be used; the text is one line that says which one and why."""


def render(base: str, date: str, services: Mapping[str, ServiceFacts]) -> bytes:
    """The content of an overlay's file: sorted, one name on each line, to be committed and compared.

    InvalidData if it is too large to be read again.
    """
    content = {
        "format": FORMAT,
        "base": base,
        "date": date,
        "services": {prefix: _plain(facts) for prefix, facts in sorted(services.items())},
    }
    data = f"{json.dumps(content, indent=1)}\n".encode()
    parse(data)
    return data


def _plain(facts: ServiceFacts) -> dict[str, object]:
    """The parts that are not empty, each in alphabetical order."""
    actions = {name: action._asdict() for name, action in sorted(facts.actions.items())}
    for action in actions.values():
        del action["url"]
    plain = {
        "actions": actions,
        "resources": dict(sorted(facts.resources.items())),
        "operations": dict(sorted(facts.operations.items())),
        "methods": dict(sorted(facts.methods.items())),
        "unlisted": sorted(facts.unlisted),
    }
    return {key: part for key, part in plain.items() if part}


def parse(data: bytes) -> Overlay:
    """The overlay in the bytes of a file; InvalidData if they are not one, or damaged."""
    if len(data) > MAX_SIZE:
        raise InvalidData(f"{len(data):,} bytes are over the limit of {MAX_SIZE:,}")
    if not data.startswith(HEAD):
        raise InvalidData(f'it does not begin with "format": "{FORMAT}"')
    content = loads(data)
    return Overlay(
        base=content.get("base").text(_DAY),
        date=content.get("date").text(_DAY),
        digest=hashlib.sha256(data).hexdigest()[:16],
        services={
            prefix: _service(entry) for prefix, entry in content.get("services").members(PREFIX)
        },
    )


def _service(entry: Node) -> ServiceFacts:
    def part(key: str, names: re.Pattern[str]) -> Iterator[tuple[str, Node]]:
        return entry.get(key, {}).members(names)

    return ServiceFacts(
        actions={
            name: ActionFacts(
                access=facts.get("access").text(WORDS),
                resources=facts.get("resources").texts(WORDS),
                conditions=facts.get("conditions").texts(WORDS),
                permission_only=facts.get("permission_only").flag(),
            )
            for name, facts in part("actions", NAME)
        },
        resources={name: arn.text(WORDS) for name, arn in part("resources", WORDS)},
        operations={name: each.texts(ACTION) for name, each in part("operations", OPERATION)},
        methods={name: each.texts(ACTION) for name, each in part("methods", METHOD)},
        unlisted=entry.get("unlisted").texts(NAME),
    )
