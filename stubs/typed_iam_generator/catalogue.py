"""Writes the data files that ``typed_iam_core.catalogue`` loads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from typed_iam_core.catalogue.facts import ServiceFacts
from typed_iam_generator.sources import Sources


def files(sources: Sources) -> Iterator[tuple[str, str]]:
    """Yield the name of each data file, relative to the data folder, and its text."""
    heading = "# @generated: on each line a service prefix and its actions"
    lines = (" ".join([prefix, *facts.actions]) for prefix, facts in sources.services.items())
    yield "actions.txt", "\n".join([heading, *lines, ""])
    yield "index.json", sections(sources.index)
    for prefix, facts in sources.services.items():
        yield f"services/{prefix}.json", sections(_plain(facts))


def _plain(facts: ServiceFacts) -> dict[str, Any]:
    """The content of a service's data file, as ``facts.parse`` reads it."""
    plain = {key: part for key, part in vars(facts).items() if key != "unlisted"}
    for key in ("actions", "retired"):
        plain[key] = {name: each._asdict() for name, each in plain[key].items()}
    return plain


def sections(content: Mapping[str, Any]) -> str:
    """JSON with each entry on a line of its own: a new action adds one line to a diff."""
    lines = []
    for key, value in content.items():
        if isinstance(value, dict) and value:
            entries = [
                f"  {_compact(name)}: {_compact(entry)}" for name, entry in sorted(value.items())
            ]
            lines.append(f" {_compact(key)}: {{\n" + ",\n".join(entries) + "\n }")
        else:
            lines.append(f" {_compact(key)}: {_compact(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
