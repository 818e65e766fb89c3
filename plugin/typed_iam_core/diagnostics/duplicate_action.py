from __future__ import annotations

from collections.abc import Iterator

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import is_pattern, matches
from typed_iam_core.diagnostics.base import Placed, StatementRule, Verdict, quoted
from typed_iam_core.policies import Certainty, Form, Origin, Statement, slots_of
from typed_iam_core.text.source import Span


class DuplicateAction(StatementRule):
    """An action is listed twice in a statement, or is covered by a wildcard beside it.

    It changes nothing, uses up the policy's size, and misleads anyone who removes just one of them.
    """

    code = "iam-duplicate-action"
    severity = "hint"
    default = False
    valid = (
        '{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:Get*"], "Resource": "*"}',
        '{"Effect": "Allow", "Action": ["ecr:Get*", "ecr:*Image"], "Resource": "*"}',
    )
    invalid = (
        '{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:GetLifecyclePolicy", "ecr:PutImage"], "Resource": "*"}',
        '{"Effect": "Allow", "Action": ["ecr:GetLifecyclePolicy", "ecr:Get*"], "Resource": "*"}',
    )

    def check_statement(self, statement: Statement, catalogue: Catalogue) -> Iterator[Placed]:
        for negated in (False, True):
            yield from _among(
                [
                    (slot.span, slot.text)
                    for slot in slots_of(statement)
                    if slot.text is not None
                    and slot.negated == negated
                    and slot.certainty is Certainty.POLICY
                    and slot.form is not Form.LIST
                    and (slot.origin is Origin.LITERAL or slot.form is Form.JSON)
                    and not slot.bare
                ]
            )


def _among(actions: list[tuple[Span, str]]) -> Iterator[Placed]:
    patterns = [(span, text) for span, text in actions if is_pattern(text)]
    seen: set[str] = set()
    for span, text in actions:
        covering = next(
            (pattern for other, pattern in patterns if other != span and covers(pattern, text)),
            None,
        )
        if text.lower() in seen:
            yield span, Verdict(f"{quoted(text)} is listed twice in this statement")
        elif covering is not None:
            yield span, Verdict(f"{quoted(text)} is covered by {quoted(covering)} beside it")
        seen.add(text.lower())


def covers(pattern: str, text: str) -> bool:
    """Whether a wildcard matches all that a text, itself perhaps a wildcard, matches."""
    # A star in the pattern may stand for a wildcard of the text; a question mark may not.
    return pattern.lower() != text.lower() and "?" not in pattern and matches(pattern, text)
