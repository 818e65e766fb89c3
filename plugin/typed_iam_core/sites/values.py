"""What the value of a slot is made of: the strings in it, followed through names and sums."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from typed_iam_core.sites.model import LookUp, Origin
from typed_iam_core.sites.scopes import Scope
from typed_iam_core.text.literals import HOLE

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
    elif isinstance(value, ast.Starred | ast.Await | ast.NamedExpr):
        yield from inside(value.value)
    elif isinstance(value, ast.IfExp):
        yield from inside(value.body)
        yield from inside(value.orelse)
    elif isinstance(value, ast.BoolOp):
        for operand in value.values:
            yield from inside(operand)
    elif isinstance(value, ast.BinOp | ast.JoinedStr) or formatted(value) is not None:
        text = folded(value, scope, resolve)
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
    else:
        for choice in _choices(value):
            yield from inside(choice)


def _choices(value: ast.expr) -> Sequence[ast.expr]:
    """What CloudFormation chooses from: ``{"Fn::If": ["Name", a, b]}``, troposphere's ``If``."""
    if isinstance(value, ast.Dict) and len(value.keys) == 1:
        key, chosen = value.keys[0], value.values[0]
        if isinstance(key, ast.Constant) and key.value == "Fn::If" and isinstance(chosen, ast.List):
            return chosen.elts[1:]
    if isinstance(value, ast.Call) and last_name(value.func) in ("If", "condition_if"):
        return value.args[1:]
    return ()


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


def folded(
    value: ast.expr,
    scope: Scope,
    resolve: LookUp | None = None,
    depth: int = _DEPTH,
    hole: str | None = None,
) -> str | None:
    """The text of ``"ecr:" + NAME``, ``f"{PREFIX}:PutImage"`` and such, if all of it is constant.

    Args:
        hole: what to put for those parts of a text that are not constant.
    """

    def inside(part: ast.expr) -> str | None:
        text = folded(part, scope, resolve, depth, hole)
        return hole if text is None else text

    if isinstance(value, ast.Constant):
        return value.value if isinstance(value.value, str) else None
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return _joined([inside(value.left), inside(value.right)])
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mod):
        values = value.right.elts if isinstance(value.right, ast.Tuple) else [value.right]
        return _filled(inside(value.left), "%s", "%", list(map(inside, values)))
    if isinstance(value, ast.Call) and not value.keywords:
        template = formatted(value)
        if template is None:
            return None
        return _filled(inside(template), "{}", "{", list(map(inside, value.args)))
    if isinstance(value, ast.JoinedStr):
        return _joined([inside(part) for part in value.values])
    if isinstance(value, ast.FormattedValue):
        plain = value.conversion == -1 and value.format_spec is None
        return inside(value.value) if plain else None
    if isinstance(value, ast.Name | ast.Attribute) and depth:
        only = only_value(value, scope)
        if only is not None:
            return folded(*only, resolve, depth - 1, hole)
        name, holder = binding(value, scope)
        if holder is None or name not in holder.values:
            return _imported(value, scope, resolve)
    return None


def only_value(value: ast.Name | ast.Attribute, scope: Scope) -> tuple[ast.expr, Scope] | None:
    """What a name stands for that is bound once and never added to, and where."""
    name, holder = binding(value, scope)
    bound = holder.values.get(name, []) if holder is not None else []
    if holder is None or len(bound) != 1 or name in holder.opaque or name in holder.additions:
        return None
    return bound[0], holder


def texts_of(value: ast.expr, scope: Scope, depth: int = _DEPTH) -> tuple[str, ...] | None:
    """All the texts that a value is made of, with ``HOLE`` for what is put into them.

    None where one of them may be anything.
    """
    if isinstance(value, ast.List | ast.Tuple | ast.Set):
        found = [texts_of(part, scope, depth) for part in value.elts]
        known = [texts for texts in found if texts is not None]
        return tuple(chain(*known)) if len(known) == len(found) else None
    if isinstance(value, ast.ListComp):
        return texts_of(value.elt, scope, depth)
    only = only_value(value, scope) if isinstance(value, ast.Name | ast.Attribute) else None
    if only is not None and depth:
        return texts_of(*only, depth - 1)
    text = folded(value, scope, hole=HOLE)
    return (text,) if text is not None else None


def _joined(parts: Sequence[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    return "".join(known) if len(known) == len(parts) else None


def _filled(template: str | None, hole: str, mark: str, parts: Sequence[str | None]) -> str | None:
    """A template with its holes filled, where these are the plain ones and as many as the parts."""
    texts = template.split(hole) if template is not None else []
    if len(texts) != len(parts) + 1 or any(mark in text for text in texts):
        return None
    return _joined(
        [texts[0], *(each for pair in zip(parts, texts[1:], strict=True) for each in pair)]
    )


def formatted(value: ast.AST) -> ast.expr | None:
    """What a call of ``str.format`` is a method of; None for all else."""
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return None
    return value.func.value if value.func.attr == "format" else None


def is_template(text: str) -> bool:
    """Whether a text has holes that the program fills later; ``${...}`` is AWS's own syntax."""
    return "{" in text.replace("${", "") or "%(" in text or "%s" in text or HOLE in text


def last_name(callee: ast.expr) -> str | None:
    if isinstance(callee, ast.Name):
        return callee.id
    return callee.attr if isinstance(callee, ast.Attribute) else None
