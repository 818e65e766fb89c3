"""The group of subcommands; one is imported when it is called, so that ``--help`` is quick."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

import click


class _Entry(NamedTuple):
    """Where a subcommand is, and what the list of commands says of it."""

    module: str
    attribute: str
    summary: str


_COMMANDS: Mapping[str, _Entry] = {
    "check": _Entry("typed_iam_cli.check", "check", "Report IAM actions that AWS does not know."),
    "rewrite": _Entry(
        "typed_iam_cli.rewrite", "rewrite", "Rewrite strings of actions as enum members."
    ),
    "fix": _Entry("typed_iam_cli.fix", "fix", "Put wrong IAM actions right."),
    "explain": _Entry(
        "typed_iam_cli.explain",
        "explain",
        "Say what an action, operation, service or diagnostic is.",
    ),
    "expand": _Entry("typed_iam_cli.expand", "expand", "List the actions that wildcards take in."),
    "update": _Entry("typed_iam_cli.update", "update", "Learn of newer actions from AWS."),
    "lsp": _Entry("typed_iam_cli.lsp", "lsp", "Run the language server for an editor."),
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = _COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = getattr(import_module(entry.module), entry.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # click would import every subcommand for its first line of help.
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in _COMMANDS.items()])


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import version
    from pathlib import Path

    from typed_iam_core.config import Config, ConfigError, load

    try:
        settings = load(Path.cwd())
    except (ConfigError, OSError):
        settings = Config()
    click.echo(f"typed-iam {version('typed-iam')} (catalogue of {settings.catalogue.date})")
    ctx.exit()


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and the date of the catalogue of actions.",
)
@click.pass_context
def app(ctx: click.Context) -> None:
    """Check and rewrite IAM actions in Python code."""
    if ctx.invoked_subcommand == "update":
        return  # it mends what is told of here
    from typed_iam_core.catalogue.overlay import files as overlay_files
    from typed_iam_core.catalogue.overlay.overlay import OverlayError

    try:
        overlay_files.of_user()
    except OverlayError as error:
        click.echo(f"typed-iam: {error}; passed over, typed-iam update writes it anew", err=True)
