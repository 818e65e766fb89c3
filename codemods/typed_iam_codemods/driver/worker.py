"""The work of a process that plans and proves the edits of files: bytes in, bytes out."""

from __future__ import annotations

import gc
import signal
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from typed_iam_codemods.driver.codemod import Answer, Codemod, Limits
from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_codemods.rewriting.plans import Plan, Planner, Rewritten, rewritten
from typed_iam_core.text.source import UnreadableSource

# Signals that a terminal or a supervisor sends to all processes of a run.
ENDING = frozenset({signal.SIGINT, signal.SIGTERM})


def serve(
    pipe: Connection, inherited: Sequence[Connection], codemod: Codemod, limits: Limits
) -> None:
    """Answer requests until the pipe is closed."""
    for other in inherited:
        other.close()
    _prepare(limits)
    # No part of a tree is garbage while it is built, and what existed before stays: to collect
    # after each file rather than during it saves a tenth of the time.
    gc.freeze()
    gc.disable()
    with suppress(EOFError, OSError):
        while True:
            path, data = pipe.recv()
            planner = codemod.planner
            if codemod.wants_path:
                planner = partial(planner, path=path)
            # Ends this process soon after its time is up, should its parent no longer exist.
            _set_alarm(limits.seconds + 1)
            answer = _answer(data, planner, limits)
            _set_alarm(0)
            pipe.send(answer)
            del data, answer
            gc.collect()


def _prepare(limits: Limits) -> None:
    # A terminal interrupts all its processes; this one is ended by the one that started it.
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "SIGALRM"):
        # A fork has its parent's handler.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    try:
        import resource
    except ImportError:
        return
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        # A forked process has all that its parent has; the limit is for the file.
        wanted = limits.memory + _size(resource.getpagesize())
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _size(page: int) -> int:
    """Bytes of memory that this process has taken so far, where the system tells."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * page
    except (OSError, ValueError, IndexError):
        return 0


def _set_alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _answer(data: bytes, planner: Planner, limits: Limits) -> Answer:
    try:
        return rewritten(data, planner)
    except Unproven as error:
        return Rewritten(data, Plan(reason=str(error)))
    except UnreadableSource as error:
        return str(error)
    except (RecursionError, SystemError):  # the parser of Python 3.11 may raise the second
        return "left alone: nested too deeply"
    except MemoryError:
        return f"left alone: needs more than {limits.memory / 1e6:,.0f} MB of memory"
    except Exception as error:
        # One file's error must not cost the others.
        return f"internal error, please report ({type(error).__name__})"
