"""Plans the edits that turn strings of actions into references to enums.

Rewritten are whole strings that are exactly one action.  What is a wildcard, unknown, put together
from parts or part of a type stays, and so does, unless asked for, what the way back could not
restore: names wrong by case, and quotes that differ from those around them.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import PurePath
from typing import NamedTuple

from typed_iam_codemods.rewriting import string_references
from typed_iam_codemods.rewriting.edits import ByteOffsets, Edit, Plan, Unproven, splice
from typed_iam_codemods.rewriting.import_edits import Importer
from typed_iam_codemods.rewriting.reference_places import Path, paths, spreads, takes_reference
from typed_iam_codemods.rewriting.risky_imports import (
    imported_words,
    takes_no_members,
    takes_no_strings,
)
from typed_iam_codemods.rewriting.spellings import Spellings
from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.enums import EnumClass, enum_of
from typed_iam_core.catalogue.naming import member_name
from typed_iam_core.sites import Origin, may_hold_actions, statements
from typed_iam_core.text.source import Source, Span


class Style(Enum):
    """In what form a member stands in the place of a string."""

    AUTO = "auto"
    MEMBER = "member"
    VALUE = "value"


class Scope(Enum):
    """Which strings are rewritten: those in slots for actions and lists of them, or all."""

    SLOTS = "slots"
    ALL = "all"


@dataclass(frozen=True)
class Options:
    """What to rewrite, and how.

    ``style``: AUTO is a member where it adds no error of types and can be written by what the
    module imports, else its value.  ``exact``: leave alone what the way back could not restore.
    """

    style: Style = Style.AUTO
    scope: Scope = Scope.SLOTS
    exact: bool = True


DEFAULT = Options()


@dataclass(frozen=True)
class ReversiblePlan(Plan):
    """A plan that is proven by the way back as well."""

    def prove(self, before: Source, after: Source) -> None:
        """As every plan; besides, the strings put back must give the same bytes."""
        super().prove(before, after)
        if string_references.may_hold_references(before.data):
            # Of references that were there before nobody knows how they would be spelt.
            return
        back = string_references.plan(after)
        if splice(after.data, back.edits) != before.data:
            raise Unproven("left alone: the way back would not give the same bytes")


def is_out_of_scope(path: PurePath) -> bool:
    """Whether a file is never rewritten: a stub, one of the enums' own modules, a ``setup.py``."""
    # The last runs before there is anything that it could import.
    return (
        path.suffix == ".pyi"
        or path.name == "setup.py"
        or path.parts[-3:-1] == ("typed_iam", "actions")
    )


def plan(source: Source, catalogue: Catalogue | None = None, options: Options = DEFAULT) -> Plan:
    """The edits that one file needs.

    Args:
        source: a file that may hold policies, which a scan of its bytes tells at less cost.
        catalogue: the actions that exist; those of this installation by default.

    Raises:
        UnreadableSource: it cannot be parsed.
    """
    known = catalogue or catalogues.default()
    if not may_hold_actions(source.data, known):
        # As after nearly every rewrite, whose proof plans again.
        return Plan()
    found = _found(source, known, options.scope)
    if not found:
        return Plan()
    if _lists_other_dependencies(source.text):
        return Plan(reason="left alone: a script that lists its dependencies, without typed-iam")
    words = imported_words(source)
    if takes_no_strings(words):
        return Plan(reason="left alone: awacs takes its own Action objects only")
    if options.style is Style.AUTO and takes_no_members(source, words):
        options = replace(options, style=Style.VALUE)
    restorable = list(_restorable(source, found, known)) if options.exact else found
    kept = len(found) - len(restorable)
    if not restorable:
        return Plan(kept=kept)
    try:
        edits = _edits(source, [_use(each, known, options.style) for each in restorable])
    except Unproven as error:
        return Plan(reason=str(error))
    made = ReversiblePlan if options.exact else Plan
    return made(edits.all, len(restorable), edits.imports, kept=kept)


# The block of a script by which tools such as ``pipx run`` know what to install for it.
_SCRIPT = re.compile(r"^# /// script$(?:\r?\n?#[^\r\n]*)*", re.MULTILINE)


def _lists_other_dependencies(text: str) -> bool:
    block = _SCRIPT.search(text)
    return block is not None and "typed-iam" not in block[0] and "typed_iam" not in block[0]


class _Found(NamedTuple):
    """A string that is one action, which a reference may stand for."""

    node: ast.Constant
    path: Path
    span: Span
    action: str


# The beginning of a string with a colon.
_STRING = re.compile(r"""["'][^"']*:""")
# Of other origins the text is not what stands in the source.
_WHOLE_STRINGS = frozenset({Origin.SLOT, Origin.CONSTANT, Origin.LIST})


def _found(source: Source, catalogue: Catalogue, scope: Scope) -> list[_Found]:
    """What might be rewritten, in source order."""
    spans = None
    if scope is Scope.SLOTS:
        # A statement inside another one's slot is met twice.
        spans = set(_spans_in_slots(source, catalogue))
        lines = sorted({span.line for span in spans})
    else:
        lines = [number for number, line in enumerate(source.lines, 1) if _STRING.search(line)]
    found = []
    for node, path in paths(source.parse(), ast.Constant, lines):
        if not (isinstance(node.value, str) and ":" in node.value):
            continue
        action, span = catalogue.action(node.value), source.span(node)
        if action is None or (spans is not None and span not in spans):
            continue
        if takes_reference(path) and _is_one_token(source.segment(span), node.value):
            found.append(_Found(node, path, span, action))
    return sorted(found, key=lambda each: each.span)


def _spans_in_slots(source: Source, catalogue: Catalogue) -> Iterator[Span]:
    for statement in statements(source, catalogue):
        for site in statement.sites:
            if site.origin in _WHOLE_STRINGS and catalogue.action(site.text or "") is not None:
                yield site.span


# Most strings, at a fraction of what it costs to tokenize them.
_PLAIN = re.compile(r"""\"[^"\\\r\n]*"|'[^'\\\r\n]*'""")


def _is_one_token(segment: str, text: str) -> bool:
    """Whether a piece of source is a single string token of that value."""
    if segment[1:-1] == text and _PLAIN.fullmatch(segment):
        return True
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(segment).readline))
        value = ast.literal_eval(segment)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return False
    strings = [token for token in tokens if token.type == tokenize.STRING]
    return len(strings) == 1 and strings[0].string == segment and bool(value == text)


def _restorable(source: Source, found: Iterable[_Found], catalogue: Catalogue) -> Iterator[_Found]:
    """What the way back would write as it stands there."""
    spellings = Spellings(source, catalogue)
    for each in found:
        expected = spellings.of(each.action, each.span)
        if source.segment(each.span) == expected and not any(_distances(source, each.span)):
            yield each


class _Use(NamedTuple):
    """A string to rewrite; ``member`` is all that stands behind the name of the enum."""

    span: Span
    enum: EnumClass
    member: str


def _use(found: _Found, catalogue: Catalogue, style: Style) -> _Use:
    prefix, _, name = found.action.partition(":")
    of_value = style is Style.VALUE or (
        style is Style.AUTO and spreads(found.path, lambda text: catalogue.action(text) is None)
    )
    member = member_name(name)
    return _Use(found.span, enum_of(prefix), f"{member}.value" if of_value else member)


class _Edits(NamedTuple):
    all: tuple[Edit, ...]
    imports: int


def _edits(source: Source, uses: Sequence[_Use]) -> _Edits:
    offsets = ByteOffsets(source)
    first_uses: dict[EnumClass, int] = {}
    for use in uses:
        first_uses.setdefault(use.enum, offsets.of(use.span)[0])
    imports = Importer(source, source.parse(), offsets).imports(first_uses)
    references = [
        _reference(source, offsets, use.span, f"{imports.names[use.enum]}.{use.member}")
        for use in uses
    ]
    return _Edits(tuple(sorted([*imports.edits, *references])), imports.statements)


def _reference(source: Source, offsets: ByteOffsets, span: Span, expression: str) -> Edit:
    left, right = _distances(source, span)
    start, end = offsets.of(span)
    return Edit(start, end, f"{left}{expression}{right}".encode(offsets.encoding))


def _distances(source: Source, span: Span) -> tuple[str, str]:
    """White space that a name needs and a string does not: ``if x else"ecr:PutImage"``."""
    before = source.lines[span.line - 1][: span.column - 1][-1:]
    after = source.lines[span.end_line - 1][span.end_column - 1 :][:1]
    left = " " if before.isalnum() or before == "_" else ""
    right = " " if after.isalnum() or after == "_" else ""
    return left, right
