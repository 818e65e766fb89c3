"""Which boto3 client or resource an expression is, where its making or its type is in sight."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from typed_iam_core.expressions.expression import Expression, called
from typed_iam_core.expressions.scopes import Scope

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_FACTORIES = ("client", "resource")
_STEPS = 20
# Name of a class of clients or resources, as type stubs call it -> the clients that it may be:
# ``ecr``, or ``sqs.Queue`` for a resource.
_Classes = Mapping[str, Sequence[str]]


def clients_of(expression: Expression, classes: _Classes) -> Sequence[str] | None:
    """The clients that an expression may be, or None where that is not in sight."""
    for _ in range(_STEPS):
        node = expression.node
        if isinstance(node, ast.Await):
            expression = Expression(node.value, expression.scope)
        elif isinstance(node, ast.Call):
            return _made_by(node, expression.scope, classes)
        elif isinstance(node, ast.Name | ast.Attribute):
            annotation = _annotation(node, expression)
            declared = _named_in(annotation, expression.scope, classes) if annotation else None
            if declared is not None:
                return declared
            bound, assigned = expression.binding(), expression.assigned()
            if bound is None or len(assigned) != 1 or bound.name in bound.scope.opaque:
                return None
            expression = assigned[0]
        else:
            break
    return None


def _made_by(call: ast.Call, scope: Scope, classes: _Classes) -> Sequence[str] | None:
    """``session.client("ecr")``, ``sqs.Queue(url)``."""
    name = called(call)
    if name not in _FACTORIES:
        return classes.get(name)
    keywords = [each.value for each in call.keywords if each.arg == "service_name"]
    for service in [*call.args[:1], *keywords]:
        text = Expression(service, scope).constant_text()
        return [text] if text is not None else None
    return None


def _annotation(node: ast.Name | ast.Attribute, expression: Expression) -> ast.expr | None:
    """The type that a variable, a parameter or an attribute of a class is declared with."""
    if isinstance(node, ast.Attribute):
        bound = expression.binding()
        return bound.scope.annotations.get(bound.name) if bound is not None else None
    at: Scope | None = expression.scope
    while at is not None:
        declared = at.annotations.get(node.id) or _of_parameter(at.node, node.id)
        if declared is not None:
            return declared
        if at.binds(node.id):
            return None
        at = at.parent
    return None


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


def _named_in(annotation: ast.expr, scope: Scope, classes: _Classes) -> Sequence[str] | None:
    """The clients that the one class in an annotation is for: ``"ECRClient" | None``."""
    found = [classes[name] for name in _names(annotation, scope) if name in classes]
    return found[0] if len(found) == 1 else None


def _names(annotation: ast.expr, scope: Scope) -> Iterator[str]:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            yield (Expression(node, scope).full_name() or node.id).rpartition(".")[2]
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"\w+", node.value)
