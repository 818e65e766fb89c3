"""An expression with the scope that its names are bound in."""

from __future__ import annotations

import ast
from collections.abc import Generator, Iterator, Sequence
from typing import NamedTuple

from typed_iam_core.expressions.scopes import Scope
from typed_iam_core.text.literals import HOLE

# Constants defined by constants defined by constants; real code has one step, rarely two.
_STEPS = 20
# Longer texts are not composed: each step of ``A = B + B`` doubles one.
_LONGEST_TEXT = 10_000


class Binding(NamedTuple):
    """A name and the scope that it is bound in: a variable's, or a class's for ``self.X``."""

    scope: Scope
    name: str


class Expression(NamedTuple):
    """A node of a module, and the scope that its names are bound in."""

    node: ast.expr
    scope: Scope

    def binding(self) -> Binding | None:
        """What a variable or attribute is bound to in this module; None for all else."""
        node, scope = self
        name, holder = "", None
        if isinstance(node, ast.Name):
            name, holder = node.id, scope.holder(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = node.attr
            owner = node.value.id
            is_self = owner in ("self", "cls")
            holder = scope.class_of_self(name) if is_self else scope.class_named(owner, name)
        return Binding(holder, name) if holder is not None else None

    def assigned(self) -> list[Expression]:
        """The first two expressions assigned to a name, to tell one from several; else nothing."""
        bound = self.binding()
        # A name can be assigned as often as it is used.
        values = bound.scope.values.get(bound.name, [])[:2] if bound is not None else []
        return [Expression(value, bound.scope) for value in values] if bound is not None else []

    def followed(self) -> Expression:
        """The value of a name that is assigned once; other expressions are themselves."""
        found = self
        for _ in range(_STEPS):
            assigned = found.assigned()
            if len(assigned) != 1:
                break
            found = assigned[0]
        return found

    def only(self) -> Expression | None:
        """The value of a name that is assigned once and never added to, or None."""
        bound, assigned = self.binding(), self.assigned()
        if bound is None or len(assigned) != 1:
            return None
        changes = bound.name in bound.scope.opaque or bound.name in bound.scope.additions
        return None if changes else assigned[0]

    def full_name(self) -> str | None:
        """The full name of an imported name, ``awacs.ecs.Action``; None for all other names."""
        parts: list[str] = []
        node = self.node
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        holder = self.scope.holder(node.id)
        source = holder.imports.get(node.id) if holder is not None else None
        return ".".join([source, *reversed(parts)]) if source else None

    def imported(self) -> str | None:
        """The value of a constant of another module, where it is known."""
        bound = self.binding()
        if bound is not None and bound.name in bound.scope.values:
            return None
        name, module = self.full_name(), self.scope.module
        if name is None:
            return None
        text = module.resolve(name) if module.resolve is not None else None
        if text is None:
            module.unknown.append(self.node)
        return text

    def text(self) -> str | None:
        """The text of a string or composition, with ``HOLE`` for the parts that are not constant.

        None for what is not certainly a string.  Each expression is read once a file.
        """
        return _read(self)

    def constant_text(self) -> str | None:
        """The text, if all of it is constant."""
        text = self.text()
        return text if text is not None and HOLE not in text else None

    def items(self) -> Iterator[tuple[str, Expression]]:
        """Items of a dict display or of ``dict(...)``; keys that are not written down are empty."""
        for key, value in items(self.node):
            yield key, Expression(value, self.scope)

    def elements(self) -> list[Expression]:
        """Elements of a list or tuple that is written down."""
        elements = self.node.elts if isinstance(self.node, ast.List | ast.Tuple) else []
        return [Expression(element, self.scope) for element in elements]


def items(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """As ``Expression.items``, of a node."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            yield str(key.value) if isinstance(key, ast.Constant) else "", value
    elif isinstance(node, ast.Call):
        for keyword in node.keywords:
            yield keyword.arg or "", keyword.value


def last_name(callee: ast.expr) -> str | None:
    """``dumps`` of ``json.dumps``."""
    if isinstance(callee, ast.Name):
        return callee.id
    return callee.attr if isinstance(callee, ast.Attribute) else None


def called(node: ast.AST) -> str:
    """``dumps`` of ``json.dumps(...)``; nothing for what is not a call of a name."""
    return (last_name(node.func) or "") if isinstance(node, ast.Call) else ""


def formatted(node: ast.AST) -> ast.expr | None:
    """What a call of ``str.format`` is a method of; None for all else."""
    if called(node) == "format" and isinstance(node, ast.Call):
        return node.func.value if isinstance(node.func, ast.Attribute) else None
    return None


def terms(node: ast.expr) -> Sequence[ast.expr]:
    """The terms of a sum in order: ``a``, ``b`` and ``c`` of ``a + b + c``."""
    found: list[ast.expr] = []
    stack = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Add | ast.BitOr):
            stack += [each.right, each.left]
        else:
            found.append(each)
    return found


# Asks for the text of other expressions, and returns the text of its own.
_Steps = Generator[Expression, str | None, str | None]


def _read(first: Expression) -> str | None:
    """The text of an expression, without recursion: code may be deeper than Python's stack."""
    texts: dict[ast.expr, str | None] = first.scope.module.memo.setdefault("texts", {})
    if first.node in texts:
        return texts[first.node]
    # What a cycle of names finds of itself.
    texts[first.node] = None
    stack = [(first.node, _steps(first))]
    answer: str | None = None
    while stack:
        node, steps = stack[-1]
        try:
            wanted = steps.send(answer)
        except StopIteration as stop:
            stack.pop()
            answer = texts[node] = stop.value
            continue
        answer = texts.get(wanted.node)
        if wanted.node not in texts:
            texts[wanted.node] = None
            stack.append((wanted.node, _steps(wanted)))
    return texts[first.node]


def _steps(expression: Expression) -> _Steps:
    node, scope = expression
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _joined((yield from _texts(terms(node), scope)))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        template = yield Expression(node.left, scope)
        values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        return _filled(template, "%s", "%", (yield from _texts(values, scope)))
    if isinstance(node, ast.JoinedStr):
        return _joined(["", *(yield from _texts(node.values, scope))])
    if isinstance(node, ast.FormattedValue):
        is_plain = node.conversion == -1 and node.format_spec is None
        return (yield Expression(node.value, scope)) if is_plain else None
    if isinstance(node, ast.Name | ast.Attribute):
        only = expression.only()
        return (yield only) if only is not None else expression.imported()
    template_node = formatted(node)
    if isinstance(node, ast.Call) and template_node is not None and not node.keywords:
        template = yield Expression(template_node, scope)
        return _filled(template, "{}", "{", (yield from _texts(node.args, scope)))
    return None


def _texts(
    nodes: Sequence[ast.expr], scope: Scope
) -> Generator[Expression, str | None, list[str | None]]:
    found = []
    for node in nodes:
        found.append((yield Expression(node, scope)))
    return found


def _joined(parts: Sequence[str | None]) -> str | None:
    """Parts put together, with holes for those that are not known; None if none is."""
    if all(part is None for part in parts):
        return None
    text = "".join(HOLE if part is None else part for part in parts)
    return text if len(text) <= _LONGEST_TEXT else None


def _filled(template: str | None, hole: str, mark: str, parts: Sequence[str | None]) -> str | None:
    """A template with its holes filled, where these are the plain ones and as many as the parts."""
    texts = template.split(hole) if template is not None else []
    if len(texts) != len(parts) + 1 or any(mark in text for text in texts):
        return None
    return _joined([texts[0], *(e for pair in zip(parts, texts[1:], strict=True) for e in pair)])


def composition(expression: Expression) -> list[str | ast.expr]:
    """The constant and other parts of a text, in order; nothing for other expressions."""
    node, scope = expression
    if isinstance(node, ast.JoinedStr):
        return [_constant_or_node(part) for part in node.values]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [_constant_or_node(part) for part in terms(node)]
    template, hole, values = None, "", list[ast.expr]()
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        template, hole = Expression(node.left, scope).constant_text(), "%s"
        values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
    elif (method_of := formatted(node)) is not None and isinstance(node, ast.Call):
        template, hole, values = Expression(method_of, scope).constant_text(), "{}", node.args
    texts = template.split(hole) if template is not None else []
    if len(texts) != len(values) + 1:
        return []
    pairs = zip(values, texts[1:], strict=True)
    return [texts[0], *(part for pair in pairs for part in pair)]


def _constant_or_node(node: ast.expr) -> str | ast.expr:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    # With a conversion or format the text is another than that of the value.
    is_plain = isinstance(node, ast.FormattedValue) and (node.conversion, node.format_spec) == (
        -1,
        None,
    )
    return node.value if isinstance(node, ast.FormattedValue) and is_plain else node
