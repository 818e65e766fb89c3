"""Processes that plan and prove the edits of files, one file at a time, within bounds.

Python's parser recurses in C: a file can end the process that parses it, or keep it busy for
ever.  That costs this one file, and a fresh process takes over.  Even a single file gets a
process, as there is one file to lose then too.

Processes are forked where that is safe: on Linux, from a process with a single thread.  A fork
costs a few milliseconds and has everything loaded; a process started anew costs a tenth of a
second, so there a second one is started only when much is waiting.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from typed_iam_codemods.driver.answers import Answer, NoAnswer
from typed_iam_codemods.driver.limits import Limits
from typed_iam_codemods.driver.worker import ALARM, ENDING, serve

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext
    from multiprocessing.process import BaseProcess

    from typed_iam_codemods.driver.runs import Codemod


class _Job(NamedTuple):
    """A file's bytes to plan and prove; ``key`` tells it from others."""

    key: int
    path: Path
    data: bytes


# Seconds between two looks at the clock while nothing is heard from the processes.
_TICK = 0.1
# Bytes that take about as long to work off as a second process takes to start.
_WORTH_SPAWNING = 200_000


class Processes:
    """Up to ``count`` processes that work off jobs; all of them end with the ``with`` block."""

    def __init__(self, codemod: Codemod, limits: Limits, count: int) -> None:
        self._codemod = codemod
        self._limits = limits
        self._count = count
        forks = sys.platform == "linux" and threading.active_count() == 1
        self._context: ForkContext | SpawnContext = (
            get_context("fork") if forks else get_context("spawn")
        )
        self._worth_starting = 0 if forks else _WORTH_SPAWNING
        self._workers: list[_Worker] = []
        self._waiting: deque[_Job] = deque()

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        while self._workers:
            self._workers.pop().end()

    @property
    def is_full(self) -> bool:
        """Whether as many jobs wait as are worked on."""
        return len(self._waiting) >= self._count

    def put(self, key: int, path: Path, data: bytes) -> None:
        """Takes a file's bytes; ``answers`` has the answer sooner or later, under that key."""
        self._waiting.append(_Job(key, path, data))

    def answers(self, *, wait: bool) -> list[tuple[int, Answer]]:
        """Keys of jobs done since the last call, with their answers.

        Args:
            wait: whether to wait for one, for a tick at most.
        """
        found = self._assign()
        busy = [worker for worker in self._workers if worker.job is not None]
        ready = connection.wait(
            [worker.pipe for worker in busy], _TICK if wait and not found else 0
        )
        for worker in busy:
            answer = self._answer(worker, worker.pipe in ready)
            if answer is not None and worker.job is not None:
                found.append((worker.job.key, answer))
                worker.job, worker.is_fresh = None, False
        return found + self._assign()

    def _answer(self, worker: _Worker, is_ready: bool) -> Answer | None:
        if is_ready:
            with suppress(EOFError, OSError):
                answer: Answer = worker.pipe.recv()
                return answer
        elif time.monotonic() < worker.deadline:
            return None
        self._workers.remove(worker)
        status = worker.end()
        if not is_ready or (ALARM and status == -ALARM):
            return NoAnswer(f"left alone: took longer than {self._limits.seconds:g} seconds")
        return NoAnswer(_death(status))

    def _assign(self) -> list[tuple[int, Answer]]:
        """Gives waiting jobs to idle processes; answers those that nobody can do."""
        failed: list[tuple[int, Answer]] = []
        while self._waiting:
            try:
                worker = self._idle()
            except OSError as error:
                reason = f"no process for it: {error.strerror}"
                failed.append((self._waiting.popleft().key, NoAnswer(reason)))
                continue
            if worker is None:
                break
            try:
                worker.give(self._waiting[0], self._limits.seconds)
            except OSError:
                # It died while it was idle, unless it never lived.
                self._workers.remove(worker)
                reason = _death(worker.end())
                if worker.is_fresh:
                    failed.append((self._waiting.popleft().key, NoAnswer(reason)))
            else:
                self._waiting.popleft()
        return failed

    def _idle(self) -> _Worker | None:
        for worker in self._workers:
            if worker.job is None:
                return worker
        size = sum(len(job.data) for job in self._waiting)
        if self._workers and (len(self._workers) >= self._count or size < self._worth_starting):
            return None
        try:
            worker = self._started()
        except OSError:
            if not self._workers:
                raise
            return None
        self._workers.append(worker)
        return worker

    def _started(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        # A forked process has the others' pipes too; open, they would never end with this one.
        forks = self._context.get_start_method() == "fork"
        inherited = [ours, *(worker.pipe for worker in self._workers)] if forks else []
        process = self._context.Process(
            target=serve, args=(theirs, inherited, self._codemod, self._limits), daemon=True
        )
        try:
            with _signals_held():
                process.start()
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return _Worker(process, ours)


class _Worker:
    """A process, the pipe to it, and what it is busy with until when."""

    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        self.pipe = pipe
        self.job: _Job | None = None
        self.deadline = 0.0
        self.is_fresh = True
        self._process = process

    def give(self, job: _Job, seconds: float) -> None:
        """OSError if the process is dead."""
        self.pipe.send(job.path)
        self.pipe.send_bytes(job.data)
        self.job, self.deadline = job, time.monotonic() + seconds

    def end(self) -> int:
        """Ends the process, in whatever state it is, and gives its exit status."""
        self.pipe.close()
        self._process.kill()
        self._process.join()
        return self._process.exitcode or 0


def _death(status: int) -> str:
    try:
        cause = signal.Signals(-status).name
    except ValueError:
        cause = f"exit status {status}"
    return f"left alone: Python did not survive it ({cause})"


@contextmanager
def _signals_held() -> Iterator[None]:
    """Lets no signal arrive before the new process has said what it does with it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
