"""What a reader is, what it is given, and how it makes statements of what it reads."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.expressions.expression import Expression, called
from typed_iam_core.expressions.scopes import Scope
from typed_iam_core.expressions.values import Leaf, values
from typed_iam_core.policies.model import (
    ALLOW,
    DENY,
    Certainty,
    Document,
    Element,
    Form,
    Kind,
    Shape,
    Statement,
    Value,
)
from typed_iam_core.text.literals import Decoded, decode, is_template
from typed_iam_core.text.source import Source, Span

# Maps in the elements of a statement nest two deep: ``Condition``, operator, key.
_DEPTH = 4
# Elements that only a statement of IAM's language has beside its actions.
_ELEMENTS = frozenset(
    {"Resource", "NotResource", "Principal", "NotPrincipal", "Condition", "Sid"}
    | {"resources", "not_resources", "principals", "not_principals", "conditions", "sid"}
)
# Names of elements in the spellings of Terraform, Pulumi and the CDK.
_CANONICAL = {
    "effect": "Effect",
    "resource": "Resource",
    "resources": "Resource",
    "not_resource": "NotResource",
    "not_resources": "NotResource",
    "notResources": "NotResource",
    "principals": "Principal",
    "not_principals": "NotPrincipal",
    "condition": "Condition",
    "conditions": "Condition",
    "sid": "Sid",
}


class Item(NamedTuple):
    """A key, where it is written, and the expression beside it."""

    name: str
    key: Span | None
    value: ast.expr


class Call(NamedTuple):
    """A call of something that has a name: ``dumps`` of ``json.dumps(...)``."""

    node: ast.Call
    scope: Scope
    name: str


class Sink(NamedTuple):
    """An expression that is a policy or statement of a kind, by where it goes."""

    value: Expression
    kind: Kind


_Pairs = list[tuple[ast.AST, Scope]]


class Reading:
    """One text that is read: its nodes with their scopes, and what is known of them so far.

    ``kinds`` are those of nodes that are policies, ``silent`` the nodes that belong to other
    languages.  ``memo`` is the readers' own.
    """

    def __init__(
        self,
        source: Source,
        catalogue: Catalogue,
        nodes: _Pairs,
        span: Callable[[ast.expr | ast.stmt], Span],
        form: Form = Form.PYTHON,
    ) -> None:
        self.source = source
        self.catalogue = catalogue
        self.span = span
        self.form = form
        self.kinds: dict[ast.AST, Kind] = {}
        self.memo: dict[object, object] = {}
        self._decoded: dict[ast.expr, Decoded | None] = {}
        self._by_type: dict[type[ast.AST], _Pairs] = defaultdict(list)
        for pair in nodes:
            self._by_type[type(pair[0])].append(pair)

    def some(self, *types: type[ast.AST]) -> _Pairs:
        """The nodes of certain types, with their scopes."""
        return list(chain.from_iterable(self._by_type.get(each, ()) for each in types))

    @cached_property
    def calls(self) -> list[Call]:
        """All calls by a name, with that name and their scopes."""
        return [
            Call(node, scope, name)
            for node, scope in self._by_type.get(ast.Call, ())
            if isinstance(node, ast.Call) and (name := called(node))
        ]

    def leave_out(self, silent: Set[ast.AST]) -> None:
        """Forgets nodes that are not policies."""
        if silent:
            for kind, pairs in self._by_type.items():
                self._by_type[kind] = [pair for pair in pairs if pair[0] not in silent]
            vars(self).pop("calls", None)

    def statement(
        self,
        node: ast.expr | ast.stmt,
        scope: Scope,
        items: Sequence[Item],
        actions: Mapping[str, bool],
        effect: str | None,
        certainty: Certainty,
    ) -> Statement | None:
        """The statement made of these items, or None where it is not one of IAM's.

        Args:
            actions: the names of the items that hold actions, and whether these are negated.
        """
        elements = [self.element(item, scope, actions, certainty) for item in items]
        found = [value for each in elements if each.holds_actions for value in each.values]
        texts = [each.text for each in found if each.text is not None and not each.is_open]
        if not (texts or any(each.text is None for each in found)) or _is_stack_policy(texts):
            return None
        has_element = any(item.name in _ELEMENTS for item in items)
        if not has_element and not any(":" in text or text == "*" for text in texts):
            # Query-API calls, argparse and other policy languages have slots of the same name.
            return None
        return Statement(self.span(node), tuple(elements), effect, self.kinds.get(node), self.form)

    def element(
        self,
        item: Item,
        scope: Scope,
        actions: Mapping[str, bool] = {},
        certainty: Certainty = Certainty.POLICY,
        depth: int = _DEPTH,
    ) -> Element:
        """An element with the values that it can have."""
        written, key, node = item
        if written in actions:
            name = "NotAction" if actions[written] else "Action"
            found, complete = self._actions(Expression(node, scope), certainty)
            return Element(name, written, key, self.span(node), shape_of(node), found, complete)
        name = _CANONICAL.get(written, written)
        inner: tuple[Element, ...] = ()
        if isinstance(node, ast.Dict) and depth:
            inner = tuple(self.element(each, scope, depth=depth - 1) for each in self.items(node))
            return Element(name, written, key, self.span(node), Shape.MAP, elements=inner)
        leaves, complete = values(Expression(node, scope))
        found = tuple(self.value(leaf, certainty) for leaf in leaves)
        return Element(name, written, key, self.span(node), shape_of(node), found, complete)

    def _actions(self, slot: Expression, certainty: Certainty) -> tuple[tuple[Value, ...], bool]:
        leaves, complete = values(slot)
        if self.form is Form.JSON:
            # A number may be a hole, ``$name`` is filled later.
            leaves = [leaf for leaf in leaves if leaf.text is not None and "$" not in leaf.text]
        found = {self.value(leaf, certainty): None for leaf in leaves}
        return tuple(sorted(found, key=lambda value: value.span)), complete

    def value(self, leaf: Leaf, certainty: Certainty) -> Value:
        """A value of an element; less certain where another may take its place."""
        if not leaf.certain:
            certainty = Certainty.LIKELY
        return Value(leaf.text, self._span_of(leaf), leaf.origin, certainty)

    def _span_of(self, leaf: Leaf) -> Span:
        span = self.span(leaf.node)
        if leaf.within is None:
            return span
        if leaf.node not in self._decoded:
            start = self.source.index(span.line, span.column)
            self._decoded[leaf.node] = decode(self.source.segment(span), start)
        decoded = self._decoded[leaf.node]
        start, end = leaf.within
        if decoded is None or end > len(decoded.text):
            return span
        return self.source.span_of(decoded.starts[start], decoded.ends[end - 1])

    def items(self, node: ast.expr) -> list[Item]:
        """The items of a dict display or call, with keys that are written down."""
        found = []
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    found.append(Item(key.value, self.span(key), value))
        elif isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg is not None:
                    line, column, _, _ = self.span(keyword)  # type: ignore[arg-type]
                    name = Span(line, column, line, column + len(keyword.arg))
                    found.append(Item(keyword.arg, name, keyword.value))
        return found

    def slot(
        self,
        node: ast.expr | ast.stmt,
        scope: Scope,
        slots: Iterable[ast.expr],
        certainty: Certainty = Certainty.LIKELY,
        *,
        negated: bool = False,
        effect: str | None = None,
    ) -> Statement | None:
        """The statement that actions alone make, or None where they are not actions."""
        name = "NotAction" if negated else "Action"
        items = [Item(name, None, slot) for slot in slots]
        return self.statement(node, scope, items, {name: negated}, effect, certainty)


# What readers make.
Read = Iterator[Statement | Document]


def _nothing(_: Reading) -> Iterator[ast.AST]:
    yield from ()


def _no_sinks(_: Reading) -> Iterator[Sink]:
    yield from ()


def _no_policies(_: Reading) -> Read:
    yield from ()


class Reader(NamedTuple):
    """One way in which policies are written.

    ``read`` makes statements and documents; ``sinks`` tells which expressions are policies of
    which kind; ``silences`` tells nodes that are not policies of IAM.

    The patterns say without parsing where there may be something for it.  ``slots``: what may be
    an action is there, if one of ``effects`` or a service prefix is in the text too; ``signs``: all of one
    row are enough; ``context``: can change what other parts of the
    text mean.
    """

    read: Callable[[Reading], Read] = _no_policies
    sinks: Callable[[Reading], Iterator[Sink]] = _no_sinks
    silences: Callable[[Reading], Iterator[ast.AST]] = _nothing
    effects: tuple[bytes, ...] = ()
    slots: tuple[bytes, ...] = ()
    signs: tuple[tuple[bytes, ...], ...] = ()
    context: tuple[bytes, ...] = ()


def shape_of(node: ast.expr) -> Shape:
    """What an expression is, as it is written."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return Shape.TEXT
    if isinstance(node, ast.List | ast.Tuple):
        return Shape.LIST if node.elts else Shape.EMPTY
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return Shape.BOOLEAN
    return Shape.OTHER


def effect_of(value: ast.expr | None) -> str | None:
    """Allow, Deny, or None where neither is written down."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return {"allow": ALLOW, "deny": DENY}.get(value.value.lower())
    if isinstance(value, ast.Attribute):
        return {"ALLOW": ALLOW, "DENY": DENY}.get(value.attr.upper())
    if isinstance(value, ast.Name):
        return {"Allow": ALLOW, "Deny": DENY}.get(value.id)
    return None


def _is_stack_policy(texts: Iterable[str]) -> bool:
    """CloudFormation's stack policies have IAM's grammar, and two prefixes of their own."""
    prefixes = {text.partition(":")[0] for text in texts if text != "*"}
    return bool(prefixes) and prefixes <= {"Update", "Delete"}


def is_known(text: str | None) -> bool:
    """Whether a text is a string without holes."""
    return text is not None and not is_template(text)
