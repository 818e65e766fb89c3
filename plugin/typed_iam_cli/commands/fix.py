"""``typed-iam fix``: fix wrong actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import click

from typed_iam_cli.command import Command, Failure, codes_option
from typed_iam_cli.editing.options import SECTIONS, Options, editing_options
from typed_iam_cli.editing.run import edit
from typed_iam_cli.settings import narrowed
from typed_iam_codemods.driver import Codemod
from typed_iam_codemods.rewriting.action_fixes import FIXABLE, plan
from typed_iam_core.config import Config
from typed_iam_core.readers import may_hold_policies

_SECTIONS = {
    "Examples": {
        "typed-iam fix --diff src": "show what would change",
        "typed-iam fix src": "make the safe fixes in a folder",
        "typed-iam fix --unsafe --diff src": "show the unsafe fixes, too",
    },
    "Safe and unsafe": """\
With a safe fix, IAM grants and denies exactly the same: case, repetitions, actions that a \
wildcard beside them covers. Unsafe fixes replace API operations, boto3 methods, renamed and \
misspelled actions, and wrong service prefixes: they had no effect before, and the policy may now \
grant or deny more. An action without one certain fix is not changed.""",
    "Output": """\
Each fix is a line on stdout, or on stderr with --diff or -. In JSON, each file also has "fixes" \
("line", "column", "end_line", "end_column", "old", "new", "code", "why", "safe"; "new" is null \
for a removed action), "not_fixed" (the place, "text", "code" and "why") and "held_back", the \
number of unsafe fixes not made.""",
    "Silenced findings": """\
Findings that a comment, "extra-actions", "ignore" or "per-file-ignores" silences are not fixed, \
nor are codes that "select" leaves out. Without "select", hints are fixed as well.""",
    **SECTIONS,
}


@click.command(cls=Command, sections=_SECTIONS)
@editing_options
@click.option(
    "--unsafe", is_flag=True, help="Also make fixes that change what a policy grants or denies."
)
@codes_option(
    "--select",
    help='Fix only these codes, comma separated; the settings "select" and "ignore" are ignored.'
    " May be repeated.",
)
@click.pass_context
def fix(ctx: click.Context, /, unsafe: bool, select: tuple[str, ...], **common: Any) -> None:
    """Fix wrong actions: "ECR:putimage" becomes "ecr:PutImage".

    PATHS are files and folders.
    """
    ctx.exit(edit(Options(**common), partial(_codemod, select=select, unsafe=unsafe), "fixed"))


def _codemod(config: Config, select: Sequence[str], unsafe: bool) -> Codemod:
    wanted = narrowed(config, select, ())
    if select:
        wanted = replace(wanted, select=wanted.select & FIXABLE)
        if not wanted.select:
            known = ", ".join(sorted(FIXABLE))
            raise Failure(f"--select names no code that has fixes; use {known}")
    return Codemod(
        partial(plan, config=wanted, unsafe=unsafe),
        partial(_may_apply, wanted),
        wants_path=True,
    )


def _may_apply(config: Config, data: bytes) -> bool:
    return may_hold_policies(data, config.catalogue)
