"""``UseStringsCommand``: replaces members of enums by strings of actions."""

from __future__ import annotations

from typed_iam_codemods.command import PlannedCommand
from typed_iam_codemods.rewriting.plans import Planner
from typed_iam_codemods.rewriting.string_references import may_hold_references, plan


class UseStringsCommand(PlannedCommand):
    """Replaces members of enums by strings of actions; the reverse of ``UseEnumsCommand``.

    ``"Action": Ecr.PutImage`` becomes ``"Action": "ecr:PutImage"``, and enums no longer used are no
    longer imported.  Members stay where a string would not work: in types, in f-strings, where
    their name is read.
    """

    DESCRIPTION = 'Replaces members of enums of IAM actions by strings: "ecr:PutImage".'

    @property
    def planner(self) -> Planner:
        """Turns a file's source into its edits."""
        return plan

    def may_apply(self, data: bytes) -> bool:
        """Whether the file could import an enum."""
        return may_hold_references(data)
