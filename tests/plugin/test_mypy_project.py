"""The helper that runs mypy tells a busy machine from a failure of the plugin."""

from __future__ import annotations

import subprocess
from subprocess import CompletedProcess

import pytest

from tests.plugin.mypy_project import Project

LATE = "Failed to establish connection with worker: No status file found\n"
REFUSED = "Failed to establish connection with worker: [Errno 111] Connection refused\n"


@pytest.mark.parametrize(
    ("outputs", "last"),
    [
        pytest.param([LATE, LATE, "fine\n"], "fine\n", id="late"),
        pytest.param([REFUSED, "fine\n"], REFUSED, id="a worker that died"),
        pytest.param([LATE] * 5 + ["fine\n"], LATE, id="always late"),
    ],
)
def test_mypy_runs_again_only_if_a_worker_was_late(
    project: Project, monkeypatch: pytest.MonkeyPatch, outputs: list[str], last: str
) -> None:
    left = iter(outputs)
    monkeypatch.setattr(
        subprocess, "run", lambda *_, **__: CompletedProcess([], 1, next(left), "Traceback\n")
    )
    assert project.parallel().stdout == last
