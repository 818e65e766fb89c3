"""The enum of a service, and the action of an enum's member."""

from __future__ import annotations

import ast
from typing import NamedTuple, TypeGuard

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.naming import class_name, member_name, module_name

PACKAGE = "typed_iam.actions"


class EnumClass(NamedTuple):
    """The enum of a service's actions, and the module to import it from."""

    module: str
    name: str


def enum_of(prefix: str) -> EnumClass:
    """The enum of a service: ``ecr`` -> ``typed_iam.actions.ecr``, ``Ecr``."""
    return EnumClass(f"{PACKAGE}.{module_name(prefix)}", class_name(prefix))


def action_of(enum: EnumClass, member: str, catalogue: Catalogue) -> str | None:
    """The action of a member, or None if there is no such member or enum."""
    prefix = enum.module.removeprefix(f"{PACKAGE}.").removesuffix("_").replace("_", "-")
    service = catalogue.service(prefix)
    if service is None or enum_of(service.prefix) != enum:
        return None
    # Nearly every member has the name of its action; the few others have to be searched.
    likely = service.actions.get(member.lower(), "")
    for action in (likely, *service.actions.values()):
        if member_name(action) == member:
            return f"{service.prefix}:{action}"
    return None


def is_enum_import(node: object) -> TypeGuard[ast.ImportFrom]:
    """Whether a node imports from the module of a service."""
    return (
        isinstance(node, ast.ImportFrom)
        and node.level == 0
        and (node.module or "").startswith(f"{PACKAGE}.")
    )
