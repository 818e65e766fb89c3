"""CDK for Terraform: ``DataAwsIamPolicyDocumentStatement(...)``, and dicts in its place."""

from __future__ import annotations

import ast

from typed_iam_core.expressions.expression import Expression
from typed_iam_core.expressions.scopes import Scope
from typed_iam_core.policies.model import ALLOW, Certainty, Statement
from typed_iam_core.readers.names import LOWER
from typed_iam_core.readers.reading import Read, Reader, Reading, effect_of

_DOCUMENT = "DataAwsIamPolicyDocument"
_STATEMENT = f"{_DOCUMENT}Statement"


def _read(reading: Reading) -> Read:
    for call, scope, name in reading.calls:
        if name == _STATEMENT:
            yield from _statement(reading, call, scope)
        elif name == _DOCUMENT:
            for keyword in call.keywords:
                if keyword.arg == "statement":
                    for each in Expression(keyword.value, scope).followed().elements():
                        if isinstance(each.node, ast.Dict):
                            yield from _statement(reading, each.node, each.scope)


READER = Reader(read=_read, effects=(_DOCUMENT.encode(),))


def _statement(reading: Reading, node: ast.expr, scope: Scope) -> list[Statement]:
    items = reading.items(node)
    effects = [item.value for item in items if item.name == "effect"]
    effect = effect_of(Expression(effects[0], scope).followed().node) if effects else ALLOW
    found = reading.statement(node, scope, items, LOWER, effect, Certainty.POLICY)
    return [found] if found is not None else []
