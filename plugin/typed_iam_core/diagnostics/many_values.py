from __future__ import annotations

from collections.abc import Iterator

from typed_iam_core.diagnostics.base import Placed, Rule, Verdict
from typed_iam_core.policies import Policies
from typed_iam_core.text.source import Span


class ManyValues(Rule):
    """The file has more values behind names than are followed, so some actions were not checked.

    Names that are assigned again and again, or lists that are made of one another, can stand for
    any number of values.
    """

    code = "iam-many-values"
    severity = "hint"
    valid = ('A = ["ecr:PutImage"]\nB = {"Effect": "Allow", "Action": A, "Resource": "*"}',)
    # Such a file is too long for an example.
    invalid = ()

    def check_policies(self, policies: Policies) -> Iterator[Placed]:
        """One verdict on a file whose values were cut off."""
        if policies.is_cut:
            message = "More values behind names than are followed; some actions were not checked"
            yield Span(1, 1, 1, 1), Verdict(message)
