"""SIGINT and SIGTERM, both as KeyboardInterrupt, at a moment when it does no harm."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

# The exit status of what was interrupted, for shells.
INTERRUPTED = 130


class Interrupts:
    """While this is entered, both signals raise KeyboardInterrupt in the main thread."""

    def __init__(self) -> None:
        self._is_held = False
        self._is_pending = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        # Elsewhere than in the main thread nobody may say what signals do; none arrives there.
        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                # Ignored by whoever started this, as a shell does for what runs behind it.
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._arrive)
        except ValueError:
            pass
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Lets the first signal wait for ``check``; the second does not wait."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False

    def check(self) -> None:
        """KeyboardInterrupt if a signal has arrived."""
        if self._is_pending:
            raise KeyboardInterrupt

    def _arrive(self, number: int, frame: FrameType | None) -> None:
        if self._is_pending or not self._is_held:
            raise KeyboardInterrupt
        self._is_pending = True
