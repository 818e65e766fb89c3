"""A bar on the terminal for runs that take their time."""

from __future__ import annotations

import math
import sys
import time
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

# Seconds: before this nobody wonders, and oftener nobody can read.
_DELAY = 1.0
_INTERVAL = 0.1
_WIDTH = 40


class ProgressBar:
    """Tells on stderr how many of the files are done, if that is a terminal and the run is long.

    It is drawn by the thread that prints and taken away by ``hide`` before anything is printed,
    so that it can tear no line, also where stdout is the same terminal.  It never leaves its
    line nor hides the cursor: rich's own live display does, and needs mending where an
    interrupt hits it.
    """

    def __init__(self, total: int, label: str = "Checking") -> None:
        self._total = total
        self._label = f"{label} "
        self._shown = False
        self._due = time.monotonic() + _DELAY if _is_terminal() else math.inf

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.hide()

    def update(self, done: int) -> None:
        """Takes how many files are done, and draws that if it is time to."""
        now = time.monotonic()
        if now >= self._due:
            self._due = now + _INTERVAL
            self._draw(done)

    def hide(self) -> None:
        """Takes the bar away, until it is due again."""
        if self._shown:
            self._clear()
            self._shown = False

    def _draw(self, done: int) -> None:
        console = self._console
        count = f" {done}/{self._total} files"
        width = min(_WIDTH, console.width - len(self._label) - len(count) - 1)
        if width < 1 or not console.is_interactive:
            self._due = math.inf
            return
        from rich.progress_bar import ProgressBar as Bar

        self._shown = True
        with console:  # in one write
            self._clear()
            console.print(self._label, end="")
            console.print(Bar(self._total, done, width=width))
            console.print(count, end="")

    def _clear(self) -> None:
        from rich.control import Control
        from rich.segment import ControlType

        start_of_line = Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2))
        self._console.control(start_of_line)

    @cached_property
    def _console(self) -> Console:
        # The import costs more than most runs.
        from rich.console import Console

        return Console(stderr=True, no_color=True, highlight=False)


def _is_terminal() -> bool:
    # Not rich's answer: FORCE_COLOR makes it take a pipe for a terminal.
    return sys.stderr is not None and sys.stderr.isatty()
