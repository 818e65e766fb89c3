"""PATHS and the options that several commands have."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click


def _not_empty(
    ctx: click.Context, parameter: click.Parameter, paths: tuple[str, ...]
) -> tuple[str, ...]:
    if "" in paths:
        # The system takes it for the working folder, which is hardly meant.
        raise click.BadParameter("an empty path; is a variable of the shell not set?")
    return paths


paths_argument = partial(click.argument, "paths", nargs=-1, type=click.Path(), callback=_not_empty)
config_option = click.option(
    "--config",
    "config_path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Read [tool.typed-iam] from this pyproject.toml.",
)
force_exclude_option = click.option(
    "--force-exclude",
    is_flag=True,
    help='Apply the setting "exclude" to named files, too, as hooks need it.',
)
stdin_filename_option = click.option(
    "--stdin-filename",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The file that standard input is a copy of, if PATHS is -.",
)
text_or_json_option = partial(
    click.option,
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)

CONFIGURATION = """\
[tool.typed-iam] in the nearest pyproject.toml, searched from the folder that all PATHS share \
upward. --config names another file."""
