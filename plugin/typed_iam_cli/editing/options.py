"""The options that ``rewrite`` and ``fix`` share, and the help on both."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce
from pathlib import Path
from typing import NamedTuple

import click

from typed_iam_cli.command import (
    CONFIGURATION,
    config_option,
    force_exclude_option,
    paths_argument,
    stdin_filename_option,
    text_or_json_option,
)
from typed_iam_codemods.driver import Codemod, Driver, Limits, cores
from typed_iam_core.config import Config

SECTIONS = {
    "Safety": """\
Each file is replaced as a whole or not at all, even if the run is killed. A file whose edits \
cannot be verified is skipped, with the reason on stderr.""",
    "Standard input": """\
With - as the path, the result goes to standard output. On any error, that is the input \
unchanged, with the reason on stderr and exit status 2.""",
    "JSON": """\
One object. "files" has those that changed or were skipped, each with "path", "changed", \
"strings", "imports", "reason", "failed" and, with --diff, "diff". "summary" has the counts \
"files", "changed", "strings", "imports" and "failed", "skipped" (an object: reason to count), \
"written" and "interrupted".""",
    "Configuration": CONFIGURATION,
    "Exit status": {
        "0": "all is done, or nothing had to be",
        "1": "--check: something would change",
        "2": "a wrong path, option or configuration, or a file that could not be read, parsed or"
        " finished (the others are still done)",
        "130": "interrupted (143: by SIGTERM)",
    },
}


class Options(NamedTuple):
    """The values of the common options."""

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
        """Whether to write files."""
        return not (self.show_diff or self.check)

    def driver(self, codemod: Codemod, config: Config, paths: Sequence[Path]) -> Driver:
        """The driver that runs a codemod over files."""
        return Driver(
            codemod=codemod,
            paths=paths,
            max_file_size=config.max_file_size,
            write=self.writes,
            limits=Limits(seconds=self.timeout),
            jobs=self.jobs,
        )


def _a_number(ctx: click.Context, parameter: click.Parameter, value: float) -> float:
    # click's range accepts it.
    if math.isnan(value):
        raise click.BadParameter("nan is not a number of seconds")
    return value


_PARAMETERS = (
    paths_argument(required=True),
    click.option(
        "--diff", "show_diff", is_flag=True, help="Print what would change; write nothing."
    ),
    click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would change."),
    text_or_json_option(help="Lines on stderr, or one JSON object on stdout."),
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
        help="Skip a file that takes longer.",
    ),
    stdin_filename_option,
    force_exclude_option,
    config_option,
)


def editing_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add PATHS and the common options to a command, which gets one argument for each."""
    return reduce(lambda made, add: add(made), reversed(_PARAMETERS), command)
