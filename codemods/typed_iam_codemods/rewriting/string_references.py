"""Plans the edits that turn references to enums back into strings of actions.

The way back from ``enum_references``: ``Ecr.PutImage`` and ``Ecr.PutImage.value`` become
``"ecr:PutImage"``, spelt like the strings around them, and enums that are used no more are imported
no more.  What needs a member or cannot hold a string stays, and so does the import that it uses.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from typed_iam_codemods.rewriting.edits import ByteOffsets, Edit, Plan, Unproven
from typed_iam_codemods.rewriting.identifiers import identifiers_among, mentions, words_of
from typed_iam_codemods.rewriting.import_removals import removals
from typed_iam_codemods.rewriting.reference_places import Path, declared_types, is_text_only, paths
from typed_iam_codemods.rewriting.spellings import Spellings
from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.enums import EnumClass, action_of, is_enum_import
from typed_iam_core.sites.values import last_name
from typed_iam_core.text.source import Source


def may_hold_references(data: bytes) -> bool:
    """Whether a file could import an enum; a scan of its bytes."""
    return b"typed_iam" in data


def plan(source: Source, catalogue: Catalogue | None = None) -> Plan:
    """The edits that one file needs.

    Args:
        source: a file that may hold references, which a scan of its bytes tells at less cost.
        catalogue: the actions that exist; those of this installation by default.

    Raises:
        UnreadableSource: it cannot be parsed.
    """
    known = catalogue or catalogues.default()
    enums = _imported(source.parse())
    references = list(_references(source, enums, known)) if enums else []
    if not references:
        return Plan()
    turned = Counter(each.name for each in references)
    names = identifiers_among(source, turned)
    for name in turned:
        if names.bound[name] != 1:
            return Plan(reason=f"left alone: {name} is bound more than once")
        if names.read[name] != turned[name] and _asks_for_members(source.parse(), name):
            return Plan(reason=f"left alone: a function asks for members of {name}")
    unused = {name for name, count in turned.items() if names.read[name] == count}
    try:
        return _edits(source, references, unused, Spellings(source, known))
    except Unproven as error:
        return Plan(reason=str(error))


def _asks_for_members(tree: ast.Module, name: str) -> bool:
    """Whether there is ``def f(action: Ecr)`` or ``isinstance(x, Ecr)`` for an enum."""
    for node in ast.walk(tree):
        asked: Sequence[ast.expr] = ()
        if isinstance(node, ast.arg) and node.annotation is not None:
            asked = [node.annotation]
        elif isinstance(node, ast.Call) and last_name(node.func) in ("isinstance", "issubclass"):
            asked = node.args[1:]
        if any(name in words_of(each) for each in asked):
            return True
    return False


def _imported(tree: ast.Module) -> Mapping[str, EnumClass]:
    """Enums that the module imports at its top level, by their names there."""
    return {
        alias.asname or alias.name: EnumClass(node.module or "", alias.name)
        for node in tree.body
        if is_enum_import(node)
        for alias in node.names
    }


class _Reference(NamedTuple):
    node: ast.Attribute
    name: str
    action: str


def _references(
    source: Source, enums: Mapping[str, EnumClass], catalogue: Catalogue
) -> Iterator[_Reference]:
    """References in whose place a string may stand, in no order."""
    for node, path in paths(source.parse(), ast.Attribute, _lines_with(enums, source)):
        of_value = node.attr == "value" and isinstance(node.value, ast.Attribute)
        member = node.value if of_value else node
        if not (isinstance(member, ast.Attribute) and isinstance(member.value, ast.Name)):
            continue
        name = member.value.id
        action = action_of(enums[name], member.attr, catalogue) if name in enums else None
        if action is None or not isinstance(node.ctx, ast.Load):
            continue
        if is_text_only(path) or _takes_members(path, enums):
            continue
        # Comments and parentheses in between would be lost.
        parts = [name, member.attr, "value"] if of_value else [name, member.attr]
        if source.segment(source.span(node)) == ".".join(parts):
            yield _Reference(node, name, action)


def _lines_with(names: Iterable[str], source: Source) -> Sequence[int]:
    """Lines that could hold one of these names."""
    found = mentions(source, names)
    if found is None:
        return range(1, len(source.lines) + 1)
    return sorted({each.line for each in found})


def _takes_members(path: Path, enums: Container[str]) -> bool:
    """Whether a string would not do in the place of a member."""
    around = path[1]
    if isinstance(around, ast.Attribute):
        # ``Ecr.PutImage.lower()`` is as good with a string, ``Ecr.PutImage.name`` is not.
        return around.attr.startswith("__") or not hasattr(str, around.attr)
    if isinstance(around, ast.Compare):
        return any(isinstance(operator, ast.Is | ast.IsNot) for operator in around.ops)
    return any(
        word in enums or word.startswith("Strict")
        for annotation in declared_types(path)
        for word in words_of(annotation)
    )


def _edits(
    source: Source, references: Sequence[_Reference], unused: Container[str], spellings: Spellings
) -> Plan:
    offsets = ByteOffsets(source)
    spans = [source.span(each.node) for each in references]
    strings = [
        Edit(*offsets.of(span), spellings.of(each.action, span).encode(offsets.encoding))
        for each, span in zip(references, spans, strict=True)
    ]
    imports = removals(source, offsets, unused)
    edits = tuple(sorted([*strings, *imports.edits]))
    return Plan(edits, len(strings), imports.statements)
