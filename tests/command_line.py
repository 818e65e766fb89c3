"""Run ``typed-iam`` in this process, or in another one where the interpreter is under test."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO, TextIOWrapper
from pathlib import Path
from subprocess import CompletedProcess
from unittest import mock

from typed_iam_cli import main

# Variables that decide about colors, widths and encodings.
_DROPPED = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "PYTHONIOENCODING")


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without the variables that decide about output."""
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    return {**kept, "PYTHONUTF8": "1", **changes}


def invoke(
    *arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None, stdin: bytes = b""
) -> CompletedProcess[bytes]:
    """Call the entry point of ``typed-iam`` with its own streams, folder and environment.

    Starting an interpreter costs a third of a second, and most tests are not about that.  An
    exception that would end the process with a traceback is raised.
    """
    out, err = BytesIO(), BytesIO()
    with (
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, environment(**(env or {})), clear=True),
        mock.patch.multiple(
            sys,
            argv=["typed-iam", *map(str, arguments)],
            stdin=TextIOWrapper(BytesIO(stdin), "utf-8"),
            stdout=(stdout := TextIOWrapper(out, "utf-8")),
            stderr=(stderr := TextIOWrapper(err, "utf-8", errors="backslashreplace")),
        ),
    ):
        try:
            main()
            status: object = 0
        except SystemExit as stop:
            status = stop.code
        stdout.flush()
        stderr.flush()
        assert isinstance(status, int), status
        return CompletedProcess(sys.argv, status, out.getvalue(), err.getvalue())


def spawn(
    *arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None, stdin: bytes = b""
) -> CompletedProcess[bytes]:
    """Run ``typed-iam`` as its users do: in another process, between pipes."""
    return subprocess.run(
        [sys.executable, "-m", "typed_iam_cli", *map(str, arguments)],
        capture_output=True,
        cwd=cwd,
        env=environment(**(env or {})),
        input=stdin,
        timeout=60,
    )


def decoded(done: CompletedProcess[bytes]) -> CompletedProcess[str]:
    """The same outcome with its output as text."""
    streams = [stream.decode("utf-8") for stream in (done.stdout, done.stderr)]
    return CompletedProcess(done.args, done.returncode, *streams)
