"""``UseEnumsCommand``: strings of actions become members of enums."""

from __future__ import annotations

import argparse
from pathlib import Path

import libcst as cst
from libcst.codemod import CodemodCommand

from typed_iam_core.edits import Unproven, rewritten
from typed_iam_core.enum_references import is_out_of_scope, plan
from typed_iam_core.source import UnreadableSource


class UseEnumsCommand(CodemodCommand):
    """Replaces strings of actions by members of enums and imports these.

    ``"Action": "ecr:PutImage"`` becomes ``"Action": Ecr.PutImage``.  Wildcards and names that
    AWS does not know stay strings.  A file that cannot be rewritten for certain is returned as
    it is, with a warning that says why.
    """

    DESCRIPTION = "Replaces strings of IAM actions by members of enums: Ecr.PutImage."

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

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """The tree with the same edits that ``typed-iam rewrite`` makes."""
        if self.context.filename and is_out_of_scope(Path(self.context.filename)):
            return tree
        before = tree.bytes
        try:
            result = rewritten(before, plan)
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
