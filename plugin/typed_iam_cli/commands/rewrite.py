"""``typed-iam rewrite``: rewrite action strings as enum members, or back."""

from __future__ import annotations

from functools import partial
from typing import Any

import click
from click.core import ParameterSource

from typed_iam_cli.command import Command
from typed_iam_cli.editing.options import SECTIONS, Options, editing_options
from typed_iam_cli.editing.run import edit
from typed_iam_codemods.driver import Codemod
from typed_iam_codemods.rewriting import enum_references, string_references
from typed_iam_codemods.rewriting.enum_references import Scope, Style
from typed_iam_core.readers import may_hold_actions

_SECTIONS = {
    "Examples": {
        "typed-iam rewrite --diff src": "show what would change",
        "typed-iam rewrite src": "rewrite the files of a folder",
        "typed-iam rewrite --to strings src": "undo it",
    },
    "Dependency": """\
The rewritten code imports typed_iam: add typed-iam to its dependencies. Not rewritten are \
stubs, setup.py, modules that import awacs, and scripts whose own list of dependencies (PEP 723) \
lacks typed-iam.""",
    "Style": """\
By default, Ecr.PutImage is written beside a string that stays, as in {"Effect": "Allow", \
"Action": Ecr.PutImage}, in arguments, and where an annotation gives the type. Ecr.PutImage.value \
is written where the member's type would spread, as in ACTIONS = [Ecr.PutImage.value], and in \
modules that import a library which treats members unlike strings (yaml, ruamel, toml, \
jsonpickle, msgpack, marshal, click, typer).""",
    "Undo": """\
--to strings restores the previous bytes. Actions that it could not restore stay strings: those \
in the wrong case, and those with other quotes than the strings around them. The summary counts \
them, and in JSON so does "kept" of each file; --any-spelling rewrites them, too. A module whose \
functions require members (action: Ecr) is not changed.""",
    **SECTIONS,
}


def _choice(kind: type[Style] | type[Scope]) -> click.Choice[str]:
    return click.Choice([each.value for each in kind])


@click.command(cls=Command, sections=_SECTIONS)
@editing_options
@click.option(
    "--to",
    type=click.Choice(["enums", "strings"]),
    default="enums",
    help="What actions become.",
)
@click.option(
    "--style",
    type=_choice(Style),
    default=Style.AUTO.value,
    help="Ecr.PutImage, Ecr.PutImage.value, or the latter only where the former could break types"
    " or YAML.",
)
@click.option(
    "--scope",
    type=_choice(Scope),
    default=Scope.SLOTS.value,
    help="Only strings where policies have actions and lists of such strings, or every string"
    " that is an action.",
)
@click.option(
    "--any-spelling",
    is_flag=True,
    help="Also rewrite strings that --to strings could not restore.",
)
@click.pass_context
def rewrite(
    ctx: click.Context, /, to: str, style: str, scope: str, any_spelling: bool, **common: Any
) -> None:
    """Rewrite action strings as enum members: "ecr:PutImage" becomes Ecr.PutImage.

    PATHS are files and folders. Wildcards and unknown names stay strings.
    """
    if to == "strings":
        for name in ("style", "scope", "any_spelling"):
            if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT:
                option = f"--{name.replace('_', '-')}"
                raise click.UsageError(f"{option} is for enums; leave it out with --to strings")
        codemod = Codemod(string_references.plan, string_references.may_hold_references)
    else:
        wanted = enum_references.Options(Style(style), Scope(scope), exact=not any_spelling)
        codemod = Codemod(partial(enum_references.plan, options=wanted), may_hold_actions)
    ctx.exit(edit(Options(**common), lambda _: codemod, "rewritten"))
