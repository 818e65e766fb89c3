"""Processes that plan and prove the edits of files, one file at a time, within limits.

Python's parser recurses in C: a file can crash the process that parses it, or keep it busy
forever.  That costs only this file, and a new process takes over.  Even a single file gets its own
process.

Processes are forked where that is safe: on Linux, from a process with a single thread.  A fork
costs a few milliseconds and has everything loaded; spawning costs a tenth of a second.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from typed_iam_codemods.driver.codemod import Answer, Codemod, Limits
from typed_iam_codemods.driver.spawning import safely_started
from typed_iam_codemods.driver.worker import ENDING, serve

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext
    from multiprocessing.process import BaseProcess


class _Job(NamedTuple):
    """A file's bytes to plan and prove; ``key`` identifies it."""

    key: int
    path: Path
    data: bytes


# Seconds between two checks of the clock while no process answers.
_TICK = 0.1
# Seconds that a process may take to start, on top of the limit for its first file.
_START = 10.0


class Processes:
    """Up to ``count`` processes that work on jobs, until they are closed."""

    def __init__(self, codemod: Codemod, limits: Limits, count: int) -> None:
        self._codemod = codemod
        self._limits = limits
        self._count = count
        forks = sys.platform == "linux" and threading.active_count() == 1
        self._context: ForkContext | SpawnContext = (
            get_context("fork") if forks else get_context("spawn")
        )
        self._workers: list[_Worker] = []
        self._waiting: deque[_Job] = deque()
        self._done: list[tuple[int, Answer]] = []

    def close(self) -> None:
        """End all processes."""
        while self._workers:
            self._workers.pop().end()

    @property
    def is_full(self) -> bool:
        """Whether as many jobs are waiting as can be worked on."""
        return len(self._waiting) >= self._count

    def put(self, key: int, path: Path, data: bytes) -> None:
        """Queue a file's bytes; ``answers`` returns the answer later, under that key."""
        self._waiting.append(_Job(key, path, data))
        self._assign()

    def answers(self, *, wait: bool) -> list[tuple[int, Answer]]:
        """Keys of jobs done since the last call, with their answers.

        Args:
            wait: whether to wait for one, up to a tenth of a second.
        """
        busy = {worker.pipe: worker for worker in self._workers if worker.job is not None}
        ready = connection.wait(list(busy), _TICK if wait and not self._done else 0)
        for pipe, worker in busy.items():
            if worker.job is not None and (pipe in ready or time.monotonic() >= worker.deadline):
                self._done.append((worker.job.key, self._answer(worker, pipe in ready)))
                worker.job = None
        self._assign()
        done, self._done = self._done, []
        return done

    def _answer(self, worker: _Worker, is_ready: bool) -> Answer:
        if is_ready:
            with suppress(EOFError, OSError):
                answer: Answer = worker.pipe.recv()
                return answer
        self._workers.remove(worker)
        status = worker.end()
        try:
            cause = signal.Signals(-status).name
        except ValueError:
            cause = f"exit status {status}"
        if not is_ready or cause == "SIGALRM":
            return f"left alone: took longer than {self._limits.seconds:g} seconds"
        return f"left alone: Python crashed while parsing it ({cause})"

    def _assign(self) -> None:
        """Give waiting jobs to idle processes."""
        while self._waiting and (worker := self._idle()) is not None:
            worker.give(self._waiting.popleft(), self._limits.seconds)

    def _idle(self) -> _Worker | None:
        """A process without a job; where none can be started, no job waits any longer."""
        for worker in [worker for worker in self._workers if worker.job is None]:
            if worker.is_alive():
                return worker
            self._workers.remove(worker)
            worker.end()
        if len(self._workers) >= self._count:
            return None
        try:
            worker = self._started()
        except OSError as error:
            if not self._workers:
                reason = f"cannot start a process for it: {error.strerror}"
                self._done += [(job.key, reason) for job in self._waiting]
                self._waiting.clear()
            return None
        self._workers.append(worker)
        return worker

    def _started(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        # A forked process inherits the others' pipes; left open, they would outlive this one.
        forks = self._context.get_start_method() == "fork"
        inherited = [ours, *(worker.pipe for worker in self._workers)] if forks else []
        process = self._context.Process(
            target=serve, args=(theirs, inherited, self._codemod, self._limits), daemon=True
        )
        try:
            with _signals_held(), nullcontext() if forks else safely_started():
                process.start()
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return _Worker(process, ours)


class _Worker:
    """A process, the pipe to it, its current job and the deadline of that."""

    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        self.pipe = pipe
        self.job: _Job | None = None
        self.deadline = time.monotonic() + _START
        self.is_alive = process.is_alive
        self._process = process

    def give(self, job: _Job, seconds: float) -> None:
        """Send a job; if the process is dead, its pipe will say so."""
        self.job = job
        self.deadline = max(self.deadline, time.monotonic()) + seconds
        with suppress(OSError):
            self.pipe.send((job.path, job.data))

    def end(self) -> int:
        """End the process, whatever its state, and return its exit status."""
        self.pipe.close()
        self._process.kill()
        self._process.join()
        return self._process.exitcode or 0


@contextmanager
def _signals_held() -> Iterator[None]:
    """Hold signals back until the new process has set its handlers."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
