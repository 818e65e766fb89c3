"""The common base of the libcst commands, which make the edits of a codemod of the driver."""

from __future__ import annotations

import argparse
from abc import abstractmethod
from pathlib import Path

import libcst as cst
from libcst.codemod import CodemodCommand, SkipFile

from typed_iam_codemods.driver import Codemod
from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_codemods.rewriting.plans import is_out_of_scope, rewritten
from typed_iam_core.config import ConfigError
from typed_iam_core.text.source import UnreadableSource

_NOT_KEPT = "left alone: libcst would not write its other bytes as they are"


class PlannedCommand(CodemodCommand):
    """A libcst command that makes the edits of a codemod.

    A file whose edits cannot be verified is returned unchanged, with a warning that says why.
    """

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Turn the formatter of ``libcst.tool`` off unless ``--format`` is given."""
        # By default it is black: it would change lines without actions, and fail where it is not
        # installed.
        arg_parser.set_defaults(no_format=True)
        arg_parser.add_argument(
            "--format",
            dest="no_format",
            action="store_false",
            help="Format rewritten files with the configured formatter.",
        )

    @abstractmethod
    def codemod(self) -> Codemod | None:
        """What to do to the file, if anything; ConfigError if the configuration is wrong."""

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """Make the edits that ``typed-iam`` would make."""
        if self.context.filename and is_out_of_scope(Path(self.context.filename)):
            return tree
        before = tree.bytes
        if self._would_lose_bytes(before):
            raise SkipFile(_NOT_KEPT)
        try:
            codemod = self.codemod()
            if codemod is None or not codemod.may_apply(before):
                return tree
            result = rewritten(before, codemod.planner)
        except (ConfigError, UnreadableSource, Unproven) as error:
            self.warn(str(error))
            return tree
        if result.plan.reason:
            self.warn(result.plan.reason)
        if result.data == before:
            return tree
        after = cst.parse_module(result.data)
        if after.bytes != result.data:
            self.warn(_NOT_KEPT)
            return tree
        return after

    def _would_lose_bytes(self, parsed: bytes) -> bool:
        """Whether writing the tree would lose bytes that libcst does not keep, as form feeds."""
        try:
            return Path(self.context.filename or "").read_bytes() != parsed
        except OSError:
            return False  # the tree was not made from a file
