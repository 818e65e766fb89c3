"""``typed-iam expand``: the actions that wildcards match."""

from __future__ import annotations

import click

from typed_iam_cli import settings
from typed_iam_cli.command import Command, text_or_json_option
from typed_iam_cli.output.json import dumped
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.explain import matching
from typed_iam_core.diagnostics.base import quoted
from typed_iam_core.engine import judge_text

_LEVELS = ("List", "Read", "Write", "Tagging", "Permissions management")
_SECTIONS = {
    "Examples": {
        'typed-iam expand "ecr:Get*"': "the actions that it matches",
        'typed-iam expand --invert "ecr:*"': "the actions that NotAction leaves",
    },
    "Patterns": """\
* is any characters, ? any one, in the name only: IAM allows neither in the service prefix. * \
alone is every action of every service.""",
    "Exit status": {
        "0": "every PATTERN matches an action",
        "1": "one matches none",
        "2": "a wrong option or configuration",
    },
}


@click.command(cls=Command, sections=_SECTIONS)
@click.argument("patterns", metavar="PATTERN...", nargs=-1, required=True)
@text_or_json_option(help="One action per line, or one JSON list.")
@click.option(
    "--access-level",
    type=click.Choice(_LEVELS, case_sensitive=False),
    help="Only actions of this access level.",
)
@click.option("--invert", is_flag=True, help="All other actions: those that NotAction means.")
@click.pass_context
def expand(
    ctx: click.Context,
    patterns: tuple[str, ...],
    output_format: str,
    access_level: str | None,
    invert: bool,
) -> None:
    """List the actions that wildcards such as "ecr:Get*" match."""
    config = settings.load()
    known = config.catalogue
    found = {pattern: matching(pattern, known) for pattern in patterns}
    for pattern, actions in found.items():
        if not actions:
            # An action of "extra-actions" has no verdict, and the catalogue does not know its name.
            verdict = judge_text(pattern, config)
            nothing = f"{quoted(pattern)} matches no action that AWS lists"
            click.echo(f"typed-iam: {verdict.message if verdict else nothing}", err=True)
    matched = {action for actions in found.values() for action in actions}
    if invert:
        matched = set(matching("*", known)) - matched
    if access_level:
        matched = {action for action in matched if access_level in _access(action, known)}
    if output_format == "json":
        click.echo(dumped(sorted(matched)))
    elif matched:
        click.echo("\n".join(sorted(matched)))
    ctx.exit(0 if all(found.values()) else 1)


def _access(action: str, catalogue: Catalogue) -> str:
    prefix, _, name = action.partition(":")
    return catalogue.facts(prefix).actions[name].access
