"""Proof that edits do what the fixes say, and nothing else.

- The syntax trees are equal once each fixed string of the old one is replaced as the fix says, or
  removed from its list.
- The comments are the same.
- Safe fixes keep the set of actions that each string and list matches.
- The new text compiles.

Bytes outside the edits cannot change, see ``edits.splice``.
"""

from __future__ import annotations

import ast
import tokenize
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from typed_iam_codemods.rewriting.comparison import View, require_compiles, require_same
from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_codemods.rewriting.fixes import Fix
from typed_iam_codemods.rewriting.repetitions import displays
from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import expand, matches
from typed_iam_core.text.literals import decode
from typed_iam_core.text.source import Source, Span


def prove_fixes(before: Source, after: Source, fixes: Sequence[Fix]) -> None:
    """Show that one text became the other by what the fixes say.

    Raises:
        Unproven: it did not, or it cannot be shown.
        UnreadableSource: one of the texts cannot be parsed.
    """
    if before.encoding != after.encoding:
        raise Unproven("left alone: the edits would change the file's encoding")
    fixed = _Fixed(before, fixes)
    require_same(fixed, View(after))
    fixed.require_all_met()
    if any(fix.new is None for fix in fixes) and _comments(before) != _comments(after):
        raise Unproven("left alone: the edits would change the comments")
    _require_same_actions(before, [fix for fix in fixes if fix.safe], catalogues.default())
    require_compiles(before, after)


class _Fixed(View):
    """The old tree as the fixes say that it will be."""

    def __init__(self, source: Source, fixes: Sequence[Fix]) -> None:
        super().__init__(source)
        self._fixes = sorted(fixes)
        self._starts = [fix.span[:2] for fix in self._fixes]
        self._removals = {fix.span: fix for fix in fixes if fix.new is None}
        self._met: list[Fix] = []

    def replaced(self, node: ast.AST) -> ast.AST:
        """The node, or the string that fixes make of it."""
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            return node
        span = self.source.span(node)
        inside = [fix for fix in self._fixes_in(span) if fix.new is not None]
        if not inside:
            return node
        self._met += inside
        if inside[0].span == span:
            text = inside[0].new if node.value == inside[0].old else None
        else:
            text = self._json_text(span, inside)
        return ast.Constant(text, node.kind)

    def field(self, node: ast.AST, name: str) -> object:
        """The value of a node's field, without elements that fixes remove."""
        value = super().field(node, name)
        if name != "elts" or not isinstance(value, list) or not self._removals:
            return value
        removals = [self._removals.get(self.source.span(element)) for element in value]
        self._met += filter(None, removals)
        return [element for element, fix in zip(value, removals, strict=True) if fix is None]

    def require_all_met(self) -> None:
        """Raise Unproven where no string, or more than one, belongs to a fix."""
        if sorted(self._met) != self._fixes:
            raise Unproven("left alone: a fix does not match a string of the file")

    def _fixes_in(self, span: Span) -> Iterator[Fix]:
        """The fixes inside a span."""
        for fix in self._fixes[bisect_left(self._starts, span[:2]) :]:
            if fix.span[2:] > span[2:]:
                return
            yield fix

    def _json_text(self, span: Span, inside: Sequence[Fix]) -> str | None:
        """The text of a string with strings of JSON in it fixed."""
        decoded = decode(self.source.segment(span), self.source.index(span.line, span.column))
        if decoded is None:
            return None
        pieces = []
        done = 0
        for fix in inside:
            # The quote comes first, in the text as in the span.
            at = bisect_left(decoded.starts, self.source.index(*fix.span[:2])) + 1
            end = at + len(fix.old)
            if decoded.text[at - 1 : end + 1] != f'"{fix.old}"':
                return None
            pieces += [decoded.text[done:at], fix.new or ""]
            done = end
        return "".join([*pieces, decoded.text[done:]])


def _comments(source: Source) -> list[str]:
    tokens = tokenize.generate_tokens(iter(source.lines).__next__)
    try:
        return [token.string for token in tokens if token.type == tokenize.COMMENT]
    except (tokenize.TokenError, SyntaxError) as error:
        raise Unproven("left alone: its comments cannot be tokenized") from error


def _require_same_actions(source: Source, fixes: Sequence[Fix], catalogue: Catalogue) -> None:
    """Raise Unproven where a string or list would match other actions."""
    for fix in fixes:
        if fix.new is not None and not _match_same(catalogue, [fix.old], [fix.new]):
            raise Unproven(f"left alone: {fix.new} does not match the same actions")
    new_texts = {fix.span: fix.new for fix in fixes}
    removed = {span for span, text in new_texts.items() if text is None}
    for display, spans in displays(source, removed):
        texts = {
            span: element.value
            for span, element in zip(spans, display.elts, strict=True)
            if isinstance(element, ast.Constant) and isinstance(element.value, str)
        }
        after = [new_texts.get(span, text) for span, text in texts.items()]
        if not _match_same(
            catalogue, [*texts.values()], [text for text in after if text is not None]
        ):
            raise Unproven("left alone: a list would match other actions")


def _match_same(catalogue: Catalogue, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether two lists match the same actions, known or not."""
    changed = {text.lower() for text in before} ^ {text.lower() for text in after}
    actions = {action for text in changed for action in _matched(text, catalogue)}
    return all(
        any(matches(text, action) for text in before)
        == any(matches(text, action) for text in after)
        for action in actions
    )


def _matched(text: str, catalogue: Catalogue) -> list[str]:
    """The actions that a text matches; the text itself where it matches none."""
    prefix, _, name = text.partition(":")
    service = catalogue.service(prefix)
    names = expand(name, service.actions) if service is not None else []
    return [f"{prefix}:{each}" for each in names] or [text]
