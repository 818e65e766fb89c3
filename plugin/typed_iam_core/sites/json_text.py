"""Policies as JSON inside strings: parsed, with each action's own place inside the string.

JSON is Python but for three words, so ``ast`` parses it and the forms of code apply; whether
it is JSON is for ``json`` to say.  A template counts where the text around its holes is JSON.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable

from typed_iam_core.sites.forms import Reader, statements_of
from typed_iam_core.sites.model import Found, Origin, PolicyKind
from typed_iam_core.sites.policies import in_other_language, parts_of
from typed_iam_core.sites.scopes import Scope
from typed_iam_core.sites.values import formatted
from typed_iam_core.text.literals import HOLE, Decoded, decode, hole_at, joined
from typed_iam_core.text.source import Source, Span, UnreadableSource


def policy_in(node: ast.AST, source: Source, kind: PolicyKind | None) -> Found | None:
    """The policy that a string, f-string or template holds, or None.

    Args:
        kind: what kind of policy it is, where that is known.
    """
    text = _text(node, source)
    tree = _parse(text) if text is not None else None
    if text is None or tree is None:
        return None

    def span(inner: ast.expr | ast.stmt) -> Span:
        within = tree_source.span(inner)
        start = tree_source.index(within.line, within.column) - 1
        end = tree_source.index(within.end_line, within.end_column) - 1
        return source.span_of(text.starts[start], text.ends[end - 1])

    tree_source, root = tree
    nodes = list(ast.walk(root))
    passed_over = {id(part) for inner in nodes for part in in_other_language(inner)}
    nodes = [inner for inner in nodes if id(inner) not in passed_over]
    kinds = {id(inner): kind for inner in nodes} if kind is not None else {}
    reader = Reader(span, origin=Origin.JSON, kinds=kinds)
    scope = Scope(root, None)
    return Found(
        [each for inner in nodes for each in statements_of(inner, scope, reader)],
        list(parts_of(nodes, span, kinds)),
    )


def _text(node: ast.AST, source: Source) -> Decoded | None:
    """The text of a string with its holes marked, or None where it holds no policy."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _decoded(node, source) if may_be_policy(node.value) else None
    if isinstance(node, ast.JoinedStr):
        constants = [part.value for part in node.values if isinstance(part, ast.Constant)]
        return _decoded(node, source) if may_be_policy("".join(map(str, constants))) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _template(node.left, source, Decoded.with_percent_holes)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _sum(node, source)
    template = formatted(node)
    return _template(template, source, Decoded.with_brace_holes) if template is not None else None


def _sum(node: ast.BinOp, source: Source) -> Decoded | None:
    """The text of strings and other things that are added up; the latter are holes."""
    parts: list[ast.expr] = []
    rest: ast.expr = node
    while isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Add):
        parts.insert(0, rest.right)
        rest = rest.left
    parts.insert(0, rest)
    texts = [part.value for part in parts if isinstance(part, ast.Constant)]
    if not may_be_policy("".join(text for text in texts if isinstance(text, str))):
        return None
    decoded = [
        _decoded(part, source)
        if isinstance(part, ast.Constant | ast.JoinedStr)
        else hole_at(source.index(*source.span(part)[:2]))
        for part in parts
    ]
    return joined([each for each in decoded if each is not None]) if None not in decoded else None


def _template(
    node: ast.expr, source: Source, holes: Callable[[Decoded], Decoded]
) -> Decoded | None:
    text = _text(node, source) if isinstance(node, ast.Constant) else None
    return holes(text) if text is not None else None


def may_be_policy(value: object) -> bool:
    """Whether a constant could be a policy in JSON, by what costs little to know."""
    return isinstance(value, str) and "{" in value and "ction" in value and "ffect" in value


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


# A string of JSON, or what a template has in the place of a value: ``$name``, ``{{ name }}``.
_STRING_OR_HOLE = re.compile(
    rf"""(?P<string>"(?:[^"\\]|\\.)*") | {HOLE} | \$\w+ | \${{\w+}} | {{{{[^{{}}"]*}}}}""",
    re.DOTALL | re.VERBOSE,
)


def _holes_as_values(text: str) -> str:
    """Holes outside JSON's strings as numbers, so that what is around them can be JSON."""
    if not any(mark in text for mark in _MARKS):
        return text
    # Of the same length, as places in the text are counted by it.
    return _STRING_OR_HOLE.sub(lambda found: found["string"] or "1" * len(found[0]), text)


_MARKS = (HOLE, "$", "{{")
