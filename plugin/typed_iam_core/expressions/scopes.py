"""Which names are bound where, so that a slot filled by name leads to the strings it holds."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_SCOPES = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef})


@dataclass(eq=False)
class Scope:
    """The module, a class or a function.

    ``values``: name -> expressions assigned to it, in source order.
    ``additions``: name -> expressions appended or added to it later.
    ``opaque``: names that are also bound in ways that show no value.
    ``annotations``: name -> the type that it is declared with.
    """

    node: ast.AST
    parent: Scope | None
    values: dict[str, list[ast.expr]] = field(default_factory=lambda: defaultdict(list))
    additions: dict[str, list[ast.expr]] = field(default_factory=lambda: defaultdict(list))
    opaque: set[str] = field(default_factory=set)
    imports: dict[str, str] = field(default_factory=dict)
    classes: dict[str, Scope] = field(default_factory=dict)
    annotations: dict[str, ast.expr] = field(default_factory=dict)

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef)

    def binds(self, name: str) -> bool:
        """Whether a name is bound in this very scope."""
        return name in self.values or name in self.opaque or name in self.imports

    def holder(self, name: str) -> Scope | None:
        """As ``bound_in``; what is asked of the module is remembered."""
        found = self.bound_in(name)
        if found is None or found.parent is None:
            self.module.asked.add(name)
        return found

    def bound_in(self, name: str) -> Scope | None:
        """The scope that a name used here is bound in, or None."""
        scope: Scope | None = self
        while scope is not None:
            if scope.binds(name):
                return scope
            scope = scope.parent
            while scope is not None and scope.is_class:  # not seen from functions within
                scope = scope.parent
        return None

    @cached_property
    def module(self) -> ModuleScope:
        """The module's own scope."""
        scope: Scope = self
        while scope.parent is not None:
            scope = scope.parent
        assert isinstance(scope, ModuleScope)
        return scope

    def class_of_self(self, attribute: str) -> Scope | None:
        """The class that this is a method of, directly or not, asked for an attribute."""
        self.module.asked.add(attribute)
        self.module.asks_for_attributes = True
        return _class_around(self)

    def class_named(self, name: str, attribute: str) -> Scope | None:
        """The class of that name in the module, asked for an attribute."""
        self.module.asked.update((name, attribute))
        self.module.asks_for_attributes = True
        return self.module.classes.get(name)


# Full name of a constant in another module -> its value, or None where it is not known.
Resolver = Callable[[str], str | None]


@dataclass(eq=False)
class ModuleScope(Scope):
    """The scope of a module.

    ``inner`` are all other scopes.  ``package`` is what relative imports start from, empty if unknown; ``resolve`` gives values of
    constants of other modules; ``unknown`` are the nodes for which it had none.  ``asked`` are
    the names that were looked up here.  ``memo`` keeps what was read, each binding once.
    """

    inner: list[Scope] = field(default_factory=list)
    package: str = ""
    resolve: Resolver | None = None
    asked: set[str] = field(default_factory=set)
    asks_for_attributes: bool = False
    unknown: list[ast.expr] = field(default_factory=list)
    memo: dict[object, Any] = field(default_factory=dict)
    is_cut: bool = False

    def close(self) -> None:
        """Let go of what refers in circles, so that the tree is freed without a garbage collection."""
        self.memo.clear()
        for scope in (self, *self.inner):
            scope.classes.clear()
            vars(scope).pop("module", None)
        self.inner.clear()


def scoped_nodes(
    root: ModuleScope, wanted: Container[type[ast.AST]]
) -> list[tuple[ast.AST, Scope]]:
    """Nodes of the wanted types with their scopes; the scopes are complete when this returns.

    Nodes that no program takes for a value, docstrings and types, are left out.
    Iterative: policies nest little, but the code around them may nest deeply.
    """
    found: list[tuple[ast.AST, Scope]] = []
    # What is within a scope comes after all else of the scope around it.
    pending: list[tuple[list[Any], Scope]] = [([root.node], root)]
    while pending:
        stack, scope = pending.pop()
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is list:
                stack += node
                continue
            if kind in wanted:
                found.append((node, scope))
            bind = _BINDERS.get(kind)
            if bind is not None:
                bind(node, scope)
            fields = _FIELDS.get(kind)
            if fields is None:
                continue
            if kind not in _SCOPES:
                stack += fields(node)
                continue
            inner = Scope(node, scope)
            root.inner.append(inner)
            if isinstance(node, ast.ClassDef):
                scope.classes[node.name] = inner
            elif isinstance(node, FunctionNode):
                _bind_parameters(node, inner)
            pending.append(([*fields(node)], inner))
    return found


# Contexts and operators are most of a tree, and types are no values; the others are no nodes.
_WITHOUT_VALUES = frozenset(
    {"ctx", "op", "ops", "annotation", "returns", "type_comment", "type_params"}
    | {"arg", "asname", "attr", "conversion", "id", "is_async", "kind", "kwd_attrs", "level"}
    | {"lineno", "module", "name", "names", "rest", "simple", "tag", "type_ignores"}
)
_FEWER: Mapping[type[ast.AST], Sequence[str]] = {
    ast.arguments: ("defaults", "kw_defaults"), ast.Constant: (), ast.MatchSingleton: (),
}  # fmt: skip


def _getter(names: Sequence[str]) -> Callable[[ast.AST], tuple[object, ...]]:
    get = attrgetter(*names)
    # Of a single name it gets the value itself.
    return get if len(names) > 1 else lambda node: (get(node),)


# Node type -> what gets its fields that can hold strings of actions, or code that holds them: of
# each a node, a list of nodes, or None.  Types without such fields are left out.
_FIELDS: Mapping[type[ast.AST], Callable[[ast.AST], tuple[object, ...]]] = {
    kind: _getter(names)
    for kind in vars(ast).values()
    if isinstance(kind, type)
    and issubclass(kind, ast.AST)
    and (names := _FEWER.get(kind, [name for name in kind._fields if name not in _WITHOUT_VALUES]))
}


def _bind_assign(node: ast.Assign, scope: Scope) -> None:
    for target in node.targets:
        _assign(target, node.value, scope)


def _bind_annotated(node: ast.AnnAssign, scope: Scope) -> None:
    if isinstance(node.target, ast.Name):
        scope.annotations[node.target.id] = node.annotation
    elif isinstance(node.target, ast.Attribute) and _is_self(node.target.value):
        owner = _class_around(scope)
        if owner is not None:
            owner.annotations[node.target.attr] = node.annotation
    if node.value is not None:
        _assign(node.target, node.value, scope)


def _bind_named(node: ast.NamedExpr, scope: Scope) -> None:
    _assign(node.target, node.value, scope)


def _bind_sum(node: ast.AugAssign, scope: Scope) -> None:
    _add(node.target, node.value, scope)


def _bind_loop(node: ast.For | ast.AsyncFor | ast.comprehension, scope: Scope) -> None:
    _assign_each(node.target, node.iter, scope)


def _bind_from(node: ast.ImportFrom, scope: Scope) -> None:
    source = _absolute(node, scope.module.package)
    for alias in node.names:
        scope.imports[alias.asname or alias.name] = f"{source}.{alias.name}"


def _bind_import(node: ast.Import, scope: Scope) -> None:
    for alias in node.names:
        bound = alias.asname or alias.name.partition(".")[0]
        scope.imports[bound] = alias.name if alias.asname else bound


def _bind_definition(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler, scope: Scope
) -> None:
    if node.name:
        scope.opaque.add(node.name)


def _bind_with(node: ast.withitem, scope: Scope) -> None:
    if node.optional_vars is not None:
        _assign(node.optional_vars, None, scope)


def _bind_elsewhere(node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
    scope.opaque.update(node.names)


def _assign(target: ast.expr, value: ast.expr | None, scope: Scope) -> None:
    if isinstance(target, ast.Name):
        if value is None:
            scope.opaque.add(target.id)
        else:
            scope.values[target.id].append(value)
    elif isinstance(target, ast.Tuple | ast.List):
        values: list[ast.expr] | list[None] = [None] * len(target.elts)
        if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
            values = value.elts
        for each, its_value in zip(target.elts, values, strict=True):
            _assign(each, its_value, scope)
    elif isinstance(target, ast.Starred):
        _assign(target.value, None, scope)
    elif isinstance(target, ast.Attribute) and value is not None and _is_self(target.value):
        owner = _class_around(scope)
        if owner is not None:
            owner.values[target.attr].append(value)


def _assign_each(target: ast.expr, iterated: ast.expr, scope: Scope) -> None:
    if isinstance(target, ast.Name) and isinstance(iterated, ast.List | ast.Tuple | ast.Set):
        scope.values[target.id].extend(iterated.elts)
    else:
        _assign(target, None, scope)


def _add(target: ast.expr, value: ast.expr, scope: Scope) -> None:
    if isinstance(target, ast.Name):
        (scope.bound_in(target.id) or scope).additions[target.id].append(value)


_ADDING = frozenset({"append", "extend", "add", "update", "insert"})


def _bind_addition(node: ast.Call, scope: Scope) -> None:
    if isinstance(node.func, ast.Attribute) and node.func.attr in _ADDING and node.args:
        _add(node.func.value, node.args[-1], scope)


_BINDERS: Mapping[type[ast.AST], Callable[..., None]] = {
    ast.Assign: _bind_assign,
    ast.AnnAssign: _bind_annotated,
    ast.NamedExpr: _bind_named,
    ast.AugAssign: _bind_sum,
    ast.For: _bind_loop,
    ast.AsyncFor: _bind_loop,
    ast.comprehension: _bind_loop,
    ast.Call: _bind_addition,
    ast.ImportFrom: _bind_from,
    ast.Import: _bind_import,
    ast.FunctionDef: _bind_definition,
    ast.AsyncFunctionDef: _bind_definition,
    ast.ClassDef: _bind_definition,
    ast.ExceptHandler: _bind_definition,
    ast.withitem: _bind_with,
    ast.Global: _bind_elsewhere,
    ast.Nonlocal: _bind_elsewhere,
}


def _bind_parameters(node: FunctionNode, scope: Scope) -> None:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    defaults += arguments.defaults
    named = [*zip(positional, defaults, strict=True)]
    named += [*zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    for parameter, default in named:
        scope.opaque.add(parameter.arg)
        if default is not None:
            scope.values[parameter.arg].append(default)
    for rest in (arguments.vararg, arguments.kwarg):
        if rest is not None:
            scope.opaque.add(rest.arg)


def _class_around(scope: Scope) -> Scope | None:
    around: Scope | None = scope
    while around is not None and not around.is_class:
        around = around.parent
    return around


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def _absolute(node: ast.ImportFrom, package: str) -> str:
    """The full name of the module, or with dots before it where the package is not known."""
    if not node.level:
        return node.module or ""
    parents = package.split(".") if package else []
    if len(parents) < node.level:
        return "." * node.level + (node.module or "")
    base = parents[: len(parents) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)
