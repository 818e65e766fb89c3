"""AWS's Service Reference, the JSON that AWS publishes for each service.

Format v1: a list of ``{"service": "ecr", "url": "…"}`` at the root, and a file for each service.
The parts used here must be in that format; any others may change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from typed_iam_core.catalogue.facts import ActionFacts, ServiceFacts, names_not_in
from typed_iam_core.catalogue.overlay.overlay import METHOD, NAME, OPERATION, PREFIX, WORDS
from typed_iam_core.catalogue.overlay.strict_json import InvalidData, Node, loads, shown

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
    """The list at the root, service prefix -> URL of its file; InvalidData if it is not such a list."""
    found: dict[str, str] = {}
    for entry in loads(data)._replace(path="the list of services").items():
        prefix = entry.get("service").text(PREFIX)
        if prefix in found:
            raise entry.error(f"repeats the service {prefix}")
        found[prefix] = entry.get("url").text(_URL)
    if not found:
        raise InvalidData("the list of services is empty")
    return found


def listing(data: bytes, prefix: str) -> ServiceFacts:
    """The facts in the file of one service; InvalidData if it is not the file of this service."""
    content = loads(data)
    content.get("Version").text(_VERSION)
    name = content.get("Name").text(PREFIX)
    if name != prefix:
        raise InvalidData(f"Name is {shown(name)}, not {shown(prefix)}")
    operations: dict[str, tuple[str, ...]] = {}
    methods: dict[str, tuple[str, ...]] = {}
    invoked: set[str] = set()
    for entry in content.get("Operations").items():
        name = entry.get("Name").text(OPERATION)
        authorizing = _authorizing(entry)
        invoked.update(authorizing)
        if authorizing:
            operations[name] = authorizing
        for method in _methods(entry.get("SDK")):
            if not _follows(method, authorizing, prefix):
                methods[method] = authorizing
    actions: dict[str, ActionFacts] = {}
    names: set[str] = set()
    for entry in content.get("Actions").items():
        name = entry.get("Name").text(NAME)
        if name.lower() in names:
            raise entry.error(f"repeats the name {name}")
        names.add(name.lower())
        actions[name] = _action(entry, f"{prefix}:{name}" not in invoked)
    if not actions:
        raise InvalidData("it has no actions")
    return ServiceFacts(
        actions=actions,
        resources={
            entry.get("Name").text(WORDS): next(iter(entry.get("ARNFormats").texts(WORDS)), "*")
            for entry in content.get("Resources").items()
        },
        operations={name: operations[name] for name in names_not_in(names, operations)},
        methods=methods,
    )


def _action(entry: Node, permission_only: bool) -> ActionFacts:
    flags = entry.get("Annotations").get("Properties")
    levels = [level for flag, level in _LEVELS.items() if flags.get(flag).flag()]
    return ActionFacts(
        access=levels[0] if levels else "Read",
        resources=tuple(each.get("Name").text(WORDS) for each in entry.get("Resources").items()),
        conditions=entry.get("ActionConditionKeys").texts(WORDS),
        permission_only=permission_only,
    )


def _authorizing(operation: Node) -> tuple[str, ...]:
    """The actions that authorize an API operation."""
    actions = operation.get("AuthorizedActions").items()
    names = {
        f"{each.get('Service').text(PREFIX)}:{each.get('Name').text(NAME)}" for each in actions
    }
    return tuple(sorted(names))


def _methods(sdk: Node) -> Iterator[str]:
    """The boto3 methods of an API operation."""
    for entry in sdk.items():
        if entry.get("Package").value == "Boto3":
            method = f"{entry.get('Name').value}.{entry.get('Method').value}"
            yield Node(method, entry.path).text(METHOD)


def _follows(method: str, actions: tuple[str, ...], prefix: str) -> bool:
    """Whether a method needs only the action of its own name, as most do, or none."""
    own = f"{prefix}:{method.partition('.')[2].replace('_', '')}"
    return not actions or [action.lower() for action in actions] == [own]
