"""Each promise is kept in its short run, and broken by the faults planted for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.marks import slow_after

if os.name != "posix":
    pytest.skip("kills processes and fills disks", allow_module_level=True)

from tests.reliability import crashes, modes, scale, writes
from tests.reliability.planted import PLANTED

ROOT = Path(__file__).parents[2]
MODULE_OF = {
    name: module.__name__ for module in (scale, crashes, modes, writes) for name in module.PROMISES
}


def done(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A run in a process of its own: what it leaves in memory would count in other tests."""
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=900
    )


@pytest.mark.parametrize("name", slow_after(2, MODULE_OF))
def test_the_promise_is_kept(name: str) -> None:
    run = done(MODULE_OF[name], name)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_is_noticed(name: str) -> None:
    run = done("tests.reliability.planted", name)
    assert run.returncode == 0, run.stdout + run.stderr
