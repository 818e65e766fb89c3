"""Fixtures that run the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.command_line import decoded, environment, invoke, spawn

__all__ = ["WRONG", "Run", "environment"]

Run = Callable[..., CompletedProcess[str]]

WRONG = '{"Effect": "Allow", "Action": "ecr:PutImages", "Resource": "*"}\n'


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run ``typed-iam`` with the arguments, in the test's own folder."""

    def _run(
        *arguments: str | Path,
        env: Mapping[str, str] | None = None,
        cwd: Path = tmp_path,
        stdin: bytes = b"",
    ) -> CompletedProcess[str]:
        # Only an interpreter that starts reads PYTHONUTF8 and its like.
        way = spawn if any(name.startswith("PYTHON") for name in env or {}) else invoke
        return decoded(way(*arguments, cwd=cwd, env=env, stdin=stdin))

    return _run


@pytest.fixture
def run_process(tmp_path: Path) -> Run:
    """The same in a process of its own, which a timeout can end."""
    return lambda *arguments: decoded(spawn(*arguments, cwd=tmp_path))
