from __future__ import annotations

from collections.abc import Iterator

from typed_iam_core.diagnostics.base import Placed, Rule, Verdict
from typed_iam_core.policies import Policies
from typed_iam_core.text.source import Span


class ManyValues(Rule):
    """Names in the file have too many values to follow, so some actions were not checked.

    Names that are assigned repeatedly, and lists made of other lists, can have any number of
    values.
    """

    code = "iam-many-values"
    severity = "hint"
    valid = ('A = ["ecr:PutImage"]\nB = {"Effect": "Allow", "Action": A, "Resource": "*"}',)
    # Such a file is too long for an example.
    invalid = ()

    def check_policies(self, policies: Policies) -> Iterator[Placed]:
        """One verdict on a file with too many values."""
        if policies.is_cut:
            message = "Names here have too many values to follow; some actions were not checked"
            yield Span(1, 1, 1, 1), Verdict(message)
