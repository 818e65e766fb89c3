from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import is_pattern, matches
from typed_iam_core.diagnostics.base import Placed, StatementRule, Verdict, quoted
from typed_iam_core.policies import Certainty, Form, Origin, Statement, slots_of
from typed_iam_core.text.source import Span

# More than the largest policy of AWS needs in practice; wildcards like ``ecr:*a*`` all start alike.
_COMPARISONS = 100_000


class DuplicateAction(StatementRule):
    """An action is listed twice in a statement, or is covered by a wildcard in it.

    It changes nothing, counts against the size limit, and misleads anyone who removes only one.
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
    wildcards = _Wildcards(actions)
    seen: set[str] = set()
    for span, text in actions:
        covering = wildcards.first_covering(span, text)
        if text.lower() in seen:
            yield span, Verdict(f"{quoted(text)} is listed twice in this statement")
        elif covering is not None:
            message = f"{quoted(text)} is covered by {quoted(covering)} in this statement"
            yield span, Verdict(message)
        seen.add(text.lower())


class _Wildcards:
    """The wildcards of a statement, by the fixed text that they start with.

    An action is compared only with wildcards that start as it does, so that a long statement
    does not compare every action with every wildcard.
    """

    def __init__(self, actions: list[tuple[Span, str]]) -> None:
        self._by_start: dict[str, dict[str, tuple[int, Span, str]]] = defaultdict(dict)
        for index, (span, text) in enumerate(actions):
            if is_pattern(text):
                pattern = text.lower()
                self._by_start[pattern.partition("*")[0]].setdefault(pattern, (index, span, text))
        self._lengths = {len(start) for start in self._by_start}
        self._comparisons_left = _COMPARISONS

    def first_covering(self, span: Span, text: str) -> str | None:
        """The first wildcard at another span that covers a text."""
        found = []
        for start in {text[:length].lower() for length in self._lengths}:
            for index, other, pattern in self._by_start.get(start, {}).values():
                self._comparisons_left -= 1
                if self._comparisons_left < 0:
                    return None
                if other != span and covers(pattern, text):
                    found.append((index, pattern))
                    break
        return min(found)[1] if found else None


def covers(pattern: str, text: str) -> bool:
    """Whether a wildcard matches everything that a text, perhaps also a wildcard, matches."""
    # A star in the pattern may match a wildcard character of the text; a question mark may not.
    return pattern.lower() != text.lower() and "?" not in pattern and matches(pattern, text)
