"""awacs' ``Action("ecr", "PutImage")``, and ``awacs.ecr.Action("PutImage")``."""

from __future__ import annotations

import ast
from typing import NamedTuple

from typed_iam_core.expressions.expression import Expression
from typed_iam_core.expressions.scopes import Scope
from typed_iam_core.policies.model import Element, Origin, Shape, Statement, Value
from typed_iam_core.readers.names import CAPITAL
from typed_iam_core.readers.reading import Read, Reader, Reading, effect_of


def _read(reading: Reading) -> Read:
    if "awacs" not in reading.source.text:
        return
    uses = _uses(reading)
    for call, scope, name in reading.calls:
        text = _text(call, scope) if name == "Action" else None
        if text is None:
            continue
        use = uses.get(call, _Use(None, negated=False))
        span = reading.span(call.args[-1])
        value = Value(text, span, Origin.FOLDED)
        element_name = "NotAction" if use.negated else "Action"
        element = Element(element_name, "", None, span, Shape.TEXT, (value,), complete=True)
        yield Statement(reading.span(call), (element,), use.effect, reading.kinds.get(call))


READER = Reader(read=_read, signs=((rb"awacs",),), context=(rb"Action\(",))


class _Use(NamedTuple):
    """What the statement around an action makes of it."""

    effect: str | None
    negated: bool


def _uses(reading: Reading) -> dict[ast.AST, _Use]:
    """Calls in the slots of awacs' ``Statement``, with what it makes of them."""
    uses: dict[ast.AST, _Use] = {}
    for call, _, name in reading.calls:
        if name == "Statement":
            keywords = {entry.arg: entry.value for entry in call.keywords}
            effect = effect_of(keywords.get("Effect"))
            for key, negated in CAPITAL.items():
                for inner in ast.walk(keywords[key]) if key in keywords else ():
                    if isinstance(inner, ast.Call):
                        uses[inner] = _Use(effect, negated)
    return uses


def _text(call: ast.Call, scope: Scope) -> str | None:
    parts = [part.value for part in call.args if isinstance(part, ast.Constant)]
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) != len(call.args) or not texts:
        return None
    full = Expression(call.func, scope).full_name() or ""
    module = full.split(".")[-2:-1]
    if module and module != ["aws"]:
        if not full.startswith("awacs."):
            return None
        # ``awacs.ecs.Action("PutImage")``: a class a service.
        texts.insert(0, "lambda" if module == ["awslambda"] else module[0].replace("_", "-"))
    return ":".join(texts[:2])
