"""``typed-iam check``: the engine's findings without mypy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

from typed_iam_cli import settings, standard_input
from typed_iam_cli.command import Command, Failure
from typed_iam_cli.discovery import discover
from typed_iam_cli.judging import Reader, Unchecked, judge
from typed_iam_cli.options import (
    CONFIGURATION,
    config_option,
    force_exclude_option,
    paths_argument,
    stdin_filename_option,
)
from typed_iam_cli.output.formats import FORMATS, writer
from typed_iam_cli.output.progress import ProgressBar
from typed_iam_cli.output.writer import Writer
from typed_iam_cli.paths import exists, shown
from typed_iam_core.config import Config
from typed_iam_core.text import files

_SECTIONS = {
    "Examples": {
        "typed-iam check": "the working folder",
        "typed-iam check src app.py": "a folder and a file",
        "typed-iam check -": "standard input",
    },
    "Files": """\
In folders, *.py and *.pyi files are checked, except those that .gitignore or the setting \
"exclude" covers. Files that PATHS name are always checked; with --force-exclude, "exclude" \
applies to them, too.""",
    "Standard input": """\
--stdin-filename names the file that standard input is a copy of. It appears in messages, the \
settings "per-file-ignores" and "exclude" apply to it, and pyproject.toml is searched from its \
folder. An excluded file has no findings.""",
    "Configuration": CONFIGURATION,
    "Exit status": {
        "0": "no findings, or only hints",
        "1": "findings",
        "2": "a path that does not exist, a wrong option or configuration; or no findings, but a"
        " file that could not be checked",
    },
}


class _Input(NamedTuple):
    """Files to check, in order, and how to read them.

    ``named`` are the paths that the user gave; ``problems`` is a line for each that cannot be read,
    ``is_missing`` whether one does not exist.
    """

    files: Sequence[Path]
    named: frozenset[Path]
    read: Reader
    problems: Sequence[str] = ()
    is_missing: bool = False


@click.command(cls=Command, sections=_SECTIONS)
@paths_argument()
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Text with source lines, a JSON list of objects, SARIF 2.1.0 for code scanning,"
    " annotations for GitHub Actions, or JUnit XML.",
)
@click.option("--statistics", is_flag=True, help="Also count the findings by code; text only.")
@click.option(
    "--select",
    metavar="CODES",
    multiple=True,
    help='Report only these codes, comma separated, or "all"; the settings "select" and "ignore"'
    " are ignored. May be repeated.",
)
@click.option(
    "--ignore",
    metavar="CODES",
    multiple=True,
    help='Do not report these codes, nor those of the setting "ignore". May be repeated.',
)
@config_option
@force_exclude_option
@stdin_filename_option
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colors in text; auto means on a terminal, unless NO_COLOR is set.",
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

    PATHS are files and folders; by default, the working folder.
    """
    if statistics and output_format != "text":
        raise Failure(f"--statistics needs --output-format text, not {output_format}")
    if standard_input.is_meant(paths, stdin_filename):
        config = standard_input.load_settings(stdin_filename, config_path)
        path = stdin_filename or Path("<stdin>")
        is_excluded = stdin_filename is not None and config.excludes(path)
        source = _Input([] if is_excluded else [path], frozenset([path]), standard_input.read)
    else:
        named = tuple(map(Path, paths)) or (Path(),)
        config = settings.load(named, config_path)
        found, problems = discover(named, config, force_exclude=force_exclude)
        missing = not all(map(exists, named))
        source = _Input(found, frozenset(named), _read, problems, missing)
    config = settings.narrowed(config, select, ignore)
    ctx.exit(_run(source, config, writer(output_format, color, statistics)))


def _read(path: Path, limit: int) -> bytes:
    return files.read(path, limit)[0]


def _run(source: _Input, config: Config, report: Writer) -> int:
    for line in source.problems:
        click.echo(line, err=True)
        report.problem(line)
    checked = found = failed = 0
    with ProgressBar(len(source.files), "Checking") as bar:
        for done, path in enumerate(source.files):
            bar.update(done)
            named = path in source.named
            try:
                data, findings = judge(path, config, source.read, named=named)
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
            checked += 1
            found += any(finding.severity != "hint" for finding in findings)
    report.close(checked)
    if source.is_missing:
        return 2
    return 1 if found else 2 if failed or source.problems else 0
