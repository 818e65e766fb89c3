"""Plans the edits that turn strings of actions into references to enums.

Rewritten are the strings that stand in a slot for actions and are exactly one action, in any
case.  What is a wildcard, unknown, put together from parts or part of an annotation stays.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import NamedTuple

from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.edits import ByteOffsets, Edit, Plan, Unproven
from typed_iam_core.enums import EnumClass, enum_of
from typed_iam_core.identifiers import annotations_of, words_of
from typed_iam_core.import_edits import Importer
from typed_iam_core.naming import member_name
from typed_iam_core.sites import Origin, may_hold_policies, statements
from typed_iam_core.source import Source, Span


def is_out_of_scope(path: PurePath) -> bool:
    """Whether a file is never rewritten: a stub, or one of the enums' own modules."""
    return path.suffix == ".pyi" or path.parts[-3:-1] == ("typed_iam", "actions")


def plan(data: bytes, catalogue: Catalogue | None = None) -> Plan:
    """The edits that one file needs.

    Args:
        data: the file's bytes; a file that cannot hold a policy costs one scan of them.
        catalogue: the actions that exist; those of this installation by default.

    Raises:
        UnreadableSource: the bytes cannot be decoded or parsed.
    """
    if not may_hold_policies(data):
        return Plan()
    source = Source(data)
    uses = list(_uses(source, catalogue or catalogues.default()))
    if not uses:
        return Plan()
    try:
        return _edits(source, uses)
    except Unproven as error:
        return Plan(reason=str(error))


# Of other origins the text is not what stands in the source.
_WHOLE_STRINGS = frozenset({Origin.SLOT, Origin.CONSTANT, Origin.LIST})


class _Use(NamedTuple):
    """A string to rewrite."""

    span: Span
    enum: EnumClass
    member: str


def _uses(source: Source, catalogue: Catalogue) -> Iterator[_Use]:
    # A statement inside another one's slot is met twice.
    texts = {
        site.span: site.text
        for statement in statements(source, catalogue)
        for site in statement.sites
        if site.text is not None and site.origin in _WHOLE_STRINGS
    }
    found = {span: catalogue.action(text) for span, text in texts.items()}
    if not any(found.values()):
        return
    rewritable = _rewritable(source)
    for span, action in sorted(found.items()):
        if action is None or span not in rewritable:
            continue
        if _is_one_token(source.segment(span), texts[span]):
            prefix, _, name = action.partition(":")
            yield _Use(span, enum_of(prefix), member_name(name))


def _rewritable(source: Source) -> set[Span]:
    """Strings with a colon in places where a reference may stand instead."""
    found: set[Span] = set()
    stack: list[ast.AST] = [source.parse()]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and ":" in node.value:
                found.add(source.span(node))
            continue
        closed = list(_closed(node))
        stack += [child for child in ast.iter_child_nodes(node) if child not in closed]
    return found


def _closed(node: ast.AST) -> Iterator[ast.AST]:
    """Parts of a node in which every string stays."""
    if isinstance(node, ast.Dict):
        yield from (key for key in node.keys if key is not None)
    elif isinstance(node, ast.Subscript):
        if _last_name(node.value) == "Literal":
            yield node.slice
    elif isinstance(node, ast.JoinedStr):
        # Up to Python 3.11 their positions are made up, and quotes cannot nest.
        yield from node.values
    elif isinstance(node, ast.AnnAssign) and node.value is not None and _is_of_literals(node):
        yield node.value
    yield from annotations_of(node)


def _is_of_literals(node: ast.AnnAssign) -> bool:
    """Whether a variable's type is one of strings, for which type checkers refuse members."""
    return any(
        word == "Literal"
        # EcrAction and EcrActionPattern, but neither AnyEcrAction nor the enums' base Action.
        or (word.endswith(("Action", "ActionPattern")) and not word.startswith(("Any", "Action")))
        for word in words_of(node.annotation)
    )


def _last_name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else None


def _is_one_token(segment: str, text: str | None) -> bool:
    """Whether a piece of source is a single string token of that value."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(segment).readline))
        value = ast.literal_eval(segment)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return False
    strings = [token for token in tokens if token.type == tokenize.STRING]
    return len(strings) == 1 and strings[0].string == segment and bool(value == text)


# What the members of a StrEnum cannot be written with.
_STRICT_WRITERS = frozenset({"marshal", "ruamel"})
_IMPORTERS = frozenset({"__import__", "import_module", "importorskip"})


def _edits(source: Source, uses: Sequence[_Use]) -> Plan:
    tree = source.parse()
    imported = set(_imported_words(tree))
    if "awacs" in imported:
        raise Unproven("left alone: awacs takes its own Action objects only")
    suffix = ".value" if any(map(_is_strict_writer, imported)) else ""
    offsets = ByteOffsets(source)
    first_uses: dict[EnumClass, int] = {}
    for use in uses:
        first_uses.setdefault(use.enum, offsets.of(use.span)[0])
    imports = Importer(source, tree, offsets).imports(first_uses)
    references = [
        _reference(source, offsets, use.span, f"{imports.names[use.enum]}.{use.member}{suffix}")
        for use in uses
    ]
    return Plan(tuple(sorted([*imports.edits, *references])), len(references), imports.statements)


def _imported_words(tree: ast.Module) -> Iterator[str]:
    """Parts of the names of all that is imported, wherever and in whatever way."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
        elif isinstance(node, ast.Call) and _last_name(node.func) in _IMPORTERS:
            constants = (arg.value for arg in node.args if isinstance(arg, ast.Constant))
            names = [value for value in constants if isinstance(value, str)]
        for name in names:
            yield from name.split(".")


def _is_strict_writer(word: str) -> bool:
    # Also ruamel_yaml, oyaml and a project's own load_yaml: ".value" does no harm.
    return word in _STRICT_WRITERS or word.lower().endswith("yaml")


def _reference(source: Source, offsets: ByteOffsets, span: Span, expression: str) -> Edit:
    # A string needs no white space beside a keyword, a name does: ``if x else"ecr:PutImage"``.
    before = source.lines[span.line - 1][: span.column - 1][-1:]
    after = source.lines[span.end_line - 1][span.end_column - 1 :][:1]
    left = " " if before.isalnum() or before == "_" else ""
    right = " " if after.isalnum() or after == "_" else ""
    start, end = offsets.of(span)
    return Edit(start, end, f"{left}{expression}{right}".encode(offsets.encoding))
