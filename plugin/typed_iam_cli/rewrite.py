"""``typed-iam rewrite``: strings of actions become members of enums, or the other way round."""

from __future__ import annotations

from functools import partial

import click
from click.core import ParameterSource

from typed_iam_cli.editing import EPILOG, Options, edit, editing_options
from typed_iam_codemods.driver import Codemod
from typed_iam_codemods.rewriting import enum_references, string_references
from typed_iam_codemods.rewriting.enum_references import Scope, Style
from typed_iam_core.readers import may_hold_actions

_EPILOG = """\
--style auto writes Ecr.PutImage.value where the type of a member would spread, as in
ACTIONS = [Ecr.PutImage], and in modules that import what tells members from strings (yaml,
ruamel, toml, jsonpickle, msgpack, marshal, click, typer). A member stands alone beside a string that stays, as in {"Effect": "Allow", "Action": Ecr.PutImage}, in what a
function is called with, and where an annotation gives the type.

What is rewritten needs typed-iam where it runs: add it to the dependencies. Left alone are
stubs, setup.py, modules that import awacs, and scripts that list their dependencies in a comment,
typed-iam not among them.

--to strings restores the bytes from before. So that it can, actions stay strings that are wrong
by case, or whose quotes are not those of the strings before and after them nor, where these
differ, of most; the summary counts them, and in JSON "kept" of a file does. A module whose
functions ask for members (action: Ecr) is left as it is.
"""
_OF_ENUMS = ("style", "scope", "any_spelling")


def _choice(kind: type[Style] | type[Scope]) -> click.Choice[str]:
    return click.Choice([each.value for each in kind])


@click.command(epilog="\n\n".join([*(f"\b\n{part}" for part in _EPILOG.split("\n\n")), EPILOG]))
@editing_options
@click.option(
    "--to",
    type=click.Choice(["enums", "strings"]),
    default="enums",
    show_default=True,
    help="What actions become; the one undoes the other, to the byte.",
)
@click.option(
    "--style",
    type=_choice(Style),
    default=Style.AUTO.value,
    show_default=True,
    help="Ecr.PutImage, Ecr.PutImage.value, or the second where the first could break types or"
    " YAML.",
)
@click.option(
    "--scope",
    type=_choice(Scope),
    default=Scope.SLOTS.value,
    show_default=True,
    help="Only slots for actions and lists of them, or every string that is an action.",
)
@click.option(
    "--any-spelling",
    is_flag=True,
    help="Also rewrite what --to strings could not restore: actions wrong by case, or in other"
    " quotes than the strings around.",
)
@click.pass_context
def rewrite(
    ctx: click.Context, options: Options, to: str, style: str, scope: str, any_spelling: bool
) -> None:
    """Rewrite strings of actions as enum members: "ecr:PutImage" becomes Ecr.PutImage.

    PATHS are files and directories.  Wildcards and unknown names stay strings.
    """
    if to == "strings":
        _refuse_options_of_enums(ctx)
        codemod = Codemod(string_references.plan, string_references.may_hold_references)
        ctx.exit(edit(options, lambda _: codemod, "rewritten"))
    wanted = enum_references.Options(Style(style), Scope(scope), exact=not any_spelling)
    codemod = Codemod(partial(enum_references.plan, options=wanted), may_hold_actions)
    ctx.exit(edit(options, lambda _: codemod, "rewritten"))


def _refuse_options_of_enums(ctx: click.Context) -> None:
    for name in _OF_ENUMS:
        if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT:
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(
                f"{option} says how enums are used; leave it out of --to strings"
            )
