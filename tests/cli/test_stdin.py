"""``typed-iam check -``: the source comes from standard input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Protocol

import pytest

from tests.cli.conftest import WRONG, Run, environment


class Feed(Protocol):
    """Run ``typed-iam check -`` on bytes."""

    def __call__(
        self, data: bytes, *arguments: str | Path, cwd: Path | None = None
    ) -> CompletedProcess[str]: ...


@pytest.fixture
def feed(run: Run, tmp_path: Path) -> Feed:
    def _feed(
        data: bytes, *arguments: str | Path, cwd: Path | None = None
    ) -> CompletedProcess[str]:
        return run("check", "-", *arguments, stdin=data, cwd=cwd or tmp_path)

    return _feed


def test_findings_are_those_of_a_file(feed: Feed, run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(WRONG)
    from_file, from_stdin = run("check", "a.py"), feed(WRONG.encode(), "--stdin-filename", "a.py")
    assert from_stdin.returncode == 1
    assert (from_stdin.stdout, from_stdin.stderr) == (from_file.stdout, from_file.stderr)


def test_without_a_name_it_is_called_stdin(feed: Feed) -> None:
    assert feed(WRONG.encode()).stdout.startswith("<stdin>:1:31: error: ")


@pytest.mark.parametrize("output", ["json", "sarif", "github", "junit"])
def test_other_formats_take_it_too(feed: Feed, output: str) -> None:
    done = feed(WRONG.encode(), "--stdin-filename", "new/a.py", "--output-format", output)
    assert done.returncode == 1
    assert "new/a.py" in done.stdout


@pytest.mark.parametrize(
    ("data", "line"),
    [
        pytest.param(b"x = 1\r\n" + WRONG.encode().replace(b"\n", b"\r\n"), 2, id="CRLF"),
        pytest.param(b"x = 1\r" + WRONG.encode().replace(b"\n", b"\r"), 2, id="CR"),
        pytest.param(WRONG.encode("utf-8-sig"), 1, id="BOM"),
        pytest.param(b"# coding: latin-1\n'\xe9'\n" + WRONG.encode(), 3, id="declared encoding"),
        pytest.param(WRONG.rstrip().encode(), 1, id="no newline at the end"),
    ],
)
def test_columns_and_lines_are_right(feed: Feed, data: bytes, line: int) -> None:
    (finding,) = json.loads(feed(data, "--output-format", "json").stdout)
    assert (finding["line"], finding["column"], finding["end_column"]) == (line, 31, 46)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"# caf\xe9\n" + WRONG.encode(), "line 1: not valid utf-8", id="broken"),
        pytest.param(WRONG.encode("utf-16"), "not valid utf-8", id="UTF-16"),
        pytest.param(WRONG.encode() + b"\0", "not Python", id="NUL"),
        pytest.param(b"def (\n", "line 1: not Python", id="not Python"),
        pytest.param(
            b"#" * 4_000_001, "over the limit of 4,000,000 bytes; raise max-file-size", id="big"
        ),
    ],
)
def test_what_cannot_be_checked_is_one_line_and_status_2(
    feed: Feed, data: bytes, said: str
) -> None:
    done = feed(data, "--stdin-filename", "x.py")
    assert (done.returncode, done.stdout) == (2, "")
    first, *rest = done.stderr.splitlines()
    assert first.startswith("x.py: ")
    assert said in first
    assert rest == ["No files checked"]


def test_empty_input_is_reported_and_changes_no_status(feed: Feed) -> None:
    done = feed(b"")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "<stdin>: empty, nothing to check\nNo findings in 1 file\n"


def test_a_closed_standard_input_is_not_a_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "{sys.executable}" -m typed_iam_cli check - <&-'],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(),
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "<stdin>: standard input is closed\nNo files checked\n"


def test_the_name_decides_on_the_configuration(feed: Feed, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (tmp_path / "one" / "pyproject.toml").write_text(
        '[tool.typed-iam]\nignore = ["iam-unknown-action"]\n'
    )
    data = WRONG.encode()
    assert feed(data, "--stdin-filename", "one/new/deep/a.py").returncode == 0
    assert feed(data, "--stdin-filename", "two/../one/a.py").returncode == 0
    assert feed(data, "--stdin-filename", tmp_path / "one" / "a.py").returncode == 0
    assert feed(data, "--stdin-filename", "two/a.py").returncode == 1
    assert feed(data, cwd=tmp_path / "one").returncode == 0
    named = ("--stdin-filename", "two/a.py", "--config", "one/pyproject.toml")
    assert feed(data, *named).returncode == 0


def test_settings_for_some_files_hold_for_the_name(feed: Feed, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.typed-iam]\nexclude = ["fakes"]\n'
        '[tool.typed-iam.per-file-ignores]\n"tests/*" = ["iam-unknown-action"]\n'
    )
    data = WRONG.encode()
    assert feed(data, "--stdin-filename", "tests/a.py").returncode == 0
    assert feed(data, "--stdin-filename", "src/a.py").returncode == 1
    done = feed(data, "--stdin-filename", "fakes/deep/a.py")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "No files checked\n")
    assert feed(data).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-", "a.py"], "- is standard input; use it without other paths"),
        (["-", "-"], "- is standard input; use it without other paths"),
        (["--stdin-filename", "a.py"], "--stdin-filename a.py needs - as the path"),
        (["a.py", "--stdin-filename", "b.py"], "--stdin-filename b.py needs - as the path"),
    ],
)
def test_a_contradiction_is_one_line_and_status_2(
    run: Run, tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "a.py").write_text(WRONG)
    done = run("check", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"typed-iam: {said}\n")


def test_a_file_of_that_name_has_a_path(run: Run, tmp_path: Path) -> None:
    (tmp_path / "-").write_text(WRONG)
    assert run("check", "./-").stdout.startswith("-:1:31: error: ")
