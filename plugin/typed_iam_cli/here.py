"""The settings of the folder that a command is called in."""

from __future__ import annotations

from pathlib import Path

import click

from typed_iam_core import config as configuration
from typed_iam_core.config import Config, ConfigError


def settings(ctx: click.Context) -> Config:
    """The configuration that holds here; ends the command where there is none to use."""
    try:
        return configuration.load(Path.cwd())
    except ConfigError as error:
        complaint = str(error)
    except OSError as error:
        complaint = f"no place to look for pyproject.toml: {error.strerror}"
    click.echo(f"typed-iam: {complaint}", err=True)
    ctx.exit(2)
