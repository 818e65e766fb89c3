"""What ``rewrite`` and ``fix`` share: the run over files, what is said of it, the exit status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import click

from typed_iam_cli import stdin
from typed_iam_cli.check import load_config
from typed_iam_cli.edit_options import EPILOG, Options, editing_options
from typed_iam_cli.edit_reports import JsonReport, Report, Tally, TextReport
from typed_iam_cli.edit_stdin import edit_stdin
from typed_iam_cli.files import discover, exists, shown
from typed_iam_cli.interrupts import INTERRUPTED, Interrupts
from typed_iam_cli.progress import ProgressBar
from typed_iam_codemods.driver import Codemod
from typed_iam_core.config import Config, ConfigError

__all__ = ["EPILOG", "Options", "edit", "editing_options"]


def edit(options: Options, codemod: Callable[[Config], Codemod], verb: str) -> int:
    """Runs a codemod over the user's files, tells what became of them, and gives the exit status.

    Args:
        options: what the user said.
        codemod: makes the codemod, once the configuration is known; ConfigError if it cannot.
        verb: what it does to a file, as a participle: "rewritten".
    """
    try:
        if stdin.is_meant(options.paths, options.stdin_filename):
            return edit_stdin(options, codemod)
        paths = tuple(map(Path, options.paths))
        config = load_config(paths, options.config_path)
        made = codemod(config)
    except (ConfigError, stdin.WrongOptions) as error:
        click.echo(f"typed-iam: {error}", err=True)
        return 2
    report = _report(options, verb)
    return _edit_files(paths, options, config, made, report)


def _edit_files(
    paths: Sequence[Path], options: Options, config: Config, codemod: Codemod, report: Report
) -> int:
    tally = report.tally
    named = frozenset(paths)
    try:
        with Interrupts() as interrupts:
            files, problems = discover(paths, config, force_exclude=options.force_exclude)
            for line in problems:
                click.echo(line, err=True)
            driver = options.driver(codemod, config, paths)
            with ProgressBar(len(files), "Editing") as bar, interrupts.held():

                def tick() -> None:
                    bar.update(tally.files)
                    interrupts.check()

                with closing(driver.run(files, tick)) as outcomes:
                    for outcome in outcomes:
                        tally.add(outcome)
                        if outcome.reason or outcome.changed or outcome.plan.details:
                            bar.hide()
                            report.file(outcome)
                        elif outcome.is_empty and outcome.path in named:
                            bar.hide()
                            click.echo(f"{shown(outcome.path)}: empty, nothing to do", err=True)
    except KeyboardInterrupt:
        report.close(interrupted=True)
        return INTERRUPTED
    report.close()
    if not all(map(exists, paths)):
        return 2
    if options.check and tally.changed:
        return 1
    return 2 if problems or tally.failed else 0


def _report(options: Options, verb: str) -> Report:
    if options.output_format == "json":
        return JsonReport(Tally(), options.writes, options.show_diff)
    return TextReport(Tally(), verb if options.writes else f"would be {verb}", options.show_diff)
