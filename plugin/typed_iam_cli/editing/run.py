"""Run a codemod over files or standard input, report on it, and find the exit status."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import BinaryIO

import click

from typed_iam_cli import settings, standard_input
from typed_iam_cli.command import Failure
from typed_iam_cli.discovery import discover
from typed_iam_cli.editing.options import Options
from typed_iam_cli.editing.reports import JsonReport, Report, print_outcome
from typed_iam_cli.interrupts import Interrupted, interrupts
from typed_iam_cli.output.progress import ProgressBar
from typed_iam_cli.paths import exists, internal_error, shown
from typed_iam_codemods.driver import Codemod, Outcome
from typed_iam_core.config import Config
from typed_iam_core.text.files import CHUNK_SIZE, bounded, reason
from typed_iam_core.text.source import one_line


def edit(options: Options, codemod: Callable[[Config], Codemod], verb: str) -> int:
    """Run a codemod over the user's files or standard input; return the exit status.

    ``codemod`` is made from the settings; ``verb`` is what it does to a file: "rewritten".
    """
    if standard_input.is_meant(options.paths, options.stdin_filename):
        return _filter_standard_input(options, codemod)
    paths = tuple(map(Path, options.paths))
    config = settings.load(paths, options.config_path)
    driver = options.driver(codemod(config), config, paths)
    kind = JsonReport if options.output_format == "json" else Report
    report = kind(options, verb)
    try:
        with interrupts() as signals:
            files, problems = discover(paths, config, force_exclude=options.force_exclude)
            for line in problems:
                click.echo(line, err=True)
            with ProgressBar(len(files), "Editing") as bar, signals.held():

                def tick() -> None:
                    bar.update(report.counts["files"])
                    signals.check()

                with closing(driver.run(files, tick)) as outcomes:
                    for outcome in outcomes:
                        report.count(outcome)
                        if outcome.reason or outcome.changed or outcome.plan.details:
                            bar.hide()
                            _show(report, outcome)
                        elif outcome.is_empty and outcome.path in paths:
                            bar.hide()
                            click.echo(f"{shown(outcome.path)}: empty, nothing to do", err=True)
    except Interrupted as interrupt:
        report.close(interrupted=True)
        return interrupt.status
    report.close()
    if not all(map(exists, paths)):
        return 2
    if options.check and report.counts["changed"]:
        return 1
    return 2 if problems or report.counts["failed"] else 0


def _show(report: Report, outcome: Outcome) -> None:
    """Report one file; an error in that costs only its report."""
    try:
        report.show(outcome)
    except OSError:
        raise  # the output cannot be written
    except Exception as error:
        report.counts["failed"] += 1
        click.echo(internal_error(outcome.path, error), err=True)


def _filter_standard_input(options: Options, codemod: Callable[[Config], Codemod]) -> int:
    """Write the result for standard input to standard output.

    On any error, that is the input unchanged, so that editors lose nothing.
    """
    if options.output_format != "text":
        raise Failure("with - as the path, standard output is the result; use text")
    path = options.stdin_filename or Path("<stdin>")
    if sys.stdin is None:
        click.echo(f"{shown(path)}: standard input is closed", err=True)
        return 2
    source = sys.stdin.buffer
    chunks: list[bytes] = []

    def read_some(size: int) -> bytes:
        chunks.append(source.read(size))
        return chunks[-1]

    outcome = Outcome(path)
    try:
        with interrupts():
            config = standard_input.load_settings(options.stdin_filename, options.config_path)
            if options.stdin_filename is None or not config.excludes(path):
                data = bounded(read_some, config.max_file_size)
                outcome = options.driver(codemod(config), config, ()).text(path, data)
    except Failure as error:
        outcome = Outcome(path, reason=one_line(str(error), 4096))
    except OSError as error:
        outcome = Outcome(path, reason=one_line(reason(error)))
    except Exception as error:
        outcome = Outcome(path, reason=f"internal error, please report ({type(error).__name__})")
    except Interrupted as interrupt:
        # Do not wait for the rest of the input.
        click.echo(f"{shown(path)}: interrupted", err=True)
        return interrupt.status
    if outcome.reason is not None:
        outcome = Outcome(path, reason=outcome.reason)
    print_outcome(outcome, options.show_diff, notes_on_stderr=True)
    if options.writes and outcome.changed:
        click.echo(outcome.after, nl=False)
    elif options.writes:
        for chunk in chunks:
            click.echo(chunk, nl=False)
        for chunk in _rest(source):
            click.echo(chunk, nl=False)
    if outcome.reason is not None:
        return 2
    return 1 if options.check and outcome.changed else 0


def _rest(source: BinaryIO) -> Iterator[bytes]:
    """What is left of standard input; where reading fails, it ends."""
    with suppress(OSError):
        while chunk := source.read(CHUNK_SIZE):
            yield chunk
