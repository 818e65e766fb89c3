"""``typed-iam expand``: the actions that wildcards take in."""

from __future__ import annotations

import json

import click

from typed_iam_cli import here
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.explain import matching
from typed_iam_core.config import Config
from typed_iam_core.diagnostics.base import quoted
from typed_iam_core.engine import judge_text

_LEVELS = ("List", "Read", "Write", "Tagging", "Permissions management")
_EPILOG = """\
Exit status: 0 if every PATTERN takes in some action, 1 if not, 2 for a wrong option or
configuration.

In a pattern, * is any run of characters and ? any one, in the name only: IAM allows
neither in the service prefix.  * alone is every action of every service.
"""


@click.command(epilog="\n\n".join(f"\b\n{part}" for part in _EPILOG.split("\n\n")))
@click.argument("patterns", metavar="PATTERN...", nargs=-1, required=True)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="An action a line, or one JSON list.",
)
@click.option(
    "--access-level",
    type=click.Choice(_LEVELS, case_sensitive=False),
    help="Only actions of that access level.",
)
@click.option("--invert", is_flag=True, help="All other actions: what NotAction stands for.")
@click.pass_context
def expand(
    ctx: click.Context,
    patterns: tuple[str, ...],
    output_format: str,
    access_level: str | None,
    invert: bool,
) -> None:
    """List the actions that wildcards take in: ecr:Get* and the like."""
    settings = here.settings(ctx)
    known = settings.catalogue
    found = {pattern: matching(pattern, known) for pattern in patterns}
    for pattern, actions in found.items():
        if not actions:
            click.echo(f"typed-iam: {_why_nothing(pattern, settings)}", err=True)
    taken = {action for actions in found.values() for action in actions}
    if invert:
        taken = set(matching("*", known)) - taken
    if access_level:
        taken = {action for action in taken if access_level in _access(action, known)}
    if output_format == "json":
        click.echo(json.dumps(sorted(taken), indent=2))
    elif taken:
        click.echo("\n".join(sorted(taken)))
    ctx.exit(0 if all(found.values()) else 1)


def _access(action: str, catalogue: Catalogue) -> str:
    prefix, _, name = action.partition(":")
    return catalogue.facts(prefix).actions[name].access


def _why_nothing(pattern: str, settings: Config) -> str:
    verdict = judge_text(pattern, settings)
    # What the project vouches for has no verdict, and no names that are known here.
    return verdict.message if verdict else f"{quoted(pattern)} takes in no action that AWS lists"
