"""Writes the catalogue: what ``typed_iam_core.catalogue`` loads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from typed_iam_generator.sources import ServiceFacts, Sources


def files(sources: Sources) -> Iterator[tuple[str, str]]:
    """Name and text of each data file, relative to the data folder."""
    yield (
        "actions.txt",
        "# a service prefix and its actions a line; @generated\n"
        + "".join(
            " ".join([service.prefix, *(action.name for action in service.actions)]) + "\n"
            for service in sources.services
        ),
    )
    yield (
        "index.json",
        sections(
            {
                "date": sources.date,
                "titles": {service.prefix: service.title for service in sources.services},
                "clients": sources.clients,
                "deprecated": {
                    f"{service.prefix}:{name}": replacements
                    for service in sources.services
                    for name, replacements in service.deprecated.items()
                },
                "retired_services": sources.retired_services,
            }
        ),
    )
    for service in sources.services:
        yield f"services/{service.prefix}.json", sections(_service(service))


def _service(service: ServiceFacts) -> dict[str, Any]:
    return {
        "pages": list(service.pages),
        "resources": service.resource_arns,
        "actions": {
            action.name: {
                "access": action.access,
                "resources": list(action.resources),
                "conditions": list(action.conditions),
                "permission_only": action.permission_only,
                "url": action.url,
            }
            for action in service.actions
        },
        "operations": service.operations,
        "methods": service.methods,
        "retired": service.retired,
    }


def sections(content: Mapping[str, Any]) -> str:
    """JSON with one entry a line, so that a new action is one added line in a diff."""
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
