"""A file that crashes or stalls the process that plans it costs only that file."""

from __future__ import annotations

import ctypes
import faulthandler
import mmap
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.marks import slow_after
from typed_iam_codemods.driver import Codemod, Driver, Limits, Outcome
from typed_iam_codemods.rewriting.enum_references import plan
from typed_iam_codemods.rewriting.plans import Plan, Planner
from typed_iam_core.text.source import Source

POLICY = b'P = {"Effect": "Allow", "Action": "ecr:PutImage"}\n'
BAD = POLICY + b"# bad\n"


def crashing(source: Source) -> Plan:
    if source.data == BAD:
        faulthandler.disable()  # pytest's, which prints a long report
        ctypes.string_at(0)
    return plan(source)


def hanging(source: Source) -> Plan:
    while source.data == BAD:
        pass
    return plan(source)


def stuck(source: Source) -> Plan:
    # No Python signal handler runs until C code returns.
    if source.data == BAD:
        ctypes.CDLL(None).sleep(1000)
    return plan(source)


def hungry(source: Source) -> Plan:
    held = []
    while source.data == BAD:
        held.append(bytearray(10_000_000))
    return plan(source)


def leaving(source: Source) -> Plan:
    if source.data == BAD:
        os._exit(3)
    return plan(source)


def recursing(source: Source) -> Plan:
    return recursing(source) if source.data == BAD else plan(source)


def failing(source: Source) -> Plan:
    if source.data == BAD:
        raise ZeroDivisionError
    return plan(source)


def slow(source: Source) -> Plan:
    time.sleep(0.05 if source.data == BAD else 0)
    return plan(source)


REASONS = {
    crashing: "left alone: Python crashed while parsing it (SIGSEGV)",
    hanging: "left alone: took longer than 1.5 seconds",
    stuck: "left alone: took longer than 1.5 seconds",
    hungry: "left alone: needs more than 500 MB of memory",
    leaving: "left alone: Python crashed while parsing it (exit status 3)",
    recursing: "left alone: nested too deeply",
    failing: "internal error, please report (ZeroDivisionError)",
}


def run(planner: Planner, folder: Path, contents: list[bytes], jobs: int = 2) -> list[Outcome]:
    paths = [folder / f"{number}.py" for number in range(len(contents))]
    for path, data in zip(paths, contents, strict=True):
        path.write_bytes(data)
    driver = Driver(
        Codemod(planner),
        (folder,),
        max_file_size=1_000_000,
        write=True,
        limits=Limits(1.5 if planner in (hanging, stuck) else 60, 500_000_000),
        jobs=jobs,
    )
    outcomes = list(driver.run(paths))
    assert [outcome.path for outcome in outcomes] == paths
    assert not multiprocessing.active_children()
    return outcomes


def test_memory_that_the_parent_has_does_not_count(tmp_path):
    with mmap.mmap(-1, 700_000_000):
        (outcome,) = run(plan, tmp_path, [POLICY])
    assert outcome.reason is None and outcome.changed


@pytest.fixture(params=slow_after(1, ["fork", "spawn"]))
def start_method(request, monkeypatch, tmp_path):
    if request.param == "spawn":
        # Such processes import nothing from the working folder, where these planners may be.
        monkeypatch.chdir(tmp_path)
        # The driver does not fork if there is a second thread.
        monkeypatch.setattr(threading, "active_count", lambda: 2)
    elif sys.platform != "linux":
        pytest.skip("forks on Linux only")


@pytest.mark.usefixtures("start_method")
@pytest.mark.parametrize(
    "planner",
    [pytest.param(p, marks=[pytest.mark.slow] * (p in (hanging, stuck))) for p in REASONS],
    ids=lambda planner: planner.__name__,
)
def test_only_the_bad_files_are_lost_where_the_planner_is(tmp_path, planner):
    contents = [POLICY, BAD, POLICY, POLICY, BAD, POLICY]
    outcomes = run(planner, tmp_path, contents)
    for outcome, data in zip(outcomes, contents, strict=True):
        if data == BAD:
            assert outcome.reason == REASONS[planner]
            assert outcome.path.read_bytes() == BAD
        else:
            assert outcome.reason is None
            assert b"Ecr.PutImage" in outcome.path.read_bytes()


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_outcomes_come_in_the_order_of_the_files(tmp_path, jobs):
    outcomes = run(slow, tmp_path, [BAD, POLICY, BAD, *[POLICY] * 5, b"x = 1\n", BAD], jobs)
    assert [outcome.changed for outcome in outcomes] == [True] * 8 + [False, True]


def test_text_larger_than_any_pipe_is_sent_and_received(tmp_path):
    large = POLICY + b"# comment\n" * 50_000
    outcomes = run(plan, tmp_path, [large] * 5)
    assert all(outcome.changed for outcome in outcomes)
    assert (tmp_path / "4.py").read_bytes().endswith(b"# comment\n")


def test_ticks_go_on_while_one_file_takes_long(tmp_path):
    ticks = []
    paths = [tmp_path / "a.py"]
    paths[0].write_bytes(BAD)
    limits = Limits(seconds=1.0)
    driver = Driver(Codemod(hanging), paths, max_file_size=1000, write=True, limits=limits)
    list(driver.run(paths, lambda: ticks.append(1)))
    assert len(ticks) >= 5


def test_processes_end_with_a_run_that_is_closed(tmp_path):
    paths = [tmp_path / f"{number}.py" for number in range(9)]
    for path in paths:
        path.write_bytes(POLICY)
    driver = Driver(Codemod(plan), (tmp_path,), max_file_size=1000, write=True, jobs=2)
    outcomes = driver.run(paths)
    next(outcomes)
    assert multiprocessing.active_children()
    outcomes.close()
    assert not multiprocessing.active_children()


def test_one_process_is_enough_where_the_system_allows_no_more(tmp_path, monkeypatch):
    from multiprocessing.context import ForkProcess

    start: Callable[[ForkProcess], None] = ForkProcess.start

    def refusing(process: ForkProcess) -> None:
        if multiprocessing.active_children():
            raise BlockingIOError(11, "Resource temporarily unavailable")
        start(process)

    monkeypatch.setattr(ForkProcess, "start", refusing)
    assert all(outcome.changed for outcome in run(plan, tmp_path, [POLICY] * 6))


def test_without_any_process_each_file_gets_a_reason(tmp_path, monkeypatch):
    from multiprocessing.context import ForkProcess

    def refusing(process: ForkProcess) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(ForkProcess, "start", refusing)
    outcomes = run(plan, tmp_path, [POLICY] * 6)
    assert {outcome.reason for outcome in outcomes} == {
        "cannot start a process for it: Resource temporarily unavailable"
    }


def test_a_process_that_dies_while_it_is_idle_is_replaced():
    from typed_iam_codemods.driver.processes import Processes

    with closing(Processes(Codemod(plan), Limits(), 1)) as processes:
        for key in range(3):
            processes.put(key, Path("a.py"), POLICY)
            answers: list[tuple[int, object]] = []
            while not answers:
                answers += processes.answers(wait=True)
            assert answers[0][0] == key
            assert not isinstance(answers[0][1], str)
            (process,) = multiprocessing.active_children()
            process.kill()
            process.join()


_ORPHAN = """
import sys
from pathlib import Path
from tests.codemods.test_driver_processes import *

def reporting(source):
    Path("worker").write_text(str(os.getpid()))
    hanging(source)

paths = [Path("a.py")]
paths[0].write_bytes(BAD)
driver = Driver(Codemod(reporting), paths, max_file_size=1000, write=True, limits=Limits(seconds=1))
list(driver.run(paths))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_process_that_hangs_ends_even_without_its_parent(tmp_path):
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}
    parent = subprocess.Popen([sys.executable, "-c", _ORPHAN], cwd=tmp_path, env=environment)
    worker = tmp_path / "worker"
    deadline = time.monotonic() + 20
    while not (worker.exists() and worker.read_text()) and time.monotonic() < deadline:
        time.sleep(0.01)
    parent.kill()
    parent.wait()
    state = Path("/proc", worker.read_text(), "stat")
    while _is_running(state) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(state)
    with suppress(ProcessLookupError):
        os.kill(int(worker.read_text()), signal.SIGKILL)


def _is_running(state: Path) -> bool:
    try:
        return state.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
