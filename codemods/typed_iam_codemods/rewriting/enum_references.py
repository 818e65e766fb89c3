"""Plans the edits that replace strings of actions by references to enums.

Only whole strings that are exactly one action are replaced.  Wildcards, unknown names, composed
strings and parts of types stay.  So do, by default, strings that the reverse rewrite could not
restore: names in another case, and quotes that differ from those around them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from typed_iam_codemods.rewriting import string_references
from typed_iam_codemods.rewriting.edits import Edit, Unproven, extent, splice
from typed_iam_codemods.rewriting.identifiers import lines_with, nodes_on
from typed_iam_codemods.rewriting.imports import Importer
from typed_iam_codemods.rewriting.plans import Plan
from typed_iam_codemods.rewriting.reference_places import NodePath, paths, spreads, takes_reference
from typed_iam_codemods.rewriting.slots import spans_of_actions
from typed_iam_codemods.rewriting.spellings import Spellings, is_one_token
from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.enums import EnumClass, enum_of
from typed_iam_core.catalogue.naming import member_name
from typed_iam_core.expressions.expression import last_name
from typed_iam_core.readers import may_hold_actions
from typed_iam_core.text.source import Source


class Style(Enum):
    """The form of a member that replaces a string."""

    AUTO = "auto"
    MEMBER = "member"
    VALUE = "value"


class Scope(Enum):
    """Which strings are replaced: those in slots for actions and lists of them, or all."""

    SLOTS = "slots"
    ALL = "all"


@dataclass(frozen=True)
class Options:
    """What to replace, and how.

    ``style``: AUTO is a member where it adds no type error and the libraries that the module
    imports can write it, else its value.  ``exact``: leave strings alone that the reverse rewrite
    could not restore.
    """

    style: Style = Style.AUTO
    scope: Scope = Scope.SLOTS
    exact: bool = True


DEFAULT = Options()


@dataclass(frozen=True)
class ReversiblePlan(Plan):
    """A plan that the reverse rewrite must undo as well."""

    def prove(self, before: Source, after: Source) -> None:
        """As every plan; in addition, the reverse rewrite must restore every byte."""
        super().prove(before, after)
        if string_references.may_hold_references(before.data):
            # How strings in place of earlier references would be spelled is unknown.
            return
        reverse = string_references.plan(after)
        if splice(after, reverse.edits) != before.data:
            raise Unproven("left alone: the reverse rewrite would not restore every byte")


def plan(source: Source, options: Options = DEFAULT) -> Plan:
    """The edits that one file needs; UnreadableSource if it cannot be parsed."""
    known = catalogues.default()
    if not may_hold_actions(source.data, known):
        # As after nearly every rewrite, which is planned again to prove it.
        return Plan()
    found = _candidates(source, known, options.scope)
    if not found:
        return Plan()
    if _lists_other_dependencies(source.text):
        return Plan(reason="left alone: its script metadata does not list typed-iam; add it there")
    words = _imported_words(source)
    if "awacs" in words:
        return Plan(reason="left alone: awacs takes its own Action objects only")
    if options.style is Style.AUTO and _takes_no_members(source, words):
        options = replace(options, style=Style.VALUE)
    replaceable = found
    if options.exact:
        spellings = Spellings(source, known)
        replaceable = [each for each in found if _is_restorable(each, source, spellings)]
    kept = len(found) - len(replaceable)
    if not replaceable:
        return Plan(kept=kept)
    first_uses: dict[EnumClass, int] = {}
    for each in replaceable:
        first_uses.setdefault(each.enum, each.start)
    try:
        imports = Importer(source).imports(first_uses)
    except Unproven as error:
        return Plan(reason=str(error))
    references = []
    for each in replaceable:
        left, right = _spaces(source, each)
        member = _member(each, known, options.style)
        expression = f"{left}{imports.names[each.enum]}.{member}{right}"
        references.append(Edit(each.start, each.end, expression))
    kind = ReversiblePlan if options.exact else Plan
    edits = tuple(sorted([*imports.edits, *references]))
    return kind(edits, len(references), imports.statements, kept=kept)


# The inline metadata by which tools such as ``pipx run`` know what to install for a script.
_SCRIPT = re.compile(r"^# /// script$(?:\r?\n?#[^\r\n]*)*", re.MULTILINE)


def _lists_other_dependencies(text: str) -> bool:
    block = _SCRIPT.search(text)
    return block is not None and "typed-iam" not in block[0] and "typed_iam" not in block[0]


class _Candidate(NamedTuple):
    """A string that is one action and that a reference may replace."""

    start: int
    end: int
    action: str
    path: NodePath

    @property
    def enum(self) -> EnumClass:
        """The enum of the action."""
        return enum_of(self.action.partition(":")[0])


# The beginning of a string with a colon.
_STRING = re.compile(r"""["'][^"':\r\n]+:""")


def _candidates(source: Source, catalogue: Catalogue, scope: Scope) -> list[_Candidate]:
    """Strings that might be replaced, in source order."""
    spans = spans_of_actions(source, catalogue) if scope is Scope.SLOTS else None
    lines = lines_with(source, _STRING) if spans is None else sorted({span.line for span in spans})
    found = []
    for node, path in paths(source.parse(), ast.Constant, lines):
        if not (isinstance(node.value, str) and ":" in node.value):
            continue
        action = catalogue.action(node.value)
        if action is None or (spans is not None and source.span(node) not in spans):
            continue
        start, end = extent(source, node)
        if takes_reference(path) and is_one_token(source.text[start:end]):
            found.append(_Candidate(start, end, action, path))
    return sorted(found, key=lambda each: each.start)


def _is_restorable(found: _Candidate, source: Source, spellings: Spellings) -> bool:
    """Whether the reverse rewrite would write the string as it is written."""
    written = source.text[found.start : found.end]
    return written == spellings.of(found.action, found.start) and not any(_spaces(source, found))


def _member(found: _Candidate, catalogue: Catalogue, style: Style) -> str:
    """What follows the enum's name in a reference."""
    is_value = style is Style.VALUE or (
        style is Style.AUTO and spreads(found.path, lambda text: catalogue.action(text) is None)
    )
    return member_name(found.action.partition(":")[2]) + (".value" if is_value else "")


def _spaces(source: Source, found: _Candidate) -> Sequence[str]:
    """White space that a name needs and a string does not: ``if x else"ecr:PutImage"``."""
    beside = source.text[found.start - 1 : found.start], source.text[found.end : found.end + 1]
    return [" " if each.isalnum() or each == "_" else "" for each in beside]


# Libraries that write the members of a StrEnum differently from strings, or not at all, or, as
# choices of an option, accept them by other names.
_STRICT = frozenset({"click", "jsonpickle", "marshal", "msgpack", "ruamel", "toml", "typer"})
_RISKY = re.compile("|".join(["awacs", "[yY][aA][mM][lL]", *sorted(_STRICT)]))
# ``sys.intern`` accepts nothing but strings.  In a module with a Literal of its own, functions may
# require that type, which no member of an enum has.
_STRICT_TEXT = re.compile(r"\bintern\(|\bLiteral\[[^][]*[\"'][A-Za-z0-9-]+:")
_IMPORTERS = frozenset({"__import__", "import_module", "importorskip"})


def _imported_words(source: Source) -> frozenset[str]:
    """The parts of the names in those imports of a module that may be risky."""
    nodes = nodes_on(source.parse(), lines_with(source, _RISKY))
    return frozenset(word for node in nodes for name in _imported(node) for word in name.split("."))


def _takes_no_members(source: Source, words: frozenset[str]) -> bool:
    """Whether strings may be passed where only plain ones work: YAML, marshal, click choices."""
    # Also ruamel_yaml, oyaml and a project's own load_yaml: ".value" does no harm.
    return any(word in _STRICT or word.lower().endswith("yaml") for word in words) or bool(
        _STRICT_TEXT.search(source.text)
    )


def _imported(node: ast.AST) -> Iterator[str]:
    """Names that a node imports."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
    if isinstance(node, ast.Call) and last_name(node.func) in _IMPORTERS:
        constants = (arg.value for arg in node.args if isinstance(arg, ast.Constant))
        yield from (value for value in constants if isinstance(value, str))
