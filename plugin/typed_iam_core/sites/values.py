"""What the value of a slot is made of: the strings in it, followed through names and sums."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from typed_iam_core.sites.model import LookUp, Origin
from typed_iam_core.sites.scopes import Scope
from typed_iam_core.string_literals import HOLE

# Constants defined by constants defined by constants; real code has one step, rarely two.
_DEPTH = 4
_COLLECTIONS = frozenset({"list", "tuple", "set", "frozenset", "sorted"})


class Leaf(NamedTuple):
    """A constant that a value is made of.

    ``text`` is None for what is no string.  ``certain`` is False where other values may
    take its place: the name it came by is bound in several ways.
    """

    node: ast.expr
    text: str | None
    origin: Origin
    certain: bool


def leaves(value: ast.expr, scope: Scope, resolve: LookUp | None = None) -> Iterator[Leaf]:
    """Constants that the value of a slot is made of; anything computed is passed over.

    Args:
        resolve: value of a constant of another module, where somebody knows it.
    """
    return _leaves(value, scope, resolve, Origin.SLOT, True, _DEPTH)


def _leaves(
    value: ast.expr,
    scope: Scope,
    resolve: LookUp | None,
    origin: Origin,
    certain: bool,
    depth: int,
) -> Iterator[Leaf]:
    def inside(part: ast.expr) -> Iterator[Leaf]:
        return _leaves(part, scope, resolve, origin, certain, depth)

    if isinstance(value, ast.Constant):
        if value.value is not None and value.value is not Ellipsis:
            text = value.value if isinstance(value.value, str) else None
            if text is None or not is_template(text):
                yield Leaf(value, text, origin, certain)
    elif isinstance(value, ast.List | ast.Tuple | ast.Set):
        for element in value.elts:
            yield from inside(element)
    elif isinstance(value, ast.Starred | ast.Await):
        yield from inside(value.value)
    elif isinstance(value, ast.IfExp):
        yield from inside(value.body)
        yield from inside(value.orelse)
    elif isinstance(value, ast.BoolOp):
        for operand in value.values:
            yield from inside(operand)
    elif isinstance(value, ast.BinOp | ast.JoinedStr):
        text = folded(value, scope)
        if text is not None:
            yield Leaf(value, text, Origin.FOLDED, certain)
        elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.BitOr):
            # Lists are joined so; so are the parts of a string, which are no actions.
            for side in (value.left, value.right):
                if not isinstance(side, ast.Constant | ast.JoinedStr):
                    yield from inside(side)
    elif isinstance(value, ast.Call) and last_name(value.func) in _COLLECTIONS:
        # list("ecr:PutImage") is a list of letters.
        for argument in value.args[:1]:
            if not isinstance(argument, ast.Constant):
                yield from inside(argument)
    elif isinstance(value, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        if not isinstance(value.elt, ast.Constant):
            yield from inside(value.elt)
    elif isinstance(value, ast.Name | ast.Attribute) and depth:
        yield from _followed(value, scope, resolve, certain, depth - 1)


def _followed(
    value: ast.Name | ast.Attribute,
    scope: Scope,
    resolve: LookUp | None,
    certain: bool,
    depth: int,
) -> Iterator[Leaf]:
    name, holder = binding(value, scope)
    if holder is None or name not in holder.values:
        text = _imported(value, scope, resolve)
        if text is not None and not is_template(text):
            yield Leaf(value, text, Origin.IMPORTED, certain)
        return
    values = holder.values[name]
    only = certain and len(values) == 1 and name not in holder.opaque
    for each in [*values, *holder.additions.get(name, ())]:
        yield from _leaves(each, holder, resolve, Origin.CONSTANT, only, depth)


def binding(value: ast.Name | ast.Attribute, scope: Scope) -> tuple[str, Scope | None]:
    """The name and the scope in which it is bound: a variable's, or a class's for ``self.X``."""
    if isinstance(value, ast.Name):
        return value.id, scope.holder(value.id)
    if isinstance(value.value, ast.Name):
        if value.value.id in ("self", "cls"):
            return value.attr, scope.enclosing_class()
        return value.attr, scope.module().classes.get(value.value.id)
    return value.attr, None


def followed(value: ast.expr, scope: Scope) -> tuple[ast.expr, Scope]:
    """What a name stands for that is bound once, and where; other expressions are themselves."""
    for _ in range(_DEPTH):
        if not isinstance(value, ast.Name | ast.Attribute):
            break
        name, holder = binding(value, scope)
        values = holder.values.get(name, []) if holder is not None else []
        if holder is None or len(values) != 1:
            break
        value, scope = values[0], holder
    return value, scope


def _imported(value: ast.expr, scope: Scope, resolve: LookUp | None) -> str | None:
    name = full_name(value, scope) if resolve is not None else None
    return resolve(value, name) if resolve is not None and name else None


def full_name(value: ast.expr, scope: Scope) -> str | None:
    """What an imported name stands for, ``awacs.ecs.Action``; None for all other names."""
    parts: list[str] = []
    while isinstance(value, ast.Attribute):
        parts.append(value.attr)
        value = value.value
    if not isinstance(value, ast.Name):
        return None
    holder = scope.holder(value.id)
    source = holder.imports.get(value.id) if holder is not None else None
    return ".".join([source, *reversed(parts)]) if source else None


def folded(value: ast.expr, scope: Scope, depth: int = _DEPTH) -> str | None:
    """The text of ``"ecr:" + NAME`` or ``f"{PREFIX}:PutImage"``, if all of it is constant."""
    if isinstance(value, ast.Constant):
        return value.value if isinstance(value.value, str) else None
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        left, right = folded(value.left, scope, depth), folded(value.right, scope, depth)
        return None if left is None or right is None else left + right
    if isinstance(value, ast.JoinedStr):
        parts = [folded(part, scope, depth) for part in value.values]
        return None if None in parts else "".join(filter(None, parts))
    if isinstance(value, ast.FormattedValue):
        plain = value.conversion == -1 and value.format_spec is None
        return folded(value.value, scope, depth) if plain else None
    if isinstance(value, ast.Name | ast.Attribute) and depth:
        name, holder = binding(value, scope)
        if holder is not None and name not in holder.opaque and name not in holder.additions:
            values = holder.values.get(name, [])
            return folded(values[0], holder, depth - 1) if len(values) == 1 else None
    return None


def is_template(text: str) -> bool:
    """Whether a text has holes that the program fills later; ``${...}`` is AWS's own syntax."""
    return "{" in text.replace("${", "") or "%(" in text or "%s" in text or HOLE in text


def last_name(callee: ast.expr) -> str | None:
    if isinstance(callee, ast.Name):
        return callee.id
    return callee.attr if isinstance(callee, ast.Attribute) else None
