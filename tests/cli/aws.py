"""Build files in the format of AWS's Service Reference from the catalogue."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from typed_iam_core import catalogue


def action(name: str, access: str = "IsWrite", **more: Any) -> dict[str, Any]:
    """An action; ``access`` is the flag that is set."""
    flags = ("IsList", "IsPermissionManagement", "IsTaggingOnly", "IsWrite")
    return {
        "Name": name,
        "Annotations": {"Properties": {flag: flag == access for flag in flags}},
        "SupportedBy": {"IAM Access Analyzer Policy Generation": False},
        **more,
    }


def operation(name: str, actions: Iterable[str], methods: Iterable[str] = ()) -> dict[str, Any]:
    """An API operation with the actions that it needs and its methods as ``client.method``."""
    authorized = [text.split(":") for text in actions]
    called = [text.split(".") for text in methods]
    return {
        "Name": name,
        "AuthorizedActions": [{"Name": name, "Service": prefix} for prefix, name in authorized],
        "SDK": [
            {"Name": client, "Method": method, "Package": "Boto3"} for client, method in called
        ],
    }


def known(prefix: str) -> list[str]:
    """Names of a service's actions in the installed catalogue."""
    service = catalogue.default().service(prefix)
    assert service is not None
    return list(service.actions.values())


def content(
    prefix: str, *more: dict[str, Any], without: Collection[str] = (), **parts: Any
) -> dict[str, Any]:
    """A service's file: its known actions without some and with others."""
    names = known(prefix) if prefix in catalogue.default().prefixes else []
    return {
        "Name": prefix,
        "Actions": [*(action(name) for name in names if name not in without), *more],
        "ConditionKeys": [{"Name": "aws:ResourceTag/${TagKey}", "Types": ["String"]}],
        "Operations": [],
        "Resources": [],
        "Version": "v1.4",
        **parts,
    }


def write(folder: Path, *services: dict[str, Any]) -> Path:
    """Write a file for each service into a folder, which is created."""
    folder.mkdir(exist_ok=True)
    for service in services:
        (folder / f"{service['Name']}.json").write_text(json.dumps(service), "utf-8")
    return folder
