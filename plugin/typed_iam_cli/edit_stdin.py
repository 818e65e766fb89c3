"""Standard input edited: an editor that pipes its text through loses nothing of it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import click

from typed_iam_cli import stdin
from typed_iam_cli.check import load_config
from typed_iam_cli.diffs import print_diff
from typed_iam_cli.edit_options import Options
from typed_iam_cli.edit_reports import print_notes
from typed_iam_cli.files import shown
from typed_iam_cli.interrupts import INTERRUPTED, Interrupts
from typed_iam_codemods.driver import Codemod, Outcome
from typed_iam_core.config import Config, ConfigError


class _Failed(Exception):
    """Nothing was made of the input; the text is one line that says why."""


def edit_stdin(options: Options, codemod: Callable[[Config], Codemod]) -> int:
    """Writes what a codemod makes of standard input to standard output; gives the exit status.

    Whatever goes wrong, the output is the whole input then.

    Raises:
        WrongOptions: the output is wanted for something else.
    """
    if options.output_format != "text":
        raise stdin.WrongOptions("with - as the path, standard output is for the result")
    name = shown(options.stdin_filename or "<stdin>")
    source = sys.stdin.buffer if sys.stdin is not None else None
    if source is None:
        click.echo(f"{name}: standard input is closed", err=True)
        return 2
    data = bytearray()
    try:
        with Interrupts():
            outcome = _outcome(source, data, options, codemod)
        status = 1 if options.check and outcome.changed else 0
    except (_Failed, ConfigError, OSError) as error:
        click.echo(f"{name}: {getattr(error, 'strerror', None) or error}", err=True)
        outcome, status = Outcome(Path(name)), 2
    except KeyboardInterrupt:
        # Who interrupts it does not wait for the rest.
        click.echo(f"{name}: interrupted", err=True)
        return INTERRUPTED
    _write(outcome, bytes(data), source, options)
    return status


def _outcome(
    source: BinaryIO, data: bytearray, options: Options, codemod: Callable[[Config], Codemod]
) -> Outcome:
    """What becomes of the input; all that is read of it goes into ``data``."""
    config = load_config([stdin.folder_of(options.stdin_filename)], options.config_path)
    path = options.stdin_filename or Path("<stdin>")
    if options.stdin_filename is not None and config.excludes(path):
        return Outcome(path)
    # One byte more than is allowed is enough to see that it is too much.
    data += source.read(config.max_file_size + 1)
    outcome = options.driver(codemod(config), config, ()).text(path, bytes(data))
    if outcome.reason is not None:
        raise _Failed(outcome.reason)
    return outcome


def _write(outcome: Outcome, data: bytes, source: BinaryIO, options: Options) -> None:
    print_notes(outcome, err=True)
    if options.show_diff:
        if outcome.changed:
            print_diff(outcome.path, outcome.before, outcome.after)
    elif outcome.changed:
        if options.writes:
            click.echo(outcome.after, nl=False)
    elif options.writes:
        click.echo(data, nl=False)
        with suppress(OSError):
            # What could not be read before can hardly be read now.
            shutil.copyfileobj(source, sys.stdout.buffer)
