"""Run the real mypy, in each of the ways people run it, on a project of a test's own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import IO, NamedTuple

import pytest
from mypy.version import __version__

from tests.marks import slow_after

VERSION = tuple(int(part) for part in __version__.split(".")[:2])
# Ways of running mypy: methods of Project.  Most tests need all of them in the whole run only.
ALL_MODES = [
    "cold",
    "warm",
    pytest.param(
        "parallel", marks=pytest.mark.skipif(VERSION < (2, 0), reason="mypy has -n from 2.0 on")
    ),
    "daemon",
]
MODES = slow_after(1, ALL_MODES)
# Options for each of mypy's parsers, and for the one that a version prefers.
_HAS_PARSERS = pytest.mark.skipif(VERSION < (2, 0), reason="mypy has two parsers from 2.0 on")
PARSERS = slow_after(
    1,
    [
        pytest.param([], id="default"),
        pytest.param(["--native-parser"], id="native", marks=_HAS_PARSERS),
        pytest.param(["--no-native-parser"], id="not-native", marks=_HAS_PARSERS),
    ],
)
PYPROJECT = """
[tool.mypy]
plugins = ["typed_iam_mypy"]
show_column_numbers = true
show_error_end = true
warn_unused_ignores = true
"""
_LINE = re.compile(r"(.+?):(\d+)(?::(\d+):(\d+):(\d+))?: (error|note): (.*?)(?:  \[([\w-]+)\])?$")
# A worker writes that file before it loads plugins, so a failure of ours never looks like this: the
# machine was too busy to start the worker within the three seconds that mypy waits.
_WORKER_WAS_LATE = "Failed to establish connection with worker: No status file found"
_ATTEMPTS = 5


class Message(NamedTuple):
    path: str
    line: int
    column: int
    code: str | None
    text: str


class Outcome(NamedTuple):
    status: int
    messages: list[Message]
    stdout: str
    stderr: str

    @property
    def ours(self) -> list[tuple[str, int, int, str]]:
        """Path, line, column and code of the plugin's own errors, sorted."""
        return sorted(m[:4] for m in self.messages if m.code and m.code.startswith("iam-"))  # type: ignore[misc]


class Project:
    """A folder to run mypy in; each way of running it is a method."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("pyproject.toml", PYPROJECT)

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def mypy(
        self,
        *options: str,
        module: str = "mypy",
        stdin: IO[str] | None = None,
        timeout: float = 300,
    ) -> Outcome:
        for _ in range(_ATTEMPTS):
            done = subprocess.run(
                [sys.executable, "-m", module, *options],
                cwd=self.root,
                stdin=stdin,
                capture_output=True,
                text=True,
                timeout=timeout,
            )
            if _WORKER_WAS_LATE not in done.stdout:
                break
        matches = filter(None, map(_LINE.match, done.stdout.splitlines()))
        messages = [
            Message(m[1].replace("\\", "/"), int(m[2]), int(m[3] or 0), m[8], m[7]) for m in matches
        ]
        return Outcome(done.returncode, messages, done.stdout, done.stderr)

    def cold(self, *options: str) -> Outcome:
        return self.mypy("--no-incremental", *options, ".")

    def warm(self, *options: str) -> Outcome:
        return self.mypy(*options, ".")

    def parallel(self, *options: str) -> Outcome:
        return self.mypy("-n", "2", *options, ".")

    def daemon(self, *options: str) -> Outcome:
        return self.mypy("run", "--", *options, ".", module="mypy.dmypy")
