"""``typed-iam rewrite``: strings of actions become members of enums."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from difflib import diff_bytes, unified_diff
from pathlib import Path

import click

from typed_iam_cli.check import config_option, load_config
from typed_iam_cli.files import discover, shown
from typed_iam_codemods.driver import Driver, Outcome
from typed_iam_core.config import ConfigError
from typed_iam_core.enum_references import plan

_EPILOG = """\
Exit status: 0 if all is done or nothing is to do; 1 if --check finds something to do;
2 for a path that does not exist, a wrong option or a wrong configuration.

A file that cannot be rewritten for certain is left alone, with a line that says why.

Configuration is [tool.typed-iam] of the nearest pyproject.toml at or above the
folder that all PATHS have in common, unless --config names another.
"""


@click.command(epilog="\n\n".join(f"\b\n{part}" for part in _EPILOG.split("\n\n")))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--diff", "show_diff", is_flag=True, help="Print what would change, write nothing.")
@click.option("--check", is_flag=True, help="Write nothing, exit 1 if something would change.")
@config_option
@click.pass_context
def rewrite(
    ctx: click.Context,
    paths: tuple[Path, ...],
    show_diff: bool,
    check: bool,
    config_path: Path | None,
) -> None:
    """Rewrite strings of actions as enum members: "ecr:PutImage" becomes Ecr.PutImage.

    PATHS are files and directories.  Wildcards and unknown names stay strings.
    """
    try:
        config = load_config(paths, config_path)
    except ConfigError as error:
        click.echo(f"typed-iam: {error}", err=True)
        ctx.exit(2)
    files, problems = discover(paths, config)
    for line in problems:
        click.echo(line, err=True)
    writes = not (show_diff or check)
    driver = Driver(plan, paths, config.max_file_size, writes)
    summary = _Summary("rewritten" if writes else "would be rewritten")
    for outcome in driver.run(files):
        summary.add(outcome)
        if outcome.reason is not None:
            click.echo(f"{shown(outcome.path)}: {outcome.reason}", err=True)
        elif not outcome.before and outcome.path in paths:
            click.echo(f"{shown(outcome.path)}: empty, nothing to rewrite", err=True)
        if show_diff and outcome.changed:
            _print_diff(outcome)
    click.echo(summary.line(), err=True)
    if not all(map(os.path.exists, paths)):
        ctx.exit(2)
    ctx.exit(1 if check and summary.files else 0)


class _Summary:
    def __init__(self, verb: str) -> None:
        self._verb = verb
        self.files = 0
        self._strings = 0
        self._imports = 0
        self._skipped = 0

    def add(self, outcome: Outcome) -> None:
        self.files += outcome.changed
        self._strings += outcome.plan.strings
        self._imports += outcome.plan.imports
        self._skipped += outcome.reason is not None

    def line(self) -> str:
        """All of it in one line: ``3 files rewritten, 12 strings, 4 imports; 1 skipped``."""
        parts = [f"{_count(self.files, 'file')} {self._verb}"]
        if self.files:
            parts += [_count(self._strings, "string"), _count(self._imports, "import")]
        return ", ".join(parts) + (f"; {self._skipped} skipped" if self._skipped else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _print_diff(outcome: Outcome) -> None:
    name = os.fsencode(shown(outcome.path))
    lines = diff_bytes(
        unified_diff,
        outcome.before.splitlines(keepends=True),
        outcome.after.splitlines(keepends=True),
        name,
        name,
    )
    # A pipe gets the file's own bytes, whatever its encoding, so that "patch" can use them.
    if not sys.stdout.isatty():
        click.echo(b"".join(_ended(lines)), nl=False)
        return
    colours = "NO_COLOR" not in os.environ
    for line in _ended(lines):
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        click.echo(click.style(text, fg=_colour(text)) if colours else text)


def _ended(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line if line.endswith((b"\n", b"\r")) else line + b"\n\\ No newline at end of file\n"


def _colour(line: str) -> str | None:
    if line.startswith(("+++", "---")):
        return None
    colours = {"+": "green", "-": "red", "@": "cyan"}
    return colours.get(line[:1])
