"""The group of subcommands; one is imported when it is called, so that ``--help`` is quick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

# Each is a module of ``commands`` with a command of the same name.
_SUMMARIES = {
    "check": "Report IAM actions that AWS does not know.",
    "rewrite": "Rewrite action strings as enum members, or back.",
    "fix": "Fix wrong IAM actions.",
    "explain": "Explain an action, operation, service or diagnostic.",
    "expand": "List the actions that wildcards match.",
    "update": "Download newly listed actions from AWS.",
    "lsp": "Run the language server for an editor.",
}


@contextmanager
def _one_line_errors() -> Iterator[None]:
    """Show arguments that click rejects on one line: the shell puts names of files among them."""
    try:
        yield
    except click.UsageError as error:
        # Not the error whose message is the help; older versions of click have none.
        if type(error).__name__ == "NoArgsIsHelpError":
            raise
        from typed_iam_core.text.source import one_line

        raise click.UsageError(one_line(error.format_message(), 1000), error.ctx) from None


class _LazyGroup(click.Group):
    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _one_line_errors():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _one_line_errors():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _SUMMARIES:
            return None
        module = import_module(f"typed_iam_cli.commands.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # click would import every subcommand for the first line of its help.
        with formatter.section("Commands"):
            formatter.write_dl(list(_SUMMARIES.items()))


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


@click.group(
    cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "show_default": True}
)
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
        return  # it repairs the overlay
    from typed_iam_core.catalogue.overlay import files as overlay_files
    from typed_iam_core.catalogue.overlay.overlay import OverlayError

    try:
        overlay_files.of_user()
    except OverlayError as error:
        click.echo(f"typed-iam: {error}; ignored; run typed-iam update to replace it", err=True)
