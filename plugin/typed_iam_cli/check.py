"""``typed-iam check``: the engine's findings without mypy."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

from typed_iam_cli.files import discover, exists, problem, shown
from typed_iam_cli.output import JsonWriter, TextWriter, Writer
from typed_iam_core import config as configuration
from typed_iam_core import engine
from typed_iam_core.config import Config, ConfigError
from typed_iam_core.engine import Finding
from typed_iam_core.sites import may_hold_policies
from typed_iam_core.source import Source, UnreadableSource

_EPILOG = """\
Exit status: 1 if there are findings, hints aside; else 2 if a file could not be checked; else 0.
Always 2 for a path that does not exist, a wrong option or a wrong configuration.

Configuration is [tool.typed-iam] of the nearest pyproject.toml at or above the
folder that all PATHS have in common, unless --config names another.

Files named as PATHS are always checked; in directories, *.py and *.pyi are, less
what .gitignore and the setting "exclude" cover.
"""


class Unchecked(Exception):
    """A file that could not be judged; the text is one line that names it and says why."""


class Checked(NamedTuple):
    """A file's bytes and what was found in them."""

    data: bytes
    findings: Sequence[Finding]


config_option = click.option(
    "--config",
    "config_path",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="The pyproject.toml to read [tool.typed-iam] from.",
)


@click.command(epilog="\n\n".join(f"\b\n{part}" for part in _EPILOG.split("\n\n")))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text with source lines, or one JSON list of objects.",
)
@config_option
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
    paths: tuple[Path, ...],
    output_format: str,
    config_path: Path | None,
    color: str,
) -> None:
    """Report IAM actions that AWS does not know.

    PATHS are files and directories; the current directory if there are none.
    """
    named = paths or (Path(),)
    try:
        config = load_config(named, config_path)
    except ConfigError as error:
        click.echo(f"typed-iam: {error}", err=True)
        ctx.exit(2)
    writer = JsonWriter() if output_format == "json" else TextWriter(color)
    ctx.exit(_run(named, config, writer))


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


def _run(paths: Sequence[Path], config: Config, writer: Writer) -> int:
    files, problems = discover(paths, config)
    for line in problems:
        click.echo(line, err=True)
    named = frozenset(paths)
    count = found = 0
    for path in files:
        try:
            checked = examine(path, config, named=path in named)
        except Unchecked as error:
            problems.append(str(error))
            click.echo(str(error), err=True)
            continue
        count += 1
        if checked.findings:
            found += any(finding.severity != "hint" for finding in checked.findings)
            writer.file(path, *checked)
    writer.close(count)
    if not all(map(exists, paths)):
        return 2
    return 1 if found else 2 if problems else 0


def examine(path: Path, config: Config, *, named: bool) -> Checked:
    """Reads and judges one file.

    Args:
        path: the file.
        config: the project's settings.
        named: whether somebody asked for this very file and wants to know what is odd about it.

    Raises:
        Unchecked: it cannot be read, is too large, or is no Python.
    """
    try:
        data = _read(path, config.max_file_size)
        if named and not data:
            click.echo(f"{shown(path)}: empty, nothing to check", err=True)
        return Checked(data, _judge(data, path, config, named))
    except UnreadableSource as error:
        raise Unchecked(f"{shown(path)}: {error}") from None
    except OSError as error:
        raise Unchecked(problem(path, error)) from None
    except Unchecked:
        raise
    except Exception as error:
        # One file's bad luck must not cost the others their findings.
        reason = type(error).__name__
        raise Unchecked(f"{shown(path)}: internal error, please report ({reason})") from error


def _judge(data: bytes, path: Path, config: Config, named: bool) -> list[Finding]:
    if not may_hold_policies(data):
        # The scan for ASCII words proves nothing of UTF-16 and the like.  Parsing every file
        # of a tree to learn that it is no Python would cost a hundred times the scan.
        if named or not data.isascii() or b"\0" in data:
            source = Source(data)
            if named or "\0" in source.text:
                source.parse()
        return []
    return engine.check_source(Source(data), config, path)


def _read(path: Path, limit: int) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise Unchecked(f"{shown(path)}: not a regular file")
    if status.st_size > limit:
        raise Unchecked(
            f"{shown(path)}: {_sizes(status.st_size, limit)}; raise max-file-size"
            " in [tool.typed-iam] or exclude the file"
        )
    return path.read_bytes()


def _sizes(size: int, limit: int) -> str:
    texts = [f"{number / 1e6:.1f} MB" for number in (size, limit)]
    if texts[0] == texts[1]:
        texts = [f"{number:,} bytes" for number in (size, limit)]
    return f"{texts[0]} is over the limit of {texts[1]}"
