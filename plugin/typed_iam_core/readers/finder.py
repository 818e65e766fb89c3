"""Runs the readers over a module, of which only the pieces that matter are parsed."""

from __future__ import annotations

import ast
from bisect import bisect_left
from dataclasses import replace

from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.expressions.scopes import ModuleScope, Resolver, scoped_nodes
from typed_iam_core.policies.model import Certainty, Document, Form, Policies, Statement, Value
from typed_iam_core.readers import (
    action_arguments,
    action_lists,
    assignments,
    awacs,
    boto3_parameters,
    builder_calls,
    byte_filter,
    dict_displays,
    json_text,
    other_languages,
    policy_keys,
    resources,
    terraform_cdk,
)
from typed_iam_core.readers.json_text import may_be_policy
from typed_iam_core.readers.reading import Reading
from typed_iam_core.readers.sinks import kinds_of
from typed_iam_core.text.pieces import Pieces, bound_names, definition, is_import
from typed_iam_core.text.source import Source, UnreadableSource, parsed

# Of the sinks, the last that says something of a policy is believed.
READERS = (
    other_languages.READER,
    policy_keys.READER,
    resources.READER,
    boto3_parameters.READER,
    dict_displays.READER,
    builder_calls.READER,
    terraform_cdk.READER,
    action_arguments.READER,
    assignments.READER,
    awacs.READER,
    json_text.READER,
    action_lists.READER,
)
# Of parsing more and more pieces; nearly every file takes one or two, and then all is parsed.
_ROUNDS = 3
# Characters below which a module is parsed as a whole: to split it takes as long.
SMALL = 6_000
_FILTER = byte_filter.ByteFilter(READERS)
_WANTED = frozenset(
    {ast.Dict, ast.Call, ast.Assign, ast.AnnAssign, ast.AugAssign}
    | {ast.Constant, ast.JoinedStr, ast.BinOp}
    | {ast.List, ast.Tuple, ast.Set, ast.Expr, ast.Subscript}
)


def may_hold_policies(data: bytes, catalogue: Catalogue | None = None) -> bool:
    """Whether a file could hold a policy; False for nearly every file, at a few byte scans."""
    return _FILTER.may_hold_policies(data, catalogue or catalogues.default())


may_hold_actions = byte_filter.may_hold_actions


def find(
    source: Source,
    catalogue: Catalogue | None = None,
    *,
    package: str = "",
    resolve: Resolver | None = None,
    whole: bool = False,
) -> Policies:
    """The policies of a module.

    Only the pieces that matter are parsed: those with a trace of a policy, and those that bind a
    name that was looked up in them.

    Args:
        catalogue: the actions by which lists of actions are recognized.
        package: the package that the module's relative imports start from.
        resolve: value of a constant of another module, where it is known.
        whole: whether to parse all of it, for a caller that needs its tree anyway.

    Raises:
        UnreadableSource: what has to be parsed cannot be.
    """
    known = catalogue or catalogues.default()
    if not whole:
        try:
            found = _find_in_pieces(source, known, package, resolve)
        except UnreadableSource:
            found = None
        if found is not None:
            return found
    root = ModuleScope(source.parse(), None, package=package, resolve=resolve)
    return _find(source, root, known)


def _find_in_pieces(
    source: Source, catalogue: Catalogue, package: str, resolve: Resolver | None
) -> Policies | None:
    """As ``find``; None where all of the module has to be parsed."""
    if len(source.text) < SMALL:
        return None
    pieces = Pieces(source)
    if len(pieces.all) == 1:
        return None
    texts = [pieces.text(piece) for piece in pieces.all]
    wanted = _with_traces(source, pieces, catalogue)
    wanted.update(index for index, text in enumerate(texts) if is_import(text))
    for _ in range(_ROUNDS):
        if len(wanted) == len(pieces.all):
            break
        tree = parsed(pieces.masked(wanted))
        root = ModuleScope(tree, None, package=package, resolve=resolve)
        others = [index for index in range(len(texts)) if index not in wanted]
        defined = {definition(texts[index]) for index in others if not pieces.all[index].owner}
        root.opaque.update(name for name in defined if name is not None)
        found = _find(source, root, catalogue)
        bound = bound_names(pieces, others, attributes=root.asks_for_attributes)
        more = {index for name in root.asked & bound.keys() for index in bound[name]} - wanted
        if not more:
            return found
        wanted |= more
    return None


def _with_traces(source: Source, pieces: Pieces, catalogue: Catalogue) -> set[int]:
    data = source.data
    if not data.isascii() or source.encoding != "utf-8":
        data = source.text.encode("utf-8", "surrogatepass")
    offsets = sorted(set(_FILTER.traces(data, catalogue)))
    starts, found = source.utf8_starts, set[int]()
    position = 0
    for index, piece in enumerate(pieces.all):
        position = bisect_left(offsets, starts[piece.first], position)
        if position < len(offsets) and offsets[position] < starts[piece.last]:
            found.add(index)
    return found


def _find(source: Source, root: ModuleScope, catalogue: Catalogue) -> Policies:
    """The policies of a tree, which is the root's."""
    reading = Reading(source, catalogue, scoped_nodes(root, _WANTED), source.span)
    silent = {node for reader in READERS for node in reader.silences(reading)}
    silent.update(
        # Nearly half of all nodes are strings.
        node
        for node, _ in reading.some(ast.Constant)
        if isinstance(node, ast.Constant) and not may_be_policy(node.value)
    )
    reading.leave_out(silent)
    reading.kinds.update(kinds_of(sink for reader in READERS for sink in reader.sinks(reading)))
    statements: list[Statement] = []
    documents: list[Document] = []
    for reader in READERS:
        for found in reader.read(reading):
            if isinstance(found, Document):
                documents.append(found)
            else:
                statements.append(found)
    unknown = [source.span(node) for node in root.unknown]
    root.close()
    return Policies(_without_known(statements), documents, unknown, root.is_cut)


def _without_known(statements: list[Statement]) -> list[Statement]:
    """Without what lists of actions say again of actions in slots, unless more surely."""
    in_slots = {
        value.span
        for statement in statements
        if statement.form is not Form.LIST
        for _, value in statement.actions
    }

    def is_new(value: Value) -> bool:
        return value.certainty is Certainty.LISTED or value.span not in in_slots

    kept = []
    for statement in statements:
        if statement.form is Form.LIST:
            (element,) = statement.elements
            values = tuple(filter(is_new, element.values))
            if not values:
                continue
            statement = replace(statement, elements=(replace(element, values=values),))
        kept.append(statement)
    return kept
