"""Which member of which enum stands for an action, and back."""

from __future__ import annotations

from typing import NamedTuple

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.naming import class_name, member_name, module_name

PACKAGE = "typed_iam.actions"


class EnumClass(NamedTuple):
    """An enum of a service's actions, and the module it is imported from."""

    module: str
    name: str


def enum_of(prefix: str) -> EnumClass:
    """The enum of a service: ``ecr`` -> ``typed_iam.actions.ecr``, ``Ecr``."""
    return EnumClass(f"{PACKAGE}.{module_name(prefix)}", class_name(prefix))


def action_of(enum: EnumClass, member: str, catalogue: Catalogue) -> str | None:
    """The action that a member stands for, or None where there is no such member or enum."""
    prefix = enum.module.removeprefix(f"{PACKAGE}.").removesuffix("_").replace("_", "-")
    service = catalogue.service(prefix)
    if service is None or enum_of(service.prefix) != enum:
        return None
    for action in service.actions.values():
        if member_name(action) == member:
            return f"{service.prefix}:{action}"
    return None
