"""What the commands for libcst share: they make the edits that the core plans on bytes."""

from __future__ import annotations

import argparse
from abc import abstractmethod
from pathlib import Path

import libcst as cst
from libcst.codemod import CodemodCommand, SkipFile

from typed_iam_codemods.rewriting.edits import Planner, Unproven, rewritten
from typed_iam_codemods.rewriting.enum_references import is_out_of_scope
from typed_iam_core.text.source import UnreadableSource


class PlannedCommand(CodemodCommand):
    """A codemod that the core plans.

    A file that cannot be rewritten for certain is returned as it is, with a warning that says
    why.
    """

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Leaves the formatter of ``libcst.tool`` out, unless ``--format`` asks for it."""
        # It is black unless configured: it would change lines that hold no action, and every
        # file with one fails where it is not installed.
        arg_parser.set_defaults(no_format=True)
        arg_parser.add_argument(
            "--format",
            dest="no_format",
            action="store_false",
            help="Format rewritten files with the configured formatter.",
        )

    @property
    @abstractmethod
    def planner(self) -> Planner:
        """From a file's source to its edits."""

    @abstractmethod
    def may_apply(self, data: bytes) -> bool:
        """Whether there could be something to do in a file; a scan of its bytes."""

    def _would_lose_bytes(self, parsed: bytes) -> bool:
        """Whether to write the tree is to lose what libcst did not keep, as form feeds."""
        try:
            return Path(self.context.filename or "").read_bytes() != parsed
        except OSError:
            return False  # the tree was not made from a file

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """The tree with the same edits that ``typed-iam`` makes."""
        if self.context.filename and is_out_of_scope(Path(self.context.filename)):
            return tree
        before = tree.bytes
        if self._would_lose_bytes(before):
            raise SkipFile("left alone: libcst does not write the file as it reads it")
        if not self.may_apply(before):
            return tree
        try:
            result = rewritten(before, self.planner)
        except (UnreadableSource, Unproven) as error:
            self.warn(str(error))
            return tree
        if result.plan.reason:
            self.warn(result.plan.reason)
        if result.data == before:
            return tree
        after = cst.parse_module(result.data)
        if after.bytes != result.data:
            self.warn("left alone: libcst does not write the file as it reads it")
            return tree
        return after
