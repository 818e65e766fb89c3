"""SIGINT and SIGTERM end a command: in order if that is quick, else at once."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn

_ENDING = (signal.SIGINT, signal.SIGTERM)
# Seconds to end in order.
_GRACE = 1.0


class Interrupted(BaseException):
    """A signal has arrived; not KeyboardInterrupt, for which click exits with status 1."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Interrupts:
    """Makes both signals raise Interrupted in the main thread; see ``interrupts``."""

    def __init__(self) -> None:
        self._is_held = False
        self._status = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold a signal until ``check``."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False

    def check(self) -> None:
        """Raise Interrupted if a signal has arrived."""
        if self._status:
            raise Interrupted(self._status)

    def arrive(self, number: int, _: FrameType | None) -> None:
        """Handle a signal."""
        is_second = self._status != 0
        # As the shell reports a process that a signal has ended.
        self._status = self._status or 128 + number
        if hasattr(signal, "setitimer") and not is_second:
            # The main thread may be blocked in a write, or never reach ``check``.
            signal.signal(signal.SIGALRM, self._end)
            signal.setitimer(signal.ITIMER_REAL, _GRACE)
        if is_second or not self._is_held:
            raise Interrupted(self._status)

    def _end(self, *_: object) -> None:
        end(self._status)


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Let both signals raise Interrupted within a block, and end the process a second later."""
    handlers = Interrupts()
    with _handled_by(handlers.arrive):
        yield handlers


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Let both signals end the process at once: Python's handlers wait until C code returns."""
    with _handled_by(signal.SIG_DFL):
        yield


@contextmanager
def _handled_by(
    handler: Callable[[int, FrameType | None], None] | signal.Handlers,
) -> Iterator[None]:
    before: dict[int, Any] = {}
    try:
        # ValueError: not in the main thread, which is where signals arrive.
        with suppress(ValueError):
            for number in _ENDING:
                # The parent process may ignore it, as a shell does for background jobs.
                if signal.getsignal(number) is not signal.SIG_IGN:
                    before[number] = signal.signal(number, handler)
        yield
    finally:
        for ending, previous in before.items():
            signal.signal(ending, previous)


def end(status: int) -> NoReturn:
    """Report the interrupt in one line and end this process and its workers.

    No thread is waited for, and nothing is flushed: both may take forever.
    """
    with suppress(OSError, ValueError):
        # A full pipe would block; Windows has no ``select`` for files.
        if sys.stderr is not None and (os.name == "nt" or select.select([], [2], [], 0)[1]):
            os.write(2, b"typed-iam: interrupted\n")
    # Imported only if there are workers.
    if "multiprocessing.process" in sys.modules:
        from multiprocessing.process import active_children

        for worker in active_children():
            worker.kill()
    os._exit(status)
