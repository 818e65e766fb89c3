"""Plans the edits that replace references to enums by strings of actions.

The reverse of ``enum_references``: ``Ecr.PutImage`` and ``Ecr.PutImage.value`` become
``"ecr:PutImage"``, spelled like the strings around them, and enums no longer used are no longer
imported.  References that need a member or cannot be a string stay, and so do their imports.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

from typed_iam_codemods.rewriting.edits import Edit, extent
from typed_iam_codemods.rewriting.identifiers import (
    identifiers_among,
    lines_naming,
    nodes_on,
    words_of,
)
from typed_iam_codemods.rewriting.imports import removals
from typed_iam_codemods.rewriting.plans import Plan
from typed_iam_codemods.rewriting.reference_places import (
    NodePath,
    declared_types,
    is_text_only,
    paths,
)
from typed_iam_codemods.rewriting.references import (
    ImportedEnum,
    Reference,
    imported_enums,
    referenced,
)
from typed_iam_codemods.rewriting.spellings import Spellings
from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.expressions.expression import last_name
from typed_iam_core.text.source import Source


def may_hold_references(data: bytes) -> bool:
    """Whether a file could import an enum; a scan of its bytes."""
    return b"typed_iam" in data


def plan(source: Source) -> Plan:
    """The edits that one file needs; UnreadableSource if it cannot be parsed."""
    known = catalogues.default()
    enums = imported_enums(source.parse())
    references = dict(_references(source, enums, known)) if enums else {}
    if not references:
        return Plan()
    replaced = Counter(each.name for each in references.values())
    names = identifiers_among(source, replaced)
    for name in replaced:
        if names.bound[name] != 1:
            return Plan(reason=f"left alone: {name} is bound more than once")
        if names.read[name] != replaced[name] and _requires_members(source, name):
            return Plan(reason=f"left alone: a function requires members of {name}")
    unused = {name for name, count in replaced.items() if names.read[name] == count}
    spellings = Spellings(source, known)
    strings = [
        Edit(start, end, spellings.of(each.action, start))
        for (start, end), each in references.items()
    ]
    imports, statements = removals(source, unused)
    return Plan(tuple(sorted([*strings, *imports])), len(strings), statements)


def _requires_members(source: Source, name: str) -> bool:
    """Whether there is ``def f(action: Ecr)`` or ``isinstance(x, Ecr)`` for an enum."""
    for node in nodes_on(source.parse(), lines_naming(source, [name])):
        required: Sequence[ast.expr] = ()
        if isinstance(node, ast.arg) and node.annotation is not None:
            required = [node.annotation]
        elif isinstance(node, ast.Call) and last_name(node.func) in ("isinstance", "issubclass"):
            required = node.args[1:]
        if any(name in words_of(each) for each in required):
            return True
    return False


def _references(
    source: Source, enums: Mapping[str, ImportedEnum], catalogue: Catalogue
) -> Iterator[tuple[tuple[int, int], Reference]]:
    """References that a string may replace, with their extents, in no order."""
    for node, path in paths(source.parse(), ast.Attribute, lines_naming(source, enums)):
        found = referenced(node, enums, catalogue)
        if found is None or not isinstance(node.ctx, ast.Load):
            continue
        if is_text_only(path) or _takes_members(path, enums):
            continue
        start, end = extent(source, node)
        # Comments and parentheses inside would be lost.
        if source.text[start:end] == found.text:
            yield (start, end), found


def _takes_members(path: NodePath, enums: Container[str]) -> bool:
    """Whether a string would not work in place of a member."""
    around = path[1]
    if isinstance(around, ast.Attribute):
        # ``Ecr.PutImage.lower()`` works with a string, ``Ecr.PutImage.name`` does not.
        return around.attr.startswith("__") or not hasattr(str, around.attr)
    if isinstance(around, ast.Compare):
        return any(isinstance(operator, ast.Is | ast.IsNot) for operator in around.ops)
    return any(
        word in enums or word.startswith("Strict")
        for annotation in declared_types(path)
        for word in words_of(annotation)
    )
