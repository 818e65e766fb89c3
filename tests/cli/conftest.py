"""Runs the command line as its users do: another process, two pipes and a status."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import IO

import pytest

Run = Callable[..., CompletedProcess[str]]

WRONG = '{"Effect": "Allow", "Action": "ecr:PutImages", "Resource": "*"}\n'


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without what decides about colours and encodings."""
    dropped = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "PYTHONUTF8": "1", **changes}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs ``typed-iam`` with the arguments, in the test's own folder."""

    def _run(
        *arguments: str | Path,
        env: Mapping[str, str] | None = None,
        cwd: Path = tmp_path,
        stdin: IO[bytes] | int = subprocess.DEVNULL,
    ) -> CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "typed_iam_cli", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            cwd=cwd,
            env=environment(**(env or {})),
            stdin=stdin,
            timeout=30,
        )

    return _run
