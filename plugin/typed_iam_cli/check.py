"""``typed-iam check``: the engine's findings without mypy."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from typed_iam_cli import stdin
from typed_iam_cli.examine import Reader, Unchecked, examine, from_disk, from_stdin
from typed_iam_cli.files import discover, exists, shown
from typed_iam_cli.output import FORMATS, Writer, writer
from typed_iam_cli.progress import ProgressBar
from typed_iam_core import config as configuration
from typed_iam_core.config import Config, ConfigError

_EPILOG = """\
Exit status: 1 if there are findings, hints aside; else 2 if a file could not be checked; else 0.
Always 2 for a path that does not exist, a wrong option or a wrong configuration.

Configuration is [tool.typed-iam] of the nearest pyproject.toml at or above the
folder that all PATHS have in common, unless --config names another.

Files named as PATHS are always checked, unless --force-exclude is given; in directories,
*.py and *.pyi are, less what .gitignore and the setting "exclude" cover.

In place of PATHS, - stands for standard input.  --stdin-filename says which file it is: in
messages, for the settings "per-file-ignores" and "exclude" and where to look for
pyproject.toml.  What is excluded has no findings.
"""

config_option = click.option(
    "--config",
    "config_path",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="The pyproject.toml to read [tool.typed-iam] from.",
)
force_exclude_option = click.option(
    "--force-exclude",
    is_flag=True,
    help='Hold to the setting "exclude" for named files, too, as hooks want it.',
)


def _not_empty(
    ctx: click.Context, parameter: click.Parameter, paths: tuple[str, ...]
) -> tuple[str, ...]:
    if "" in paths:
        # To the system it is the working folder; who meant that would have said so.
        raise click.BadParameter("an empty path; is a variable of the shell not set?")
    return paths


# PATHS, which the commands that go over files have in common.
paths_argument = partial(click.argument, "paths", nargs=-1, type=click.Path(), callback=_not_empty)


class _Todo(NamedTuple):
    """What to check: files in order, those that were asked for, and a line for each path that failed.

    ``missing`` tells that a path does not exist.
    """

    files: Sequence[Path]
    named: frozenset[Path]
    read: Reader = from_disk
    problems: Sequence[str] = ()
    missing: bool = False


@click.command(epilog="\n\n".join(f"\b\n{part}" for part in _EPILOG.split("\n\n")))
@paths_argument()
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Text with source lines, a JSON list of objects, SARIF 2.1.0 for code scanning,"
    " workflow commands of GitHub Actions, or JUnit's XML.",
)
@click.option(
    "--statistics",
    is_flag=True,
    help="Count the findings by code after them; in text only.",
)
@click.option(
    "--select",
    metavar="CODES",
    multiple=True,
    help='Report these codes, comma separated, or "all"; the settings "select" and "ignore" do'
    " not count then.  May be repeated.",
)
@click.option(
    "--ignore",
    metavar="CODES",
    multiple=True,
    help='Do not report these codes, nor those of the setting "ignore".  May be repeated.',
)
@config_option
@force_exclude_option
@stdin.stdin_filename_option
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours in text; auto is on a terminal and with NO_COLOR unset.",
)
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[str, ...],
    output_format: str,
    statistics: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    config_path: Path | None,
    force_exclude: bool,
    stdin_filename: Path | None,
    color: str,
) -> None:
    """Report IAM actions that AWS does not know.

    PATHS are files and directories; the current directory if there are none.
    """
    try:
        if statistics and output_format != "text":
            raise stdin.WrongOptions(
                f"--statistics goes with --output-format text, not {output_format}"
            )
        if stdin.is_meant(paths, stdin_filename):
            config = load_config([stdin.folder_of(stdin_filename)], config_path)
            todo = _stdin(stdin_filename, config)
        else:
            named = tuple(map(Path, paths)) or (Path(),)
            config = load_config(named, config_path)
            todo = _named(named, config, force_exclude)
        config = narrowed(config, select, ignore)
    except (ConfigError, stdin.WrongOptions) as error:
        click.echo(f"typed-iam: {error}", err=True)
        ctx.exit(2)
    ctx.exit(_run(todo, config, writer(output_format, color, statistics)))


def load_config(paths: Sequence[Path], explicit: Path | None) -> Config:
    """The named configuration, or the one that holds for the folder common to all paths.

    Raises:
        ConfigError: it cannot be used.
    """
    if explicit is not None:
        return configuration.read(explicit)
    try:
        # Path.absolute() would keep "..", and with it the wrong parents.
        existing = [os.path.abspath(path) for path in paths if exists(path)]  # noqa: PTH100
        return configuration.load(Path(os.path.commonpath(existing or [str(Path.cwd())])))
    except (OSError, ValueError) as error:
        # A folder that is gone or closed to us, or paths on two drives.
        raise ConfigError(f"no place to look for pyproject.toml: {error}") from None


def _stdin(filename: Path | None, config: Config) -> _Todo:
    path = filename or Path("<stdin>")
    if filename is not None and config.excludes(filename):
        return _Todo((), frozenset())
    return _Todo((path,), frozenset((path,)), from_stdin)


def _named(paths: Sequence[Path], config: Config, force_exclude: bool) -> _Todo:
    files, problems = discover(paths, config, force_exclude=force_exclude)
    missing = not all(map(exists, paths))
    return _Todo(files, frozenset(paths), problems=problems, missing=missing)


def narrowed(config: Config, select: Sequence[str], ignore: Sequence[str]) -> Config:
    """The configuration with the command line's choice of codes.

    Raises:
        ConfigError: there is no such code.
    """
    if select:
        config = replace(config, select=_codes("--select", select), ignore=frozenset())
    if ignore:
        config = replace(config, ignore=config.ignore | _codes("--ignore", ignore))
    return config


def _codes(option: str, values: Sequence[str]) -> frozenset[str]:
    codes = [code.strip() for value in values for code in value.split(",") if code.strip()]
    if not codes:
        raise ConfigError(f"{option} names no code")
    return configuration.known_codes(option, codes)


def _run(todo: _Todo, config: Config, report: Writer) -> int:
    for line in todo.problems:
        click.echo(line, err=True)
        report.problem(line)
    count = found = failed = 0
    with ProgressBar(len(todo.files)) as bar:
        for done, path in enumerate(todo.files):
            bar.update(done)
            named = path in todo.named
            try:
                data, findings = examine(path, config, named=named, read=todo.read)
            except Unchecked as error:
                bar.hide()
                click.echo(str(error), err=True)
                report.problem(str(error), path)
                failed += 1
                continue
            if findings or (named and not data):
                bar.hide()
            if named and not data:
                click.echo(f"{shown(path)}: empty, nothing to check", err=True)
            report.file(path, data, findings)
            count += 1
            found += any(finding.severity != "hint" for finding in findings)
    report.close(count)
    if todo.missing:
        return 2
    return 1 if found else 2 if failed or todo.problems else 0
