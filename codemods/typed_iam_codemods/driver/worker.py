"""What a process does that plans and proves the edits of files: bytes in, bytes out."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from typed_iam_codemods.driver.answers import Answer, NoAnswer
from typed_iam_codemods.driver.limits import Limits
from typed_iam_codemods.rewriting.edits import Planner, Unproven, rewritten
from typed_iam_core.text.source import UnreadableSource

if TYPE_CHECKING:
    from typed_iam_codemods.driver.runs import Codemod


# What a terminal or a supervisor sends to all processes of a run.
ENDING = frozenset({signal.SIGINT, signal.SIGTERM})
# None where the system has no such thing.
ALARM: int | None = getattr(signal, "SIGALRM", None)


def serve(
    pipe: Connection, inherited: Sequence[Connection], codemod: Codemod, limits: Limits
) -> None:
    """What such a process does until its pipe is closed."""
    for other in inherited:
        other.close()
    _prepare(limits)
    # Nothing of a tree is garbage while it is built, and what was there before stays: to collect
    # after each file, not within, saves a tenth of the time.
    gc.freeze()
    gc.disable()
    with suppress(EOFError, OSError):
        while True:
            path, data = pipe.recv(), pipe.recv_bytes()
            with _alarm(limits.seconds):
                answer = _answered(data, codemod.planner_for(path), limits)
            pipe.send(answer)
            del data, answer
            gc.collect()


def _prepare(limits: Limits) -> None:
    # A terminal interrupts all its processes; this one is ended by the one that started it.
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    try:
        import resource
    except ImportError:
        return
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = limits.memory if hard == resource.RLIM_INFINITY else min(limits.memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Ends this process soon after its time is up, should nobody be left to do so."""
    if not ALARM:
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds + 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answered(data: bytes, planner: Planner, limits: Limits) -> Answer:
    try:
        return rewritten(data, planner)
    except Unproven as error:
        return NoAnswer(str(error), failed=False)
    except UnreadableSource as error:
        return NoAnswer(str(error))
    except (RecursionError, SystemError):  # the second is what the parser of Python 3.11 may say
        return NoAnswer("left alone: nested too deeply")
    except MemoryError:
        return NoAnswer(f"left alone: needs more than {limits.memory / 1e6:,.0f} MB of memory")
    except Exception as error:
        # One file's bad luck must not cost the others.
        return NoAnswer(f"internal error, please report ({type(error).__name__})")
