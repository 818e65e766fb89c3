"""Calls that build statements: ``PolicyStatement`` of the CDK, ``Statement`` of policy builders."""

from __future__ import annotations

from typed_iam_core.expressions.expression import Expression
from typed_iam_core.policies.model import ALLOW, Certainty
from typed_iam_core.readers.names import CAPITAL, LOWER, names_statement
from typed_iam_core.readers.reading import Read, Reader, Reading, effect_of


def _read(reading: Reading) -> Read:
    for call, scope, name in reading.calls:
        if not names_statement(name):
            continue
        items = reading.items(call)
        names = {item.name for item in items}
        spelling = CAPITAL if CAPITAL.keys() & names else LOWER
        key = "Effect" if spelling is CAPITAL else "effect"
        effects = [item.value for item in items if item.name == key]
        # The default of the CDK and of Pulumi is Allow.
        effect = ALLOW if spelling is LOWER else None
        if effects:
            effect = effect_of(Expression(effects[0], scope).followed().node)
        found = reading.statement(call, scope, items, spelling, effect, Certainty.POLICY)
        if found is not None:
            yield found


READER = Reader(
    read=_read,
    effects=(
        rb"""Statement(?<![A-Za-z]Statement)(?:\(|["'\\]+\s*[:=])""",
        rb"PolicyStatement\(",
    ),
)
