"""``FixActionsCommand``: fixes wrong actions."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from libcst.codemod import CodemodContext

from typed_iam_codemods.command import PlannedCommand
from typed_iam_codemods.rewriting.action_fixes import plan
from typed_iam_codemods.rewriting.plans import Planner
from typed_iam_codemods.rewriting.slots import may_hold_policies
from typed_iam_core import config as configuration
from typed_iam_core.config import Config, ConfigError


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

    @property
    def planner(self) -> Planner:
        """Turns a file's source into its edits."""
        return partial(plan, config=self._config(), path=self.context.filename, unsafe=self._unsafe)

    def may_apply(self, data: bytes) -> bool:
        """Whether the file could hold an action, and the project does not exclude it."""
        try:
            config = self._config()
        except ConfigError as error:
            self.warn(str(error))
            return False
        path = self.context.filename
        return may_hold_policies(data, config.catalogue) and not (path and config.excludes(path))

    def _config(self) -> Config:
        path = self.context.filename
        return configuration.load(Path(path).absolute().parent) if path else Config()
