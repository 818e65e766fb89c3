"""All the values that an expression can have: literals, followed through names, sums and choices."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

from typed_iam_core.expressions.expression import (
    Binding,
    Expression,
    called,
    composition,
    formatted,
    items,
    terms,
)
from typed_iam_core.expressions.scopes import ModuleScope, Scope
from typed_iam_core.policies.model import Origin
from typed_iam_core.text.literals import HOLE

# Values of one expression that are reached by names; real code has a few dozens.
LIMIT = 2_000
# The same of all expressions of a module together.
_LIMIT_OF_MODULE = 10_000
# Compositions in the parts of compositions.
_DEEPEST = 3
_COLLECTIONS = frozenset({"list", "tuple", "set", "frozenset", "sorted"})


class Leaf(NamedTuple):
    """A constant that a value is made of.

    ``text`` is None for what is not a string, and has ``HOLE`` for what is not constant in it.
    ``within`` is the part of the literal's text that it is, as ``split()`` makes of it.
    ``certain`` is False where other values may take its place: its name is bound in several ways.
    """

    node: ast.expr
    text: str | None
    origin: Origin = Origin.LITERAL
    within: tuple[int, int] | None = None
    certain: bool = True


class Values(NamedTuple):
    """The values that an expression can have; all of them if it is ``complete``."""

    leaves: list[Leaf]
    complete: bool


class _Parts(NamedTuple):
    """What an expression is made of without following a name; ``complete`` if that is all."""

    leaves: Sequence[Leaf]
    names: Sequence[Binding]
    complete: bool


def values(expression: Expression) -> Values:
    """The values that an expression can have.

    Each binding is read once a file, and visited once for an expression, so that names which
    lead in circles, or to the same lists in many ways, cost no more than others.
    """
    module = expression.scope.module
    first = _parts(expression)
    if not first.names:
        return Values(list(first.leaves), first.complete)
    found = dict.fromkeys(first.leaves)
    complete = first.complete
    visited = set[tuple[Binding, bool]]()
    pending = [(name, True) for name in reversed(first.names)]
    while pending:
        spent: int = module.memo.get("spent", 0)
        if len(found) > LIMIT or spent > _LIMIT_OF_MODULE:
            module.is_cut = True
            return Values(list(found)[:LIMIT], False)
        binding, certain = pending.pop()
        if (binding, certain) in visited:
            continue
        visited.add((binding, certain))
        parts = _parts_of(binding, module)
        scope, name = binding
        certain = certain and len(scope.values[name]) == 1 and name not in scope.opaque
        complete = complete and parts.complete
        for leaf in parts.leaves:
            origin = Origin.CONSTANT if leaf.origin is Origin.LITERAL else leaf.origin
            found[leaf._replace(origin=origin, certain=certain)] = None
        pending += [(inner, certain) for inner in reversed(parts.names)]
        module.memo["spent"] = spent + len(parts.leaves) + len(parts.names) + 1
    return Values(list(found), complete)


def _parts_of(binding: Binding, module: ModuleScope) -> _Parts:
    memo: dict[Binding, _Parts] = module.memo.setdefault("parts", {})
    if binding not in memo:
        scope, name = binding
        reader = _Reader(scope)
        for value in (*scope.values[name], *scope.additions.get(name, ())):
            reader.read(value)
        memo[binding] = _Parts(reader.leaves, reader.names, reader.complete)
    return memo[binding]


def _parts(expression: Expression) -> _Parts:
    reader = _Reader(expression.scope)
    reader.read(expression.node)
    return _Parts(reader.leaves, reader.names, reader.complete)


class _Reader:
    """Takes expressions of one scope apart, by a stack of its own."""

    def __init__(self, scope: Scope) -> None:
        self.leaves: list[Leaf] = []
        self.names: list[Binding] = []
        self.complete = True
        self._scope = scope

    def read(self, node: ast.expr) -> None:
        stack = [node]
        while stack:
            part = stack.pop()
            inner = self._inner(part)
            if inner is None:
                self.complete = False
            else:
                stack += reversed(inner)

    def _inner(self, node: ast.expr) -> Sequence[ast.expr] | None:
        """The nodes to read in place of a node; None if it is not known.  Adds its leaves and names."""
        if isinstance(node, ast.Constant):
            if node.value is not None and node.value is not Ellipsis:
                self._add(node, node.value if isinstance(node.value, str) else None)
            return ()
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return node.elts
        if isinstance(node, ast.Name | ast.Attribute):
            return self._name(node)
        if isinstance(node, ast.Starred | ast.Await | ast.NamedExpr):
            return (node.value,)
        if isinstance(node, ast.IfExp):
            return (node.body, node.orelse)
        if isinstance(node, ast.BoolOp):
            return node.values
        if isinstance(node, ast.BinOp | ast.JoinedStr) or formatted(node) is not None:
            return self._composed(node)
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            return () if isinstance(node.elt, ast.Constant) else (node.elt,)
        if isinstance(node, ast.Subscript):
            return self._looked_up(node.value, node.slice)
        if isinstance(node, ast.Call):
            return self._call(node)
        return _choices(node) or None

    def _add(self, node: ast.expr, text: str | None, origin: Origin = Origin.LITERAL) -> None:
        self.leaves.append(Leaf(node, text, origin))

    def _name(self, node: ast.Name | ast.Attribute) -> Sequence[ast.expr] | None:
        expression = Expression(node, self._scope)
        binding = expression.binding()
        if binding is not None and binding.name in binding.scope.values:
            self.names.append(binding)
            if binding.name in binding.scope.opaque:
                self.complete = False
            return ()
        text = expression.imported()
        if text is None:
            return None
        self._add(node, text, Origin.IMPORTED)
        return ()

    def _composed(self, node: ast.expr) -> Sequence[ast.expr] | None:
        text = Expression(node, self._scope).text()
        if text is not None:
            combined = self._combined(node) if HOLE in text else []
            self.leaves += combined
            if not combined:
                self._add(node, text, Origin.FOLDED)
            return ()
        parts = terms(node)
        return parts if len(parts) > 1 else None

    def _combined(self, node: ast.expr) -> list[Leaf]:
        """All texts of a composition in which one part has several: ``f"ecr:{x}"`` in a loop.

        Each is at the literal that it has from that part.
        """
        module = self._scope.module
        depth: int = module.memo.get("depth", 0)
        parts = composition(Expression(node, self._scope)) if depth < _DEEPEST else []
        choices: list[list[Leaf]] = []
        module.memo["depth"] = depth + 1
        for part in parts:
            leaves, complete = (
                ([Leaf(node, part)], True)
                if isinstance(part, str)
                else values(Expression(part, self._scope))
            )
            if not complete or any(leaf.text is None or HOLE in leaf.text for leaf in leaves):
                choices = []
                break
            choices.append(leaves)
        module.memo["depth"] = depth
        varying = [leaves for leaves in choices if len(leaves) > 1]
        if len(varying) != 1 or _is_over_limit(module, len(varying[0])):
            return []
        index = choices.index(varying[0])
        texts = [leaves[0].text or "" for leaves in choices]
        before, after = "".join(texts[:index]), "".join(texts[index + 1 :])
        return [
            leaf._replace(text=f"{before}{leaf.text}{after}", origin=Origin.FOLDED, certain=False)
            for leaf in varying[0]
        ]

    def _call(self, node: ast.Call) -> Sequence[ast.expr] | None:
        name = called(node)
        if name in _COLLECTIONS:
            # list("ecr:PutImage") is a list of letters.
            return () if node.args and isinstance(node.args[0], ast.Constant) else node.args[:1]
        if name in ("split", "splitlines") and isinstance(node.func, ast.Attribute):
            return self._split(node, Expression(node.func.value, self._scope).followed().node)
        if name == "get" and isinstance(node.func, ast.Attribute) and node.args:
            found = self._looked_up(node.func.value, node.args[0])
            return [*found, *node.args[1:]] if found is not None else None
        return _choices(node) or None

    def _split(self, call: ast.Call, literal: ast.expr) -> Sequence[ast.expr] | None:
        """``"a b".split()``: each part of the literal is a value."""
        separator = call.args[0] if call.args else None
        if not isinstance(literal, ast.Constant) or not isinstance(literal.value, str):
            return None
        if separator is None:
            pattern = r"\S+" if called(call) == "split" else r"[^\r\n]+"
        elif isinstance(separator, ast.Constant) and isinstance(separator.value, str):
            pattern = f"[^{re.escape(separator.value[:1])}]+"
            if len(separator.value) != 1:
                return None
        else:
            return None
        module = self._scope.module
        splits: dict[tuple[ast.expr, str], list[Leaf]] = module.memo.setdefault("splits", {})
        if (literal, pattern) not in splits:
            splits[literal, pattern] = [
                Leaf(literal, part[0], Origin.LITERAL, part.span())
                for part in re.finditer(pattern, literal.value)
            ]
        parts = splits[literal, pattern]
        if _is_over_limit(module, len(parts)):
            return None
        self.leaves += parts
        return ()

    def _looked_up(self, owner: ast.expr, key: ast.expr) -> Sequence[ast.expr] | None:
        """The values of a map that is written down: all of them, unless the key is."""
        module = self._scope.module
        found, scope = Expression(owner, self._scope).followed()
        if not isinstance(found, ast.Dict) or scope is not module:
            return None
        maps: dict[ast.expr, dict[str, list[ast.expr]]] = module.memo.setdefault("maps", {})
        if found not in maps:
            by_key = maps.setdefault(found, {})
            for name, value in items(found):
                by_key.setdefault(name, []).append(value)
        if isinstance(key, ast.Constant):
            return maps[found].get(str(key.value), [])
        return found.values if not _is_over_limit(module, len(found.values)) else None


def _is_over_limit(module: ModuleScope, count: int) -> bool:
    """Whether so many more values are too many, as one expression can be used in many places."""
    spent: int = module.memo.get("spent", 0) + count
    module.memo["spent"] = spent
    module.is_cut |= spent > _LIMIT_OF_MODULE
    return spent > _LIMIT_OF_MODULE


def _choices(node: ast.expr) -> Sequence[ast.expr]:
    """What CloudFormation chooses from: ``{"Fn::If": ["Name", a, b]}``, troposphere's ``If``."""
    if isinstance(node, ast.Dict) and len(node.keys) == 1:
        key, chosen = node.keys[0], node.values[0]
        if isinstance(key, ast.Constant) and key.value == "Fn::If" and isinstance(chosen, ast.List):
            return chosen.elts[1:]
    return (
        node.args[1:]
        if called(node) in ("If", "condition_if") and isinstance(node, ast.Call)
        else ()
    )
