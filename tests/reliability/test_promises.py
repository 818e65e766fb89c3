"""Each promise is kept in its short run, and broken by the faults planted for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.marks import slow_after

if os.name != "posix":
    pytest.skip("kills processes and fills disks", allow_module_level=True)

from tests.reliability import crashes, modes, scale, writes
from tests.reliability.planted import PLANTED
from tests.reliability.promises import Promise

PROMISES: dict[str, Promise] = {
    **scale.PROMISES,
    **crashes.PROMISES,
    **modes.PROMISES,
    **writes.PROMISES,
}


@pytest.mark.parametrize("name", slow_after(2, PROMISES))
def test_the_promise_is_kept(tmp_path: Path, name: str) -> None:
    kept = PROMISES[name](tmp_path, False)
    assert not kept.broken, kept


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_is_noticed(tmp_path: Path, name: str) -> None:
    assert PLANTED[name](tmp_path).broken
