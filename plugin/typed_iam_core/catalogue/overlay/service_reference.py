"""AWS's Service Reference, the JSON that AWS publishes for each service.

Format v1: a list of ``{"service": "ecr", "url": "…"}`` at the root, and a file for each service.
The parts used here must be in that format; any others may change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from typed_iam_core.catalogue.facts import ActionFacts, ServiceFacts
from typed_iam_core.catalogue.overlay import strict_json
from typed_iam_core.catalogue.overlay.overlay import (
    METHOD,
    NAME,
    OPERATION,
    PREFIX,
    WORDS,
)
from typed_iam_core.catalogue.overlay.strict_json import InvalidData, entries, table, text, texts

ROOT = "https://servicereference.us-east-1.amazonaws.com/"
_VERSION = re.compile(r"v1\.[0-9]{1,4}")
_URL = re.compile(r"https://[!-~]{1,500}")
# Flag of an action -> its access level in the catalogue; the first that is set counts.
_LEVELS = {
    "IsPermissionManagement": "Permissions management, Write",
    "IsTaggingOnly": "Tagging, Write",
    "IsWrite": "Write",
    "IsList": "List",
}


def services(data: bytes) -> dict[str, str]:
    """The list at the root: service prefix -> URL of its file.

    Raises:
        InvalidData: it is not such a list.
    """
    found: dict[str, str] = {}
    for where, item in entries(strict_json.loads(data), "the list of services"):
        entry = table(item, where)
        prefix = text(entry.get("service"), PREFIX, f"{where}.service")
        if prefix in found:
            raise InvalidData(f"{where}: {prefix} appears twice")
        found[prefix] = text(entry.get("url"), _URL, f"{where}.url")
    if not found:
        raise InvalidData("the list of services is empty")
    return found


def listing(data: bytes, prefix: str) -> ServiceFacts:
    """The facts in the file of one service, in the model of the catalogue.

    Raises:
        InvalidData: it is not such a file, or is that of another service.
    """
    content = table(strict_json.loads(data), "the file")
    text(content.get("Version"), _VERSION, "Version")
    name = text(content.get("Name"), PREFIX, "Name")
    if name != prefix:
        raise InvalidData(f"Name is {strict_json.shown(name)}, not {strict_json.shown(prefix)}")
    operations = list(_operations(content.get("Operations")))
    invoked = {action for operation in operations for action in operation.actions}
    actions = dict(_actions(content.get("Actions"), prefix, invoked))
    if not actions:
        raise InvalidData("it has no actions")
    names = {action.lower() for action in actions}
    return ServiceFacts(
        actions=actions,
        resources=dict(_resources(content.get("Resources"))),
        operations={
            operation.name: operation.actions
            for operation in operations
            if operation.actions and operation.name.lower() not in names
        },
        methods={
            method: operation.actions
            for operation in operations
            for method in operation.methods
            if not _follows(method, operation.actions, prefix)
        },
    )


def _actions(value: object, prefix: str, invoked: set[str]) -> Iterator[tuple[str, ActionFacts]]:
    seen: set[str] = set()
    for where, item in entries(value, "Actions"):
        entry = table(item, where)
        name = text(entry.get("Name"), NAME, f"{where}.Name")
        if name.lower() in seen:
            raise InvalidData(f"{where}: {name} appears twice")
        seen.add(name.lower())
        yield (
            name,
            ActionFacts(
                access=_access(entry.get("Annotations"), f"{where}.Annotations"),
                resources=_names(entry.get("Resources"), f"{where}.Resources"),
                conditions=texts(
                    entry.get("ActionConditionKeys"), WORDS, f"{where}.ActionConditionKeys"
                ),
                permission_only=f"{prefix}:{name}" not in invoked,
            ),
        )


def _access(value: object, where: str) -> str:
    flags = table(table(value, where).get("Properties"), f"{where}.Properties")
    for flag in _LEVELS:
        if not isinstance(flags.get(flag), bool):
            raise InvalidData(f"{where}.Properties.{flag} must be true or false")
    return next((level for flag, level in _LEVELS.items() if flags[flag]), "Read")


def _names(value: object, where: str) -> tuple[str, ...]:
    return tuple(
        text(table(item, place).get("Name"), WORDS, f"{place}.Name")
        for place, item in entries(value, where)
    )


def _resources(value: object) -> Iterator[tuple[str, str]]:
    for where, item in entries(value, "Resources"):
        entry = table(item, where)
        name = text(entry.get("Name"), WORDS, f"{where}.Name")
        formats = texts(entry.get("ARNFormats"), WORDS, f"{where}.ARNFormats")
        yield name, formats[0] if formats else "*"


class _Operation(NamedTuple):
    """An API operation, its boto3 methods, and the actions that authorize it."""

    name: str
    methods: tuple[str, ...]
    actions: tuple[str, ...]


def _operations(value: object) -> Iterator[_Operation]:
    for where, item in entries(value, "Operations"):
        entry = table(item, where)
        yield _Operation(
            text(entry.get("Name"), OPERATION, f"{where}.Name"),
            tuple(_methods(entry.get("SDK"), f"{where}.SDK")),
            tuple(sorted(set(_authorizing(entry.get("AuthorizedActions"), where)))),
        )


def _methods(value: object, where: str) -> Iterator[str]:
    for place, item in entries(value, where):
        entry = table(item, place)
        if entry.get("Package") == "Boto3":
            yield text(f"{entry.get('Name')}.{entry.get('Method')}", METHOD, place)


def _authorizing(value: object, where: str) -> Iterator[str]:
    for place, item in entries(value, f"{where}.AuthorizedActions"):
        entry: Mapping[str, object] = table(item, place)
        prefix = text(entry.get("Service"), PREFIX, f"{place}.Service")
        yield f"{prefix}:{text(entry.get('Name'), NAME, f'{place}.Name')}"


def _follows(method: str, actions: tuple[str, ...], prefix: str) -> bool:
    """Whether a method needs only the action of its own name, as most do, or none."""
    own = f"{prefix}:{method.partition('.')[2].replace('_', '')}"
    return not actions or [action.lower() for action in actions] == [own]
