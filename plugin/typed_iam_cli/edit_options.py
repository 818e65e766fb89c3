"""The options that ``rewrite`` and ``fix`` share, and what their help says of both."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from typed_iam_cli import stdin
from typed_iam_cli.check import config_option, force_exclude_option, paths_argument
from typed_iam_codemods.driver import Codemod, Driver, Limits, cores
from typed_iam_core.config import Config

_EPILOG = """\
A file that cannot be edited for certain is left alone, with a line on stderr that says why.
Every other is replaced as a whole, never in part, whatever happens.

Exit status: 0 if all is done or nothing is to do; 1 if --check finds something to do;
2 for a wrong path, option or configuration, or if a file could not be read, parsed or finished
(the others are done nevertheless); 130 if interrupted.

In place of PATHS, - stands for standard input, and the result goes to standard output:
the whole input as it was, a line on stderr and exit status 2 if anything is wrong with it.

JSON is one object: "files" lists those that changed or were skipped, each with "path",
"changed", "strings", "imports", "reason", "failed" and, with --diff, "diff"; "summary" has
the counts "files", "changed", "strings", "imports", "failed", "skipped" (an object: reason
to count), and whether anything was "written" or the run "interrupted".

Configuration is [tool.typed-iam] of the nearest pyproject.toml at or above the
folder that all PATHS have in common, unless --config names another.
"""
EPILOG = "\n\n".join(f"\b\n{part}" for part in _EPILOG.split("\n\n"))


class Options(NamedTuple):
    """What the user said that concerns every command that edits files."""

    paths: tuple[str, ...]
    show_diff: bool
    check: bool
    output_format: str
    jobs: int
    timeout: float
    stdin_filename: Path | None
    force_exclude: bool
    config_path: Path | None

    @property
    def writes(self) -> bool:
        """Whether files are written."""
        return not (self.show_diff or self.check)

    def driver(self, codemod: Codemod, config: Config, paths: Sequence[Path]) -> Driver:
        """What runs a codemod as the user wants it to."""
        return Driver(
            codemod=codemod,
            paths=paths,
            max_file_size=config.max_file_size,
            write=self.writes,
            limits=Limits(seconds=self.timeout),
            jobs=self.jobs,
        )


def _a_number(ctx: click.Context, parameter: click.Parameter, value: float) -> float:
    # Which is neither too small nor too large.
    if math.isnan(value):
        raise click.BadParameter("nan is no number of seconds")
    return value


_PARAMETERS = (
    paths_argument(required=True),
    click.option(
        "--diff", "show_diff", is_flag=True, help="Print what would change, write nothing."
    ),
    click.option("--check", is_flag=True, help="Write nothing, exit 1 if something would change."),
    click.option(
        "--output-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="Lines on stderr, or one JSON object on stdout.",
    ),
    click.option(
        "--jobs",
        "-j",
        metavar="N",
        type=click.IntRange(min=1),
        default=cores,
        show_default="number of cores",
        help="How many files to work on at the same time.",
    ),
    click.option(
        "--timeout",
        metavar="SECONDS",
        type=click.FloatRange(min=0, min_open=True, max=86_400),
        callback=_a_number,
        default=Limits().seconds,
        show_default=True,
        help="Leave a file alone that takes longer.",
    ),
    stdin.stdin_filename_option,
    force_exclude_option,
    config_option,
)


def editing_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds PATHS and the common options to a command, which gets them as ``options``."""

    @functools.wraps(command)
    def gathering(*arguments: Any, **values: Any) -> None:
        common = {name: values.pop(name) for name in Options._fields}
        command(*arguments, options=Options(**common), **values)

    return functools.reduce(lambda made, add: add(made), reversed(_PARAMETERS), gathering)
