"""``UseStringsCommand``: members of enums become strings of actions."""

from __future__ import annotations

from typed_iam_codemods.command import PlannedCommand
from typed_iam_codemods.rewriting.edits import Planner
from typed_iam_codemods.rewriting.string_references import may_hold_references, plan


class UseStringsCommand(PlannedCommand):
    """Replaces members of enums by strings of actions; the way back from ``UseEnumsCommand``.

    ``"Action": Ecr.PutImage`` becomes ``"Action": "ecr:PutImage"``, and the enums that are used no
    more are imported no more.  Members stay where a string would not do: in types, in f-strings,
    where their name is asked for.
    """

    DESCRIPTION = 'Replaces members of enums of IAM actions by strings: "ecr:PutImage".'

    @property
    def planner(self) -> Planner:
        """From a file's source to its edits."""
        return plan

    def may_apply(self, data: bytes) -> bool:
        """Whether the file could import an enum."""
        return may_hold_references(data)
