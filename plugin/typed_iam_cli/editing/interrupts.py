"""SIGINT and SIGTERM raise KeyboardInterrupt, at a moment when it does no harm."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

# The usual exit status after SIGINT.
INTERRUPTED = 130


class Interrupts:
    """Makes both signals raise KeyboardInterrupt in the main thread within its block."""

    def __init__(self) -> None:
        self._is_held = False
        self._is_pending = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        # ValueError: not in the main thread, which is where signals arrive.
        with suppress(ValueError):
            for number in (signal.SIGINT, signal.SIGTERM):
                # The parent process may ignore it, as a shell does for background jobs.
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._arrive)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the first signal until ``check``; a second one raises at once."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False

    def check(self) -> None:
        """Raise KeyboardInterrupt if a signal has arrived."""
        if self._is_pending:
            raise KeyboardInterrupt

    def _arrive(self, number: int, frame: FrameType | None) -> None:
        if self._is_pending or not self._is_held:
            raise KeyboardInterrupt
        self._is_pending = True
