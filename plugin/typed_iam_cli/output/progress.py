"""A progress bar for long runs."""

from __future__ import annotations

import math
import sys
import time
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

# Seconds before the bar appears, and between its updates.
_DELAY = 1.0
_INTERVAL = 0.1
_LEAST_WIDTH = 24


class ProgressBar(AbstractContextManager["ProgressBar"]):
    """Shows on stderr how many files are done, if that is a terminal and the run is long.

    The thread that prints draws it, and ``hide`` removes it before anything else is printed, so
    that no line is torn even if stdout is the same terminal.
    """

    def __init__(self, total: int, label: str) -> None:
        self._total = total
        self._label = label
        self._progress: Progress | None = None
        # rich would treat a pipe as a terminal if FORCE_COLOR is set.
        is_terminal = sys.stderr is not None and sys.stderr.isatty()
        self._due = time.monotonic() + _DELAY if is_terminal else math.inf

    def update(self, done: int) -> None:
        """Show how many files are done, if it is time to."""
        now = time.monotonic()
        if now < self._due:
            return
        self._due = now + _INTERVAL
        self._progress = self._progress or _progress(self._label, self._total)
        if not self._progress.console.is_interactive or self._progress.console.width < _LEAST_WIDTH:
            self._due = math.inf
            return
        self._progress.update(self._progress.task_ids[0], completed=done)
        self._progress.start()
        self._progress.refresh()

    def __exit__(self, *_: object) -> None:
        self.hide()

    def hide(self) -> None:
        """Remove the bar until it is due again."""
        if self._progress is not None:
            self._progress.stop()


def _progress(label: str, total: int) -> Progress:
    # The import takes longer than most runs.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    class _Console(Console):
        def show_cursor(self, show: bool = True) -> bool:
            # A run that is killed could not show it again.
            return False

    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f} files"),
        console=_Console(stderr=True, no_color=True, highlight=False),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    progress.add_task(label, total=total)
    return progress
