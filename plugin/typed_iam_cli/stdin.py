"""Standard input in the place of files, as editors and hooks give it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from typed_iam_cli.files import exists, shown

STDIN = "-"

stdin_filename_option = click.option(
    "--stdin-filename",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="The file that standard input stands for, if PATHS is -.",
)


class WrongOptions(Exception):
    """Options that contradict each other; the text is one line."""


def is_meant(paths: Sequence[str], filename: Path | None) -> bool:
    """Whether the paths stand for standard input.

    Raises:
        WrongOptions: they do so only in part.
    """
    if STDIN not in paths and filename is None:
        return False
    if STDIN not in paths:
        raise WrongOptions(f"--stdin-filename {shown(filename or '')} needs {STDIN} as the path")
    if len(paths) > 1:
        raise WrongOptions(f"{STDIN} stands for standard input and goes with no other path")
    return True


def folder_of(filename: Path | None) -> Path:
    """The nearest folder above a file that need not exist yet."""
    if filename is None:
        return Path()
    path = Path(os.path.abspath(filename))  # noqa: PTH100 - see load_config
    return next(filter(exists, path.parents), Path())
