"""``typed-iam fix``: wrong actions are put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from typed_iam_cli.check import narrowed
from typed_iam_cli.editing import EPILOG, Options, edit, editing_options
from typed_iam_codemods.driver import Codemod
from typed_iam_codemods.rewriting.action_fixes import FIXABLE, FixPlan, plan
from typed_iam_codemods.rewriting.plans import Planner
from typed_iam_core.config import Config, ConfigError
from typed_iam_core.sites import may_hold_policies
from typed_iam_core.text.source import Source

_EPILOG = """\
A fix is safe where IAM grants and denies exactly the same with it: another case, a repetition
less.  Unsafe are API operations and methods of boto3, names that AWS has changed, slips of the
keyboard, other names of services: what has granted nothing, and denied nothing, does so then.
Where it is not certain what was meant, nothing is changed.

Each fix is a line on stdout, on stderr with --diff or -.  In JSON each file has "fixes"
("line", "column", "end_line", "end_column", "old", "new", "code", "why", "safe"; "new" is null
for what is removed), "not_fixed" (the same with "text") and "held_back", a number.

What is silenced for typed-iam check is not fixed: by a comment, by "extra-actions", "ignore",
"per-file-ignores", or by "select", unless this is left out: hints are fixed then as well.
"""


@click.command(epilog="\n\n".join([*(f"\b\n{part}" for part in _EPILOG.split("\n\n")), EPILOG]))
@editing_options
@click.option(
    "--unsafe",
    is_flag=True,
    help="Also make the fixes that change what a policy grants or denies.",
)
@click.option(
    "--select",
    metavar="CODES",
    multiple=True,
    help='Fix these only, comma separated; the settings "select" and "ignore" do not count then.'
    "  May be repeated.",
)
@click.pass_context
def fix(ctx: click.Context, options: Options, unsafe: bool, select: tuple[str, ...]) -> None:
    """Put wrong actions right: "ECR:putimage" becomes "ecr:PutImage".

    PATHS are files and directories.
    """
    ctx.exit(edit(options, partial(_codemod, select=select, unsafe=unsafe), "fixed"))


def _codemod(config: Config, select: Sequence[str], unsafe: bool) -> Codemod:
    wanted = narrowed(config, select, ())
    if select:
        wanted = replace(wanted, select=wanted.select & FIXABLE)
        if not wanted.select:
            known = ", ".join(sorted(FIXABLE))
            raise ConfigError(f"--select names no code that has fixes, which are {known}")
    return _Fixes(_Planner(wanted, unsafe), partial(_may_apply, wanted))


def _may_apply(config: Config, data: bytes) -> bool:
    return may_hold_policies(data, config.catalogue)


@dataclass(frozen=True)
class _Planner:
    """The planner of any file, or of one."""

    config: Config
    unsafe: bool
    path: Path | None = None

    def __call__(self, source: Source) -> FixPlan:
        return plan(source, self.config, self.path, unsafe=self.unsafe)


class _Fixes(Codemod):
    """Fixes by a ``_Planner``, as settings may concern some files only."""

    def planner_for(self, path: Path) -> Planner:
        assert isinstance(self.planner, _Planner)
        return replace(self.planner, path=path)
