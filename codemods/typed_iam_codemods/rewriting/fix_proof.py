"""The proof that edits do what the fixes say of them, and nothing else.

- Every byte outside the edits is what it was.
- The syntax trees are equal once each fixed string of the old one is replaced by what the fix
  says, or taken out of its list.
- The comments are the same.
- Fixes that call themselves safe keep the set of actions that each string and list stands for.
- The new text compiles.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from typed_iam_codemods.rewriting.byte_edits import Edit, Unproven
from typed_iam_codemods.rewriting.proofs import (
    View,
    check_compiles,
    require_same,
    unchanged_elsewhere,
)
from typed_iam_codemods.rewriting.repetitions import displays
from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import expand, matches
from typed_iam_core.text.literals import decode
from typed_iam_core.text.source import Source, Span

if TYPE_CHECKING:
    from typed_iam_codemods.rewriting.fix_plan import Fix


def prove_fixes(before: Source, after: Source, edits: Sequence[Edit], fixes: Sequence[Fix]) -> None:
    """Shows that the edits lead from one text to the other, and do what the fixes say.

    Raises:
        Unproven: they do not, or it cannot be shown.
        UnreadableSource: one of the texts cannot be parsed.
    """
    unchanged_elsewhere(before.data, after.data, edits)
    if before.encoding != after.encoding:
        raise Unproven("left alone: the edits would change the file's encoding")
    explained = _Explained(before, fixes)
    require_same(explained, View(after))
    explained.require_all_met()
    removed = {fix.span for fix in fixes if fix.new is None}
    if removed and _comments(before) != _comments(after):
        raise Unproven("left alone: the edits would take a comment out")
    _same_actions(before, [fix for fix in fixes if fix.safe], catalogues.default())
    check_compiles(after)


class _Explained(View):
    """The old tree as the fixes say that it will be."""

    def __init__(self, source: Source, fixes: Sequence[Fix]) -> None:
        super().__init__(source)
        self._fixes = sorted(fixes)
        self._starts = [fix.span[:2] for fix in self._fixes]
        self._removed = {fix.span: fix for fix in fixes if fix.new is None}
        self._met: list[Fix] = []

    def settled(self, node: ast.AST) -> ast.AST:
        """The node, or the string that fixes make of it."""
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            return node
        span = self.source.span(node)
        inside = [fix for fix in self._fixes_from(span) if fix.new is not None]
        if not inside:
            return node
        self._met += inside
        if inside[0].span == span:
            text = inside[0].new if node.value == inside[0].old else None
        else:
            text = self._text(span, inside)
        return ast.Constant(text, node.kind)

    def field(self, node: ast.AST, name: str) -> object:
        """What a field holds without what fixes take out of lists."""
        value = super().field(node, name)
        if name != "elts" or not isinstance(value, list) or not self._removed:
            return value
        gone = [self._removed.get(self.source.span(element)) for element in value]
        self._met += filter(None, gone)
        return [element for element, fix in zip(value, gone, strict=True) if fix is None]

    def require_all_met(self) -> None:
        """Unproven where there is no string for a fix, or more than one."""
        if sorted(self._met) != self._fixes:
            raise Unproven("left alone: a fix is not about a string of the file")

    def _fixes_from(self, span: Span) -> Iterator[Fix]:
        """The fixes inside a span."""
        for fix in self._fixes[bisect_left(self._starts, span[:2]) :]:
            if fix.span[2:] > span[2:]:
                return
            yield fix

    def _text(self, span: Span, inside: Sequence[Fix]) -> str | None:
        """The text of a string with strings of JSON in it put right."""
        start = self.source.index(span.line, span.column)
        decoded = decode(self.source.segment(span), start)
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
    import tokenize

    tokens = tokenize.generate_tokens(iter(source.lines).__next__)
    try:
        return [token.string for token in tokens if token.type == tokenize.COMMENT]
    except (tokenize.TokenError, SyntaxError) as error:
        raise Unproven("left alone: its comments cannot be told from its code") from error


def _same_actions(source: Source, fixes: Sequence[Fix], catalogue: Catalogue) -> None:
    """Unproven where a string or list would stand for other actions."""
    for fix in fixes:
        if fix.new is not None and not _is_same(catalogue, [fix.old], [fix.new]):
            raise Unproven(f"left alone: {fix.new} is not the same for IAM")
    by_span = {fix.span: fix for fix in fixes}
    removed = {fix.span for fix in fixes if fix.new is None}
    for display in displays(source.parse()) if removed else ():
        spans = [source.span(element) for element in display.elts]
        if removed.isdisjoint(spans):
            continue
        texts = {
            span: element.value
            for span, element in zip(spans, display.elts, strict=True)
            if isinstance(element, ast.Constant) and isinstance(element.value, str)
        }
        after = [by_span[span].new if span in by_span else text for span, text in texts.items()]
        if not _is_same(
            catalogue, list(texts.values()), [text for text in after if text is not None]
        ):
            raise Unproven("left alone: a list would stand for other actions")


def _is_same(catalogue: Catalogue, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether two lists stand for the same actions, known or not."""
    changed = {text.lower() for text in before} ^ {text.lower() for text in after}
    actions = {action for text in changed for action in _stands_for(text, catalogue)}
    return all(_takes_in(before, action) == _takes_in(after, action) for action in actions)


def _stands_for(text: str, catalogue: Catalogue) -> list[str]:
    """The actions that a text matches; the text itself where it matches none."""
    prefix, _, name = text.partition(":")
    service = catalogue.service(prefix)
    names = expand(name, service.actions) if service is not None else []
    return [f"{prefix}:{each}" for each in names] or [text]


def _takes_in(texts: Collection[str], action: str) -> bool:
    return any(matches(text, action) for text in texts)
