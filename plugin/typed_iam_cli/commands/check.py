"""``typed-iam check``: the engine's findings without mypy."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import nullcontext
from pathlib import Path

import click

from typed_iam_cli import settings, standard_input
from typed_iam_cli.command import (
    CONFIGURATION,
    Command,
    Failure,
    codes_option,
    config_option,
    force_exclude_option,
    paths_argument,
    stdin_filename_option,
)
from typed_iam_cli.discovery import discover
from typed_iam_cli.interrupts import ending_at_once
from typed_iam_cli.output.formats import FORMATS, Writer, writer
from typed_iam_cli.output.progress import ProgressBar
from typed_iam_cli.paths import exists, internal_error, problem, shown
from typed_iam_core import engine
from typed_iam_core.config import Config
from typed_iam_core.engine import Finding
from typed_iam_core.text import files
from typed_iam_core.text.source import Source, UnreadableSource

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
        "130": "interrupted (143: by SIGTERM)",
    },
}

# In bytes; Python may take a second for so many.
_SLOW_TO_PARSE = 250_000


@click.command(cls=Command, sections=_SECTIONS)
@paths_argument()
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    default="text",
    help="Text with source lines, a JSON list of objects, SARIF 2.1.0 for code scanning,"
    " annotations for GitHub Actions, or JUnit XML.",
)
@click.option("--statistics", is_flag=True, help="Also count the findings by code; text only.")
@codes_option(
    "--select",
    help='Report only these codes, comma separated, or "all"; the settings "select" and "ignore"'
    " are ignored. May be repeated.",
)
@codes_option(
    "--ignore",
    help='Do not report these codes, nor those of the setting "ignore". May be repeated.',
)
@config_option
@force_exclude_option
@stdin_filename_option
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
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
    problems: list[str] = []
    is_missing = False
    is_stdin = standard_input.is_meant(paths, stdin_filename)
    if is_stdin:
        config = standard_input.load_settings(stdin_filename, config_path)
        path = stdin_filename or Path("<stdin>")
        is_excluded = stdin_filename is not None and config.excludes(path)
        named, found = [path], [] if is_excluded else [path]
    else:
        named = list(map(Path, paths)) or [Path()]
        config = settings.load(named, config_path)
        found, problems = discover(named, config, force_exclude=force_exclude)
        is_missing = not all(map(exists, named))
    config = settings.narrowed(config, select, ignore)
    report = writer(output_format, color, statistics)
    for line in problems:
        click.echo(line, err=True)
        report.problem(line)
    has_findings, has_failed = _judge_all(found, frozenset(named), is_stdin, config, report)
    if is_missing:
        ctx.exit(2)
    ctx.exit(1 if has_findings else 2 if has_failed or problems else 0)


def _judge_all(
    paths: Sequence[Path], named: Collection[Path], is_stdin: bool, config: Config, report: Writer
) -> tuple[bool, bool]:
    """Report all findings; return whether some are not hints, and whether a file failed."""
    checked = 0
    has_findings = False

    def fail(path: Path, error: Exception) -> None:
        bar.hide()
        line = _why_not(path, error)
        click.echo(line, err=True)
        report.problem(line, path)

    with ProgressBar(len(paths), "Checking") as bar:
        for done, path in enumerate(paths):
            bar.update(done)
            try:
                limit = config.max_file_size
                data = standard_input.read(limit) if is_stdin else files.read(path, limit)[0]
                with ending_at_once() if len(data) > _SLOW_TO_PARSE else nullcontext():
                    findings = judge(path, data, config, named=path in named)
            except Exception as error:
                # An error in one file must not cost the findings of the others.
                fail(path, error)
                continue
            is_empty = path in named and not data
            if findings or is_empty:
                bar.hide()
            if is_empty:
                click.echo(f"{shown(path)}: empty, nothing to check", err=True)
            try:
                report.file(path, data, findings)
            except OSError:
                raise  # the output cannot be written
            except Exception as error:
                fail(path, error)
                continue
            checked += 1
            has_findings |= any(finding.severity != "hint" for finding in findings)
    report.close(checked)
    return has_findings, checked < len(paths)


def judge(path: Path, data: bytes, config: Config, *, named: bool) -> Sequence[Finding]:
    """The findings in a file's bytes; UnreadableSource if they are not Python.

    A file that the user ``named`` is parsed in any case, to report its syntax errors.
    """
    if engine.may_have_findings(data, config.catalogue):
        return engine.check_source(Source(data), config, path)
    # The scan for ASCII words proves nothing about UTF-16 and the like.  To parse every file
    # of a tree only to see that it is not Python would cost a hundred times the scan.
    if named or not data.isascii() or b"\0" in data:
        source = Source(data)
        if named or "\0" in source.text:
            source.parse()
    return []


def _why_not(path: Path, error: Exception) -> str:
    """One line on a file that could not be read or judged."""
    if isinstance(error, UnreadableSource):
        return f"{shown(path)}: {error}"
    if isinstance(error, OSError):
        is_large = isinstance(error, files.TooLarge)
        advice = "; raise max-file-size in [tool.typed-iam] or exclude the file"
        return problem(path, error) + advice * is_large
    return internal_error(path, error)
