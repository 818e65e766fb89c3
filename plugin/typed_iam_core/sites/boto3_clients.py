"""Which boto3 client or resource an expression is, where its making or its type is in sight."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from typed_iam_core.sites.scopes import Scope
from typed_iam_core.sites.values import binding, folded, full_name, last_name

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_FACTORIES = ("client", "resource")
_DEPTH = 4


class Clients:
    """The clients of a module.

    Args:
        nodes: the module's assignments with a type.
        classes: name of a class of clients or resources, as type stubs call it, -> the clients
            that it may be: ``ecr``, or ``sqs.Queue`` for a resource.
    """

    def __init__(
        self, nodes: list[tuple[ast.AST, Scope]], classes: Mapping[str, list[str]]
    ) -> None:
        self._nodes = nodes
        self._classes = classes

    def of(self, value: ast.expr, scope: Scope, depth: int = _DEPTH) -> list[str] | None:
        """The clients that an expression may be, or None where that is not in sight."""
        if isinstance(value, ast.Await):
            return self.of(value.value, scope, depth)
        if isinstance(value, ast.Call):
            return self._made_by(value, scope)
        if not isinstance(value, ast.Name | ast.Attribute) or not depth:
            return None
        annotation = self._annotation(value, scope)
        declared = self._named_in(annotation, scope) if annotation is not None else None
        if declared is not None:
            return declared
        name, holder = binding(value, scope)
        values = holder.values.get(name, []) if holder is not None else []
        if holder is None or len(values) != 1 or name in holder.opaque:
            return None
        return self.of(values[0], holder, depth - 1)

    def _made_by(self, call: ast.Call, scope: Scope) -> list[str] | None:
        """``session.client("ecr")``, ``sqs.Queue(url)``."""
        name = last_name(call.func) or ""
        if name not in _FACTORIES:
            return self._classes.get(name)
        keywords = [each.value for each in call.keywords if each.arg == "service_name"]
        for service in [*call.args[:1], *keywords]:
            text = folded(service, scope)
            return [text] if text is not None else None
        return None

    def _annotation(self, value: ast.Name | ast.Attribute, scope: Scope) -> ast.expr | None:
        """The type that a variable, a parameter or an attribute of a class is declared with."""
        if isinstance(value, ast.Attribute):
            name, holder = binding(value, scope)
            return self._declared.get((id(holder), name)) if holder is not None else None
        at: Scope | None = scope
        while at is not None:
            declared = self._declared.get((id(at), value.id)) or _of_parameter(at.node, value.id)
            if declared is not None:
                return declared
            if value.id in at.values or value.id in at.opaque or value.id in at.imports:
                return None
            at = at.parent
        return None

    @cached_property
    def _declared(self) -> Mapping[tuple[int, str], ast.expr]:
        found: dict[tuple[int, str], ast.expr] = {}
        for node, scope in self._nodes:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found[id(scope), node.target.id] = node.annotation
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Attribute):
                name, holder = binding(node.target, scope)
                found[id(holder), name] = node.annotation
        return found

    def _named_in(self, annotation: ast.expr, scope: Scope) -> list[str] | None:
        """Clients by the one class of theirs in an annotation: ``"ECRClient" | None``."""
        found = [self._classes[name] for name in _names(annotation, scope) if name in self._classes]
        return found[0] if len(found) == 1 else None


def _of_parameter(node: ast.AST, name: str) -> ast.expr | None:
    """The annotation of a function's parameter.

    ``self.ecr = ecr`` leads to the class that it is in, and there to its methods' parameters.
    """
    if isinstance(node, ast.ClassDef):
        methods = (each for each in node.body if isinstance(each, _Function))
        return next(filter(None, (_of_parameter(each, name) for each in methods)), None)
    if not isinstance(node, _Function):
        return None
    arguments = node.args
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if each.arg == name:
            return each.annotation
    return None


def _names(annotation: ast.expr, scope: Scope) -> Iterator[str]:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            yield (full_name(node, scope) or node.id).rpartition(".")[2]
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"\w+", node.value)
