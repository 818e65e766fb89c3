"""Run a codemod over files, report on them, and find the exit status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import click

from typed_iam_cli import settings, standard_input
from typed_iam_cli.discovery import discover
from typed_iam_cli.editing.filtering import filter_standard_input
from typed_iam_cli.editing.interrupts import INTERRUPTED, Interrupts
from typed_iam_cli.editing.options import Options
from typed_iam_cli.editing.reports import JsonReport, Report, TextReport
from typed_iam_cli.output.progress import ProgressBar
from typed_iam_cli.paths import exists, shown
from typed_iam_codemods.driver import Codemod
from typed_iam_core.config import Config


def edit(options: Options, codemod: Callable[[Config], Codemod], verb: str) -> int:
    """Run a codemod over the user's files or standard input; return the exit status.

    Args:
        options: the user's options.
        codemod: makes the codemod from the settings.
        verb: what it does to a file, as a participle: "rewritten".

    Raises:
        Failure: the options or settings cannot be used.
    """
    if standard_input.is_meant(options.paths, options.stdin_filename):
        return filter_standard_input(options, codemod)
    paths = tuple(map(Path, options.paths))
    config = settings.load(paths, options.config_path)
    report: Report
    if options.output_format == "json":
        report = JsonReport(options.writes, options.show_diff)
    else:
        done = verb if options.writes else f"would be {verb}"
        report = TextReport(done, options.show_diff)
    return _edit_files(paths, options, config, codemod(config), report)


def _edit_files(
    paths: Sequence[Path], options: Options, config: Config, codemod: Codemod, report: Report
) -> int:
    named = frozenset(paths)
    try:
        with Interrupts() as interrupts:
            files, problems = discover(paths, config, force_exclude=options.force_exclude)
            for line in problems:
                click.echo(line, err=True)
            driver = options.driver(codemod, config, paths)
            with ProgressBar(len(files), "Editing") as bar, interrupts.held():

                def tick() -> None:
                    bar.update(report.files)
                    interrupts.check()

                with closing(driver.run(files, tick)) as outcomes:
                    for outcome in outcomes:
                        report.count(outcome)
                        if outcome.reason or outcome.changed or outcome.plan.details:
                            bar.hide()
                            report.show(outcome)
                        elif outcome.is_empty and outcome.path in named:
                            bar.hide()
                            click.echo(f"{shown(outcome.path)}: empty, nothing to do", err=True)
    except KeyboardInterrupt:
        report.close(interrupted=True)
        return INTERRUPTED
    report.close()
    if not all(map(exists, paths)):
        return 2
    if options.check and report.changed:
        return 1
    return 2 if problems or report.failed else 0
