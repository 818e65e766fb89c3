"""``UseStringsCommand``: replaces members of enums by strings of actions."""

from __future__ import annotations

from typed_iam_codemods.command import PlannedCommand
from typed_iam_codemods.driver import Codemod
from typed_iam_codemods.rewriting.string_references import may_hold_references, plan


class UseStringsCommand(PlannedCommand):
    """Replaces members of enums by strings of actions; the reverse of ``UseEnumsCommand``.

    ``"Action": Ecr.PutImage`` becomes ``"Action": "ecr:PutImage"``, and enums no longer used are no
    longer imported.  Members stay where a string would not work: in types, in f-strings, where
    their name is read.
    """

    DESCRIPTION = 'Replaces members of enums of IAM actions by strings: "ecr:PutImage".'

    def codemod(self) -> Codemod:
        """The replacements in files that import an enum."""
        return Codemod(plan, may_hold_references)
