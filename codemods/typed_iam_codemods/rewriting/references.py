"""References to enums in a module: which names it imports them by, and where it uses these."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import NamedTuple

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.enums import EnumClass, action_of, is_enum_import


class ImportedEnum(NamedTuple):
    """An enum that a module imports at its top level, and the statement that does."""

    enum: EnumClass
    statement: ast.ImportFrom


class Reference(NamedTuple):
    """A member of an enum, or its value, as an expression: ``Ecr.PutImage.value``.

    ``text`` is how it is written without comments or parentheses inside.
    """

    name: str
    action: str
    text: str


def imported_enums(tree: ast.Module) -> Mapping[str, ImportedEnum]:
    """Enums imported at the top level of a module, by their names there."""
    return {
        alias.asname or alias.name: ImportedEnum(EnumClass(node.module or "", alias.name), node)
        for node in tree.body
        if is_enum_import(node)
        for alias in node.names
    }


def preamble(tree: ast.Module) -> int:
    """How many statements of a module must stay first: the docstring and ``__future__`` imports."""
    count = int(ast.get_docstring(tree, clean=False) is not None)
    for node in tree.body[count:]:
        if not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            break
        count += 1
    return count


def referenced(
    node: ast.Attribute, enums: Mapping[str, ImportedEnum], catalogue: Catalogue
) -> Reference | None:
    """The reference that an expression is, if it is one."""
    member, suffix = node, ""
    if node.attr == "value" and isinstance(node.value, ast.Attribute):
        member, suffix = node.value, ".value"
    if not (isinstance(member.value, ast.Name) and member.value.id in enums):
        return None
    name = member.value.id
    action = action_of(enums[name].enum, member.attr, catalogue)
    return Reference(name, action, f"{name}.{member.attr}{suffix}") if action else None
