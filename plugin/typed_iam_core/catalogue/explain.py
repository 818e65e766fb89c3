"""Gathers what is known of an action, an operation or a service by its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from inspect import cleandoc

from typed_iam_core import catalogue as catalogues
from typed_iam_core import suggestions
from typed_iam_core.catalogue import Catalogue, Service, descriptions
from typed_iam_core.catalogue.enums import enum_of
from typed_iam_core.catalogue.facts import REFERENCE, ServiceFacts
from typed_iam_core.catalogue.matching import expand
from typed_iam_core.catalogue.naming import member_name, words
from typed_iam_core.catalogue.sheets import (
    ActionSheet,
    DiagnosticSheet,
    OperationSheet,
    ResourceType,
    RetiredSheet,
    ServiceSheet,
)
from typed_iam_core.diagnostics import Rule


def matching(pattern: str, catalogue: Catalogue) -> list[str]:
    """The actions that a pattern takes in, sorted; ``*`` alone is every action there is."""
    if pattern and not pattern.strip("*"):
        services = [found for found in map(catalogue.service, catalogue.prefixes) if found]
        return sorted(
            f"{each.prefix}:{name}" for each in services for name in each.actions.values()
        )
    prefix, _, name = pattern.partition(":")
    service = catalogue.service(prefix)
    if service is None:
        return []
    return sorted(f"{service.prefix}:{each}" for each in expand(name, service.actions.values()))


def action_sheet(action: str, catalogue: Catalogue) -> ActionSheet:
    """The sheet of an action of the catalogue's, as AWS spells it."""
    prefix, _, name = action.partition(":")
    facts = catalogue.facts(prefix)
    known = facts["actions"][name]
    replacements = catalogue.deprecated.get(prefix, {}).get(name)
    return ActionSheet(
        action=action,
        reference=_reference(action),
        access=known["access"],
        resources=tuple(
            ResourceType(plain, facts["resources"].get(plain, ""), marked != plain)
            for marked in known["resources"]
            for plain in [marked.removesuffix("*")]
        ),
        conditions=tuple(known["conditions"]),
        permission_only=known["permission_only"],
        operations=tuple(dict.fromkeys(_operations(action, catalogue))),
        methods=tuple(dict.fromkeys(_methods(action, catalogue))),
        deprecated=replacements is not None,
        replacements=tuple(replacements or ()),
        unlisted=name in catalogue.unlisted(prefix),
        url=known["url"],
        description=descriptions.description(prefix, name)
        if descriptions.are_installed()
        else None,
    )


def _reference(action: str) -> str | None:
    if catalogues.default().action(action) is None:
        return None
    prefix, _, name = action.partition(":")
    enum = enum_of(prefix)
    return f"from {enum.module} import {enum.name}; {enum.name}.{member_name(name)}"


def _operations(action: str, catalogue: Catalogue) -> Iterator[str]:
    prefix, _, name = action.partition(":")
    facts = catalogue.facts(prefix)
    if _has_operation(name, facts):
        yield name
    for operation, actions in facts["operations"].items():
        if action in actions:
            yield operation


def _has_operation(name: str, facts: ServiceFacts) -> bool:
    """Whether there is an API operation of an action's name, by the address of its documentation."""
    known = facts["actions"][name]
    if known["permission_only"] or known["url"].startswith(REFERENCE):
        return False
    last = re.split(r"[/#_-]", known["url"].removesuffix(".html"))[-1]
    return last.lower() == name.lower()


def _methods(action: str, catalogue: Catalogue) -> Iterator[str]:
    prefix, _, name = action.partition(":")
    facts = catalogue.facts(prefix)
    clients = _clients(prefix, catalogue)
    if len(clients) == 1 and _has_operation(name, facts):
        # Of several clients nobody could tell which one has the method.
        yield f"{clients[0]}.{'_'.join(words(name)).lower()}"
    for method, actions in facts["methods"].items():
        if action in actions:
            yield method


def _clients(prefix: str, catalogue: Catalogue) -> tuple[str, ...]:
    """boto3's clients of a service, as far as the catalogue tells."""
    methods = {method.partition(".")[0] for method in catalogue.facts(prefix)["methods"]}
    return tuple(
        sorted(methods.union(c for c, known in catalogue.clients.items() if known == prefix))
    )


def operation_sheet(text: str, catalogue: Catalogue) -> OperationSheet | None:
    """The sheet of an API operation or boto3 method, or None where none is known of that name.

    Args:
        text: ``s3:ListObjects``, ``ecr:batch_get_image`` or, as boto3 has it, ``ecr.batch_get_image``.
    """
    left, sign, name = text.partition(":") if ":" in text else text.partition(".")
    prefix = catalogue.clients.get(left.lower(), left) if sign == "." else left
    service = catalogue.service(prefix)
    if service is None or not name:
        return None
    actions = suggestions.for_operation(catalogue, service, name)
    if not actions:
        return None
    needed = _needed(left.lower() if sign == "." else "", service, name, catalogue)
    taken = {action for shown in actions for action in matching(shown, catalogue)}
    others = tuple(action for action in needed if action not in taken)
    return OperationSheet(f"{left.lower()}{sign}{name}", actions, others)


def _needed(client: str, service: Service, name: str, catalogue: Catalogue) -> list[str]:
    """All that an operation or method may need in some case."""
    facts = catalogue.facts(service.prefix)
    folded = name.replace("_", "").lower()
    found = [
        actions for operation, actions in facts["operations"].items() if operation.lower() == folded
    ]
    for method, actions in facts["methods"].items():
        its_client, _, its_name = method.partition(".")
        if its_name.replace("_", "") == folded and client in ("", its_client):
            found.append(actions)
    return list(dict.fromkeys(action for actions in found for action in actions))


def service_sheet(service: Service, catalogue: Catalogue) -> ServiceSheet:
    """The sheet of a service of the catalogue's."""
    prefix = service.prefix
    facts = catalogue.facts(prefix)
    enum = enum_of(prefix)
    return ServiceSheet(
        prefix=prefix,
        title=catalogue.titles.get(prefix, prefix),
        actions=len(service.actions),
        access=dict(Counter(known["access"] for known in facts["actions"].values()).most_common()),
        clients=_clients(prefix, catalogue),
        enum=f"{enum.module}.{enum.name}" if catalogues.default().service(prefix) else None,
        urls=tuple(f"{REFERENCE}/{page}.html" for page in facts["pages"]),
    )


def retired_sheet(action: str, verdict: str, catalogue: Catalogue) -> RetiredSheet | None:
    """The sheet of an action that a verdict was given on, or None if AWS never listed it."""
    prefix, _, name = action.partition(":")
    facts = catalogue.retired(prefix, name)
    if facts is None:
        return None
    return RetiredSheet(
        action=action,
        verdict=verdict,
        first_seen=facts["first_seen"],
        last_seen=facts["last_seen"],
        replacements=tuple(facts["replacement"]),
        confidence=facts["confidence"],
    )


def diagnostic_sheet(rule: Rule) -> DiagnosticSheet:
    """The sheet of a diagnostic, as its class documents it."""
    summary, _, details = cleandoc(rule.__doc__ or "").partition("\n\n")
    return DiagnosticSheet(
        code=rule.code,
        summary=summary,
        details=details,
        severity=rule.severity,
        default=rule.default,
        valid=rule.valid,
        invalid=rule.invalid,
    )
