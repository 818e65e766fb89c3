"""``UseEnumsCommand``: replaces strings of actions by members of enums."""

from __future__ import annotations

import argparse
from functools import partial

from libcst.codemod import CodemodContext

from typed_iam_codemods.command import PlannedCommand
from typed_iam_codemods.driver import Codemod
from typed_iam_codemods.rewriting.enum_references import Options, Scope, Style, plan
from typed_iam_core.readers import may_hold_actions


class UseEnumsCommand(PlannedCommand):
    """Replaces strings of actions by members of enums, and imports the enums.

    ``"Action": "ecr:PutImage"`` becomes ``"Action": Ecr.PutImage``.  Wildcards and names that
    AWS does not know stay strings.

    Args:
        style: ``auto``, ``member`` or ``value``.
        scope: ``slots`` or ``all``.
        any_spelling: also replace strings that ``UseStringsCommand`` could not restore.
    """

    DESCRIPTION = "Replaces strings of IAM actions by members of enums: Ecr.PutImage."

    def __init__(
        self,
        context: CodemodContext,
        style: str = Style.AUTO.value,
        scope: str = Scope.SLOTS.value,
        any_spelling: bool = False,
    ) -> None:
        super().__init__(context)
        self._options = Options(Style(style), Scope(scope), exact=not any_spelling)

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Add the options of ``typed-iam rewrite``."""
        PlannedCommand.add_args(arg_parser)
        for name, kind, what in (
            ("--style", Style, "Ecr.PutImage, Ecr.PutImage.value, or the one that adds no error."),
            ("--scope", Scope, "Only slots for actions and lists of them, or all strings."),
        ):
            choices = [choice.value for choice in kind]
            arg_parser.add_argument(name, choices=choices, default=choices[0], help=what)
        arg_parser.add_argument(
            "--any-spelling",
            action="store_true",
            help="Also replace strings that UseStringsCommand could not restore: other quotes or case.",
        )

    def codemod(self) -> Codemod:
        """The replacements that the options ask for."""
        return Codemod(partial(plan, options=self._options), may_hold_actions)
