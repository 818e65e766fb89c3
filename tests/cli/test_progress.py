"""The progress bar on stderr: on terminals only, for long runs, and never within other output."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.conftest import WRONG, environment
from tests.marks import slow_after

# Sleeping makes the run slow, however fast a check is.
SCRIPT = """
import time
from typed_iam_cli import main
from typed_iam_cli.commands import check
from typed_iam_cli.output import progress

judge = check.judge
def slow(*arguments, **keywords):
    time.sleep({seconds})
    return judge(*arguments, **keywords)

check.judge = slow
progress._DELAY = {delay}
main()
"""
BAR = re.compile(r"Checking .*\d+/6 files")
CONTROL = re.compile(r"(\x1b\[[?\d;]*[A-Za-z]|\r|\n)")


class Pace(NamedTuple):
    """Seconds that each of six files takes, and seconds until the bar appears."""

    seconds: float
    delay: float

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-c", SCRIPT.format(**self._asdict()), "check"]


LONG = Pace(seconds=0.06, delay=0.1)


class Terminal:
    """A terminal that a thread reads from, because it buffers only a few kilobytes."""

    def __init__(self) -> None:
        self._ours, self.theirs = pty.openpty()
        self._chunks: list[bytes] = []
        self._written = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            while chunk := os.read(self._ours, 65536):
                self._chunks.append(chunk)
                self._written.set()
        except OSError:
            pass  # how Linux says that the other end is closed

    def wait(self) -> None:
        """Wait for the first output."""
        assert self._written.wait(60)

    def close(self) -> str:
        """Close it and return its output."""
        os.close(self.theirs)
        self._thread.join(60)
        os.close(self._ours)
        return b"".join(self._chunks).decode()


def screen(output: str) -> list[str]:
    """The lines visible after an output, on a terminal of any height."""
    lines = [""]
    row = column = 0
    for part in CONTROL.split(output):
        if part == "\r":
            column = 0
        elif part == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif part == "\x1b[2K":
            lines[row] = ""
        elif part.startswith("\x1b[") and part.endswith("A"):
            row -= int(part[2:-1])
        elif not part.startswith("\x1b["):
            lines[row] = lines[row][:column].ljust(column) + part + lines[row][column + len(part) :]
            column += len(part)
    return [line for line in lines if line]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(6):
        (tmp_path / f"{number}.py").write_text(WRONG)
    (tmp_path / "3.py").write_text("def (\n")
    (tmp_path / "4.py").write_text("")
    return tmp_path


def on_terminal(folder: Path, pace: Pace, *arguments: str, **env: str) -> str:
    """The output of a run whose stdout and stderr are one terminal."""
    terminal = Terminal()
    subprocess.run(
        [*pace.command, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=terminal.theirs,
        stderr=terminal.theirs,
        cwd=folder,
        env=environment(**{"TERM": "xterm", "COLUMNS": "100", **env}),
        timeout=60,
    )
    return terminal.close()


def in_pipe(folder: Path, pace: Pace, *arguments: str, **env: str) -> str:
    done = subprocess.run(
        [*pace.command, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env=environment(**{"TERM": "xterm", "COLUMNS": "100", **env}),
        timeout=60,
    )
    return done.stdout


@pytest.mark.parametrize(
    "pace", [LONG, pytest.param(Pace(0.24, delay=1.0), marks=pytest.mark.slow)]
)
def test_a_long_run_shows_how_far_it_is(folder: Path, pace: Pace) -> None:
    assert BAR.search(on_terminal(folder, pace))


def test_a_second_is_not_long(folder: Path) -> None:
    assert "Checking" not in on_terminal(folder, Pace(seconds=0.05, delay=1.0))


@pytest.mark.parametrize("arguments", [(), tuple(f"{number}.py" for number in range(6))])
def test_nothing_of_it_is_left_and_no_line_is_torn(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    shown = on_terminal(folder, LONG, *arguments)
    assert BAR.search(shown)
    assert screen(shown) == in_pipe(folder, LONG, *arguments).splitlines()


@pytest.mark.parametrize("output", slow_after(1, ["json", "sarif", "github", "junit"]))
def test_other_formats_are_as_safe(folder: Path, output: str) -> None:
    shown = on_terminal(folder, LONG, "--output-format", output)
    assert BAR.search(shown)
    assert screen(shown) == in_pipe(folder, LONG, "--output-format", output).splitlines()


def test_the_emulation_sees_a_torn_line() -> None:
    assert screen("Checking 1/6\ra.py:1:1\r\n\r\x1b[2KChecking 2/6") == [
        "a.py:1:1 1/6",
        "Checking 2/6",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("env", [{}, {"FORCE_COLOR": "1"}, {"TTY_COMPATIBLE": "1"}])
def test_a_pipe_never_gets_it(folder: Path, env: dict[str, str]) -> None:
    assert "Checking" not in in_pipe(folder, LONG, **env)


def test_a_terminal_that_cannot_go_back_does_not_get_it(folder: Path) -> None:
    assert "Checking" not in on_terminal(folder, LONG, TERM="dumb")


@pytest.mark.slow
@pytest.mark.parametrize("columns", ["10", "24", "30"])
def test_it_fits_its_line_or_is_not_there(folder: Path, columns: str) -> None:
    shown = CONTROL.sub("\n", on_terminal(folder, LONG, COLUMNS=columns)).splitlines()
    bars = [line for line in shown if "Checking" in line]
    assert all(len(line) <= int(columns) for line in bars)
    assert bool(bars) == (columns != "10")


def test_it_goes_to_stderr_only(folder: Path) -> None:
    terminal = Terminal()
    done = subprocess.run(
        LONG.command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=terminal.theirs,
        text=True,
        cwd=folder,
        env=environment(TERM="xterm", COLUMNS="100"),
        timeout=60,
    )
    assert BAR.search(terminal.close())
    assert done.stdout.count("\n") == 4 * 3
    assert "\x1b" not in done.stdout


def test_an_interrupted_run_leaves_the_terminal_as_it_was(folder: Path) -> None:
    terminal = Terminal()
    process = subprocess.Popen(
        # Nothing is printed before the bar.
        [*Pace(seconds=0.3, delay=0.1).command, "--select", "iam-action-case"],
        stdin=subprocess.DEVNULL,
        stdout=terminal.theirs,
        stderr=terminal.theirs,
        cwd=folder,
        env=environment(TERM="xterm", COLUMNS="100"),
    )
    terminal.wait()
    process.send_signal(signal.SIGINT)
    process.wait(60)
    output = terminal.close()
    assert BAR.search(output)
    assert "\x1b[?" not in output
    assert [line.lstrip("^C") for line in screen(output)] == ["typed-iam: interrupted"]
