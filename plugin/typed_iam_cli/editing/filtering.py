"""Edit standard input; on any error, pass it through unchanged, so that editors lose nothing."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import click

from typed_iam_cli import standard_input
from typed_iam_cli.command import Failure
from typed_iam_cli.editing.interrupts import INTERRUPTED, Interrupts
from typed_iam_cli.editing.options import Options
from typed_iam_cli.editing.reports import print_notes
from typed_iam_cli.output.diff import print_diff
from typed_iam_cli.paths import shown
from typed_iam_codemods.driver import Codemod, Outcome
from typed_iam_core.config import Config


def filter_standard_input(options: Options, codemod: Callable[[Config], Codemod]) -> int:
    """Write the codemod's result for standard input to standard output; return the exit status.

    Raises:
        Failure: JSON is wanted on standard output, too.
    """
    if options.output_format != "text":
        raise Failure("with - as the path, standard output is the result; use text")
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
    except (Failure, OSError) as error:
        click.echo(f"{name}: {getattr(error, 'strerror', None) or error}", err=True)
        outcome, status = Outcome(Path(name)), 2
    except KeyboardInterrupt:
        # The rest of the input is not waited for.
        click.echo(f"{name}: interrupted", err=True)
        return INTERRUPTED
    _write(outcome, bytes(data), source, options)
    return status


def _outcome(
    source: BinaryIO, data: bytearray, options: Options, codemod: Callable[[Config], Codemod]
) -> Outcome:
    """The result for the input; all bytes that were read are in ``data``, also after an error."""
    config = standard_input.load_settings(options.stdin_filename, options.config_path)
    path = options.stdin_filename or Path("<stdin>")
    if options.stdin_filename is not None and config.excludes(path):
        return Outcome(path)
    # One byte more than the limit shows that there are too many.
    data += source.read(config.max_file_size + 1)
    outcome = options.driver(codemod(config), config, ()).text(path, bytes(data))
    if outcome.reason is not None:
        raise Failure(outcome.reason)
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
            # Reading may fail as it did before.
            shutil.copyfileobj(source, sys.stdout.buffer)
