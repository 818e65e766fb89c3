"""Writes the table of boto3 parameters that take policies or action names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from typed_iam_generator.catalogue import sections
from typed_iam_generator.sources import fact

# What a parameter takes: ``unsure`` never leads to a finding, ``not-iam`` prevents findings.
_Use = list[str]
_UNSURE, _NOT_IAM = ["unsure"], ["not-iam"]
# In policies of some kinds the actions of every service have a meaning.
_ANY_SERVICE = "*"


def files() -> Iterator[tuple[str, str]]:
    """Yield the name of the data file, relative to the data folder, and its text."""
    facts = fact("boto3_policy_parameters")
    methods: dict[str, dict[str, dict[str, _Use]]] = defaultdict(lambda: defaultdict(dict))
    for client, method, path, use in [*_uses(facts), *_uses_of_resources(facts)]:
        methods[method][client][path] = use
    classes: dict[str, list[str]] = defaultdict(list)
    for client, name in facts["client_classes"].items():
        classes[f"{name}Client"].append(client)
    for owner in sorted({entry["resource"] for entry in facts["boto3_resource_methods"]}):
        classes[owner.partition(".")[2]].append(owner)
    # ``bucket.Policy()`` makes a BucketPolicy.
    classes["Policy"].append("s3.BucketPolicy")
    del classes["ServiceResource"]  # it has the methods of the client
    yield "boto3.json", sections({"classes": classes, "methods": methods})


def _uses(facts: dict[str, Any]) -> Iterator[tuple[str, str, str, _Use]]:
    for entry in [*facts["policy_params"], *facts["not_iam_policy_params"]]:
        yield entry["client"], entry["operation"], _path(entry), _use_of_policy(entry)
    for entry in facts["action_name_params"]:
        yield entry["client"], entry["operation"], _path(entry), _use_of_actions(entry)
    for entry in facts["other_params"]:
        yield entry["client"], entry["operation"], _path(entry), _UNSURE


def _uses_of_resources(facts: dict[str, Any]) -> Iterator[tuple[str, str, str, _Use]]:
    """Yield what methods of ``boto3.resource`` objects take: as the operation that they call."""
    for entry in facts["boto3_resource_methods"]:
        if entry["resource"].endswith(".ServiceResource"):
            continue
        called, start = entry["operation"], entry["path"].removesuffix(".[]")
        for client, operation, path, use in _uses(facts):
            if f"{client}.{operation}" == called and path.startswith(start):
                yield entry["resource"], entry["method"], path, use


def _use_of_policy(entry: dict[str, Any]) -> _Use:
    if not entry["is_iam"] or entry["kind"] == "iot-policy":
        return _NOT_IAM
    if entry["confidence"] != "high":
        return _UNSURE
    return ["policy", entry.get("service", _ANY_SERVICE), entry["kind"]]


def _use_of_actions(entry: dict[str, Any]) -> _Use:
    if entry["confidence"] != "high":
        return _NOT_IAM  # some of their names are not actions
    form = "bare" if entry["form"].startswith("bare") else "actions"
    return [form, entry.get("service", _ANY_SERVICE), "resource"]


def _path(entry: dict[str, Any]) -> str:
    """Path of a parameter: ``access.[].actions``, or ``Value?Name=Policy`` if it depends on another."""
    conditions = (f"?{name}={value}" for name, value in sorted(entry.get("when", {}).items()))
    return "".join([entry["path"].removesuffix(".[]"), *conditions])
