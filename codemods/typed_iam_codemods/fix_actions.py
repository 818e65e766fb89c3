"""``FixActionsCommand``: wrong actions are put right."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from libcst.codemod import CodemodContext

from typed_iam_codemods.command import PlannedCommand
from typed_iam_codemods.rewriting.action_fixes import plan
from typed_iam_codemods.rewriting.edits import Planner
from typed_iam_core import config as configuration
from typed_iam_core.config import Config, ConfigError
from typed_iam_core.sites import may_hold_policies


class FixActionsCommand(PlannedCommand):
    """Puts actions right that are spelt in another case or repeated; with ``unsafe``, dead ones too.

    ``"Action": ["ECR:putimage", "ecr:PutImage"]`` becomes ``"Action": ["ecr:PutImage"]``.  What the
    project's configuration, or a comment, silences is left.

    Args:
        unsafe: also make actions of dead names, which changes what policies grant or deny.
    """

    DESCRIPTION = "Puts IAM actions right: their case, repetitions, with --unsafe dead names."

    def __init__(self, context: CodemodContext, unsafe: bool = False) -> None:
        super().__init__(context)
        self._unsafe = unsafe

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """The option of ``typed-iam fix``."""
        PlannedCommand.add_args(arg_parser)
        arg_parser.add_argument(
            "--unsafe",
            action="store_true",
            help="Also make the fixes that change what a policy grants or denies.",
        )

    @property
    def planner(self) -> Planner:
        """From a file's source to its edits."""
        return partial(plan, config=self._config(), path=self.context.filename, unsafe=self._unsafe)

    def may_apply(self, data: bytes) -> bool:
        """Whether the file could hold an action, and the project wants to hear of it."""
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
