"""Policies as JSON inside strings: parsed, with each action's own place inside the string.

JSON is Python but for three words, so ``ast`` parses it and the forms of code apply; whether
it is JSON is for ``json`` to say.  A template counts where the text around its holes is JSON.
"""

from __future__ import annotations

import ast
import json
import re

from typed_iam_core.expressions.expression import formatted, terms
from typed_iam_core.expressions.scopes import ModuleScope, scoped_nodes
from typed_iam_core.policies.model import Form, Kind
from typed_iam_core.readers import dict_displays, other_languages
from typed_iam_core.readers.reading import Read, Reader, Reading
from typed_iam_core.text.literals import BRACES, HOLE, PERCENT, Decoded, decode, hole_at, joined
from typed_iam_core.text.source import Source, Span, UnreadableSource


def _read(reading: Reading) -> Read:
    sums = [node for node, _ in reading.some(ast.BinOp) if isinstance(node, ast.BinOp)]
    # A sum is read with all of its terms.
    inner = {part for node in sums for part in (node.left, node.right)}
    for node, _ in reading.some(ast.Constant, ast.JoinedStr, ast.BinOp, ast.Call):
        is_term = isinstance(node, ast.BinOp) and node in inner
        text = None if is_term else _text(node, reading.source)
        if text is not None:
            yield from _policies_in(text, reading, reading.kinds.get(node))


READER = Reader(read=_read)


def _policies_in(text: Decoded, reading: Reading, kind: Kind | None) -> Read:
    """The policies that a string, f-string or template holds.

    Args:
        kind: what kind of policy it is, where that is known.
    """
    parsed = _parse(text)
    if parsed is None:
        return
    inner, root = parsed

    def span(node: ast.expr | ast.stmt) -> Span:
        within = inner.span(node)
        start = inner.index(within.line, within.column) - 1
        end = inner.index(within.end_line, within.end_column) - 1
        return reading.source.span_of(text.starts[start], text.ends[end - 1])

    nodes = scoped_nodes(ModuleScope(root, None), frozenset({ast.Dict}))
    within = Reading(inner, reading.catalogue, nodes, span, Form.JSON)
    within.leave_out(set(other_languages.READER.silences(within)))
    if kind is not None:
        within.kinds.update((node, kind) for node, _ in within.some(ast.Dict))
    yield from dict_displays.READER.read(within)


def _text(node: ast.AST, source: Source) -> Decoded | None:
    """The text of a string with its holes marked, or None where it holds no policy."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _decoded(node, source) if may_be_policy(node.value) else None
    if isinstance(node, ast.JoinedStr):
        constants = [part.value for part in node.values if isinstance(part, ast.Constant)]
        return _decoded(node, source) if may_be_policy("".join(map(str, constants))) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _template(node.left, source, PERCENT)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _sum(node, source)
    template = formatted(node)
    return _template(template, source, BRACES) if template is not None else None


def _sum(node: ast.BinOp, source: Source) -> Decoded | None:
    """The text of strings and other things that are added up; the latter are holes."""
    parts = terms(node)
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


def _template(node: ast.expr, source: Source, marks: re.Pattern[str]) -> Decoded | None:
    text = _text(node, source) if isinstance(node, ast.Constant) else None
    return text.with_holes(marks) if text is not None else None


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


# A string of JSON, perhaps one that is never closed, or what a template has in the place of a value: ``$name``, ``{{ name }}``.
_STRING_OR_HOLE = re.compile(
    rf"""(?P<string>"[^"\\]*+(?:\\.?[^"\\]*+)*(?:"|\Z)) | {HOLE} | \$\w+ | \${{\w+}} | {{{{[^{{}}"]*}}}}""",
    re.DOTALL | re.VERBOSE,
)


def _holes_as_values(text: str) -> str:
    """Holes outside JSON's strings as numbers, so that what is around them can be JSON."""
    if not any(mark in text for mark in _MARKS):
        return text
    # Of the same length, as places in the text are counted by it.
    return _STRING_OR_HOLE.sub(lambda found: found["string"] or "1" * len(found[0]), text)


_MARKS = (HOLE, "$", "{{")
