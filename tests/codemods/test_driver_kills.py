"""Runs that are killed or interrupted write no file in part and leave nothing behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from tests.bench.kills import COMMAND, Tree, torture

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals")

# A driver that writes files in place, and slowly, so that a few kills are enough to tear one.
_PLAIN = """
import time
from typed_iam_core.text import files

def plain(path, before, after):
    with path.open("wb") as file:
        for start in range(0, len(after), 1000):
            file.write(after[start : start + 1000])
            file.flush()
            time.sleep(0.001)

files.replace = plain
from typed_iam_cli import main
main()
"""


@pytest.mark.slow
def test_a_kill_writes_no_file_in_part_and_the_next_run_cleans_up(tmp_path):
    report = torture(tmp_path, kills=10)
    assert (report.torn, report.left) == (0, 0)
    assert report.half_done


@pytest.mark.slow
def test_the_kills_would_detect_a_write_in_place(tmp_path):
    command = (sys.executable, "-c", _PLAIN, *COMMAND[3:])
    assert torture(tmp_path, kills=40, command=command, to_first_tear=True).torn


def test_two_runs_at_once_do_not_disturb_each_other(tmp_path):
    tree = Tree(tmp_path, 60)
    tree.restore()
    runs = [subprocess.Popen(COMMAND, cwd=tmp_path, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [run.wait(timeout=60) for run in runs] == [0, 0]
    assert tree.done() == 60
    assert not tree.others()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_run_in_order(tmp_path, number):
    tree = Tree(tmp_path, 200)
    tree.restore()
    run = subprocess.Popen(
        COMMAND, cwd=tmp_path, start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    while not tree.done():
        time.sleep(0.005)
    # All processes get the signal, as from a terminal.
    os.killpg(run.pid, number)
    _, output = run.communicate(timeout=20)
    assert run.returncode == 128 + number
    assert re.fullmatch(r"Interrupted: \d+ files? rewritten, \d+ strings?, \d+ imports?\n", output)
    assert not tree.torn()
    assert not tree.others()
    assert 0 < tree.done() < len(tree.old)
    assert int(output.split()[1]) == tree.done()
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)
