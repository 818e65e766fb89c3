"""Policies as JSON inside strings: parsed, with each action's own place inside the string.

JSON is Python but for three words, so ``ast`` parses it and the forms of code apply; whether
it is JSON is for ``json`` to say.  A template counts where the text around its holes is JSON.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator

from typed_iam_core.sites.forms import Reader, statements_of
from typed_iam_core.sites.model import Origin, Statement
from typed_iam_core.sites.scopes import Scope
from typed_iam_core.source import Source, Span, UnreadableSource
from typed_iam_core.string_literals import HOLE, Decoded, decode


def statements_in(node: ast.AST, source: Source) -> Iterator[Statement]:
    """Statements of the policy that a string, f-string or template holds."""
    text = _text(node, source)
    if text is None:
        return
    tree = _parse(text)
    if tree is None:
        return

    def span(inner: ast.expr | ast.stmt) -> Span:
        within = tree_source.span(inner)
        start = tree_source.index(within.line, within.column) - 1
        end = tree_source.index(within.end_line, within.end_column) - 1
        return source.span_of(text.starts[start], text.ends[end - 1])

    tree_source, root = tree
    reader = Reader(span, origin=Origin.JSON)
    scope = Scope(root, None)
    found = [each for inner in ast.walk(root) for each in statements_of(inner, scope, reader)]
    yield from sorted(found, key=lambda statement: statement.span)


def _text(node: ast.AST, source: Source) -> Decoded | None:
    """The text of a string with its holes marked, or None where it holds no policy."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _decoded(node, source) if _may_be_policy(node.value) else None
    if isinstance(node, ast.JoinedStr):
        constants = [part.value for part in node.values if isinstance(part, ast.Constant)]
        return _decoded(node, source) if _may_be_policy("".join(map(str, constants))) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _template(node.left, source, Decoded.with_percent_holes)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "format":
            return _template(node.func.value, source, Decoded.with_brace_holes)
    return None


def _template(
    node: ast.expr, source: Source, holes: Callable[[Decoded], Decoded]
) -> Decoded | None:
    text = _text(node, source) if isinstance(node, ast.Constant) else None
    return holes(text) if text is not None else None


def _may_be_policy(text: str) -> bool:
    return "ction" in text and "ffect" in text and "{" in text


def _decoded(node: ast.Constant | ast.JoinedStr, source: Source) -> Decoded | None:
    span = source.span(node)
    start = source.index(span.line, span.column)
    decoded = decode(source.segment(span), start)
    if decoded is None:
        return None
    if isinstance(node, ast.Constant):
        expected = node.value
    else:
        expected = "".join(
            str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values
        )
    # The reading of the token is our own; Python's decides whether it is right.
    return decoded if decoded.text == expected else None


def _parse(decoded: Decoded) -> tuple[Source, ast.Module] | None:
    text = _holes_as_values(decoded.text)
    try:
        content = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict | list):
        return None
    source = Source(f"({text})".encode())
    try:
        return source, source.parse()
    except UnreadableSource:
        return None


def _holes_as_values(text: str) -> str:
    """Holes outside JSON's strings as numbers, so that what is around them can be JSON."""
    if HOLE not in text:
        return text
    inside = False
    shown = []
    previous = ""
    for character in text:
        if character == '"' and previous != "\\":
            inside = not inside
        shown.append("0" if character == HOLE and not inside else character)
        previous = "" if previous == "\\" else character
    return "".join(shown)
