"""Ctrl-C and SIGTERM end each command within two seconds, in each state, and not as findings do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.command_line import environment
from tests.marks import slow_after

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals")

SIGNALS = [signal.SIGINT, signal.SIGTERM]
# The promise, and a second for a busy machine.
SECONDS = 3.0
POLICY = 'P = {"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}\n'

PREAMBLE = """
import ast, ctypes, signal, sys, time
from contextlib import nullcontext
from typed_iam_cli import download, interrupts, main, standard_input
from typed_iam_cli.commands import check, expand, explain, fix, rewrite
from typed_iam_codemods.rewriting import enum_references

def ready():
    open("ready", "w").close()

def loops(*_, **__):
    ready()
    while True:
        pass

def sleeps(*_, **__):
    ready()
    time.sleep(1000)

def waits_in_c(*_, **__):
    ready()
    # Holds the lock of the interpreter, so that no handler runs.
    ctypes.PyDLL(None).pause()

def computes_in_c(*_, **__):
    ready()
    ast.parse("x = [" + "1, " * 3_000_000 + "]")

def then(function):
    def called(*arguments):
        ready()
        return function(*arguments)
    return called
"""


class State(NamedTuple):
    """A command's arguments, and code that brings it into a state and then calls ``ready``."""

    arguments: str
    script: str


STATES = {
    "check computes": State("check .", "check.judge = loops"),
    "a worker is stuck in C code": State("rewrite .", "enum_references.plan = waits_in_c"),
    "an answer is slow": State(
        "update",
        "download._fetch_services = lambda *_: {'ecr': 'https://localhost/'}\n"
        "download._fetch_listing = sleeps",
    ),
    "check parses a large file": State("check large.py", "check.judge = computes_in_c"),
    "check waits for standard input": State(
        "check -", "standard_input.read = then(standard_input.read)"
    ),
    "a header is slow": State("update", "download._fetch_services = sleeps"),
    "a worker computes": State("rewrite .", "enum_references.plan = loops"),
    "rewrite computes itself": State("rewrite .", "rewrite.may_hold_actions = loops"),
    "rewrite lists folders": State("rewrite .", "import typed_iam_cli.editing.run as r; r.discover = loops"),
    "rewrite of standard input, with a stuck worker": State(
        "rewrite --stdin-filename a.py -", "enum_references.plan = waits_in_c"
    ),
    "fix, with a stuck worker": State("fix .", "fix.plan = waits_in_c"),
    "explain computes": State("explain ecr", "explain._explanation = loops"),
    "expand computes": State("expand ecr:*", "expand.click.echo = loops"),
    "the server waits": State(
        "lsp", "import typed_iam_lsp.server as s; s.Server.start_io = then(s.Server.start_io)"
    ),
    "the server computes": State("lsp", "import typed_iam_lsp.server as s; s.serve = computes_in_c"),
}  # fmt: skip


@contextmanager
def running(folder: Path, state: State, fault: str = "") -> Iterator[subprocess.Popen[str]]:
    """A process in a state; killed at the end with all its processes."""
    (folder / "a.py").write_text(POLICY)
    (folder / "large.py").write_text(POLICY + "#" * 300_000)
    run = subprocess.Popen(
        [
            *(sys.executable, "-c", "\n".join((PREAMBLE, state.script, fault, "main()"))),
            *state.arguments.split(),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=environment(),
        start_new_session=True,
    )
    assert run.stdin is not None
    try:
        if "--stdin-filename" in state.arguments:
            run.stdin.write(POLICY)
            run.stdin.close()
            run.stdin = None
        deadline = time.monotonic() + 60
        while not (folder / "ready").exists() and run.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(0.2)
        yield run
    finally:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.communicate()


def interrupt(run: subprocess.Popen[str], number: signal.Signals) -> None:
    """Send SIGINT to all processes, as a terminal does, and SIGTERM to one, as a supervisor does."""
    if number is signal.SIGINT:
        os.killpg(run.pid, number)
    else:
        run.send_signal(number)


@pytest.mark.parametrize("number", slow_after(1, SIGNALS), ids=lambda number: number.name)
@pytest.mark.parametrize("name", slow_after(2, STATES))
def test_a_signal_ends_it(tmp_path: Path, name: str, number: signal.Signals) -> None:
    with running(tmp_path, STATES[name]) as run:
        interrupt(run, number)
        # Open pipes of workers that live on would also keep this waiting.
        _, errors = run.communicate(timeout=SECONDS)
        status = run.returncode if run.returncode >= 0 else 128 - run.returncode
        assert status == 128 + number
        assert "Traceback" not in errors
        if run.returncode > 0 and not STATES[name].arguments.startswith(("rewrite", "fix")):
            assert errors.splitlines()[-1:] == ["typed-iam: interrupted"]
        with pytest.raises(ProcessLookupError):
            os.killpg(run.pid, 0)


FAULTS = {
    "check parses a large file": "check.ending_at_once = nullcontext",
    "rewrite computes itself": "signal.setitimer = lambda *_: None",
    # The exit that waits for all threads.
    "an answer is slow": "import threading\n"
    "download.Thread = lambda target, daemon: threading.Thread(target=target)\n"
    "interrupts.os._exit = sys.exit\n"
    "signal.setitimer = lambda *_: None",
    "a worker is stuck in C code": "import typed_iam_codemods.driver.processes as p\n"
    "p._Worker.end = lambda worker: worker._process.join()\n"
    "signal.setitimer = lambda *_: None",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_would_be_noticed(tmp_path: Path, name: str) -> None:
    with running(tmp_path, STATES[name], FAULTS[name]) as run:
        interrupt(run, signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            run.wait(SECONDS)


@pytest.mark.slow
def test_a_full_pipe_does_not_keep_check(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(POLICY.replace("Put", "Pot") * 2_000)
    reading, writing = os.pipe()
    run = subprocess.Popen(
        [sys.executable, "-m", "typed_iam_cli", "check", "."],
        stdout=writing,
        stderr=writing,
        cwd=tmp_path,
        env=environment(),
    )
    time.sleep(5)
    assert run.poll() is None
    run.send_signal(signal.SIGTERM)
    assert run.wait(SECONDS) == 143
    os.close(reading)
    os.close(writing)


@pytest.mark.slow
def test_rewrite_ends_for_the_whole_standard_library() -> None:
    folder = sysconfig.get_path("stdlib")
    done = subprocess.run(
        [sys.executable, "-m", "typed_iam_cli", "rewrite", "--check", folder],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=600,
    )
    assert "internal error" not in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2)
    assert "skipped" in done.stderr.splitlines()[-1] or "would be rewritten" in done.stderr
