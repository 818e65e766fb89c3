"""``FixActionsCommand``: fixes wrong actions."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from libcst.codemod import CodemodContext

from typed_iam_codemods.command import PlannedCommand
from typed_iam_codemods.driver import Codemod
from typed_iam_codemods.rewriting.action_fixes import plan
from typed_iam_core import config as configuration
from typed_iam_core.config import Config
from typed_iam_core.readers import may_hold_policies


class FixActionsCommand(PlannedCommand):
    """Fixes the case of actions and removes repetitions; with ``unsafe``, fixes wrong names too.

    ``"Action": ["ECR:putimage", "ecr:PutImage"]`` becomes ``"Action": ["ecr:PutImage"]``.  Findings
    that the project's configuration or a comment silences are not fixed.

    Args:
        unsafe: also fix names that match nothing, which changes what policies grant or deny.
    """

    DESCRIPTION = "Fixes IAM actions: case, repetitions, with --unsafe wrong names too."

    def __init__(self, context: CodemodContext, unsafe: bool = False) -> None:
        super().__init__(context)
        self._unsafe = unsafe

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Add the option of ``typed-iam fix``."""
        PlannedCommand.add_args(arg_parser)
        arg_parser.add_argument(
            "--unsafe",
            action="store_true",
            help="Also make the fixes that change what a policy grants or denies.",
        )

    def codemod(self) -> Codemod | None:
        """The fixes that the project's configuration allows; None if it excludes the file."""
        path = self.context.filename
        config = configuration.load(Path(path).absolute().parent) if path else Config()
        if path and config.excludes(path):
            return None
        return Codemod(
            partial(plan, config=config, path=path, unsafe=self._unsafe),
            partial(may_hold_policies, catalogue=config.catalogue),
        )
