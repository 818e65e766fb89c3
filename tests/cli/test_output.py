"""Columns, carets, cropping, colors and JSON."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import WRONG, Run, environment
from typed_iam_cli.output.text import excerpt

ACTION = '"ecr:PutImages"'
KEYS = [
    "path", "line", "column", "end_line", "end_column", "code", "severity", "message", "suggestions",
]  # fmt: skip


def test_json_of_no_findings_is_an_empty_list(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("pass\n")
    (tmp_path / "b.py").write_text("\xe9", "latin-1")
    done = run("check", "--output-format", "json")
    assert json.loads(done.stdout) == []
    assert done.stderr.splitlines() == [
        "b.py: line 1: not valid utf-8; save it in that encoding or declare another one in its first line"
    ]
    assert json.loads(run("check", "--output-format", "json", "gone").stdout) == []


def test_json_has_the_documented_keys(run: Run, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text(WRONG)
    done = run("check", "--output-format", "json", "src/a.py")
    assert done.stderr == ""
    (finding,) = json.loads(done.stdout)
    assert list(finding) == KEYS
    message = finding.pop("message")
    assert message.startswith('Unknown action "ecr:PutImages"')
    assert finding == {
        "path": "src/a.py",
        "line": 1,
        "column": 31,
        "end_line": 1,
        "end_column": 46,
        "code": "iam-unknown-action",
        "severity": "error",
        "suggestions": ["ecr:PutImage"],
    }


POLICY = '{{"Sid": {sid}, "Effect": "Allow", "Action":{blank}"ecr:PutImages"}}'


@pytest.mark.parametrize(
    ("data", "line"),
    [
        pytest.param(POLICY.format(sid='"日本"', blank=" ").encode(), 1, id="two bytes and more"),
        pytest.param(POLICY.format(sid='"𐍈👩‍🚀"', blank=" ").encode(), 1, id="beyond the BMP"),
        pytest.param(POLICY.format(sid='"s"', blank="\t").encode(), 1, id="tab"),
        pytest.param(POLICY.format(sid='"é"', blank=" ").encode("utf-8-sig"), 1, id="BOM"),
        pytest.param(
            b"x = 1\r\n" + POLICY.format(sid='"é"', blank=" ").encode() + b"\r\n", 2, id="CRLF"
        ),
        pytest.param(b"x = 1\r" + POLICY.format(sid='"é"', blank=" ").encode() + b"\r", 2, id="CR"),
        pytest.param(
            b"# coding: latin-1\n" + POLICY.format(sid='"é"', blank=" ").encode("latin-1"),
            2,
            id="latin-1",
        ),
        pytest.param(
            b"x = '\xe2\x80\xa8'\n\x0c" + POLICY.format(sid='"é"', blank=" ").encode(),
            2,
            id="line separator and form feed",
        ),
    ],
)
def test_columns_count_characters(run: Run, tmp_path: Path, data: bytes, line: int) -> None:
    (tmp_path / "a.py").write_bytes(data)
    (finding,) = json.loads(run("check", "--output-format", "json").stdout)
    encoding = "latin-1" if b"latin-1" in data else "utf-8-sig"
    text = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n").split("\n")[line - 1]
    column = text.index(ACTION) + 1
    assert (finding["line"], finding["column"]) == (line, column)
    assert (finding["end_line"], finding["end_column"]) == (line, column + len(ACTION))
    # In text output the carets are below the same characters, counted in cells.
    head, _, carets = run("check").stdout.splitlines()
    assert head.startswith(f"a.py:{line}:{column}: error: ")
    assert carets.strip() == "^" * len(ACTION)


def test_a_span_of_several_lines_is_underlined_to_the_end_of_the_first(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text('{"Effect": "Allow", "Action": ("ecr:"\n  "PutImages")}\n')
    _, source, carets = run("check").stdout.splitlines()
    assert carets == " " * source.index('"ecr:') + "^" * len('"ecr:"')
    (finding,) = json.loads(run("check", "--output-format", "json").stdout)
    assert (finding["end_line"], finding["end_column"]) == (2, 14)


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        ("x = ", 4),
        ("\tx = ", 8),
        ("日本 = ", 7),
        ("e\u0301 = ", 4),
        ("'\x1b[31m' ", 11),
        ("'\u202e' ", 9),
        ("[red]", 5),
        (":smile: ", 8),
    ],
)
def test_carets_are_below_the_span(before: str, shown: int) -> None:
    line = f"{before}{ACTION}, y"
    source, blanks, carets = excerpt(line, len(before), len(before) + len(ACTION), 200)
    assert (blanks, carets) == (" " * shown, "^" * len(ACTION))
    assert source.endswith(f"{ACTION}, y")
    assert source.isprintable()


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("filler", ["x", "日", "\t"])
@pytest.mark.parametrize("lengths", [(0, 999), (999, 0), (500, 500), (10_000_000, 10_000_000)])
def test_long_lines_are_cut_around_the_span(
    width: int, filler: str, lengths: tuple[int, int]
) -> None:
    from rich.cells import cell_len

    before, after = (filler * length for length in lengths)
    start = len(before)
    source, blanks, carets = excerpt(before + ACTION + after, start, start + len(ACTION), width)
    assert cell_len(source) <= width
    at = source.index(ACTION)
    assert len(blanks) == cell_len(source[:at])
    assert len(carets) == len(ACTION)
    assert source.startswith("…") == bool(before)
    assert source.endswith("…") == bool(after)


def test_wide_characters_are_cut_by_cells() -> None:
    from rich.cells import cell_len

    line = f"{'日' * 60}{ACTION}{'日' * 60}"
    source, blanks, _ = excerpt(line, 60, 60 + len(ACTION), 200)
    assert 190 < cell_len(source) <= 200
    assert (source[0], source[-1]) == ("…", "…")
    assert len(blanks) == cell_len(source[: source.index(ACTION)])


def test_a_span_wider_than_the_terminal_is_cut_too() -> None:
    source, _, carets = excerpt(f"x = {'y' * 500}", 4, 504, 60)
    assert len(source) <= 60
    assert len(carets) <= 60


def test_output_to_a_pipe_is_plain_and_never_wrapped(run: Run, tmp_path: Path) -> None:
    line = WRONG.rstrip() + "  # [bold]markup[/bold] :smile: " + "x" * 60
    (tmp_path / "a.py").write_text(line + "\n")
    for env in ({}, {"COLUMNS": "40"}, {"TERM": "xterm-256color"}):
        done = run("check", env=env)
        assert "\x1b" not in done.stdout + done.stderr
        assert len(done.stdout.splitlines()) == 3
        assert done.stdout.splitlines()[1] == line


def test_color_on_demand(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(WRONG)
    assert "\x1b[" in run("check", "--color", "always", env={"NO_COLOR": "1"}).stdout
    assert "\x1b[" in run("check", env={"FORCE_COLOR": "1", "TERM": "xterm"}).stdout
    assert "\x1b[" not in run("check", "--color", "never", env={"FORCE_COLOR": "1"}).stdout


@pytest.mark.parametrize(("env", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_color_on_a_terminal(tmp_path: Path, env: dict[str, str], colored: bool) -> None:
    (tmp_path / "a.py").write_text(WRONG)
    ours, theirs = pty.openpty()
    try:
        subprocess.run(
            [sys.executable, "-m", "typed_iam_cli", "check"],
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            cwd=tmp_path,
            env=environment(TERM="xterm", COLUMNS="100", **env),
            timeout=60,
        )
        shown = os.read(ours, 65536).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert "ecr:PutImages" in shown
    assert ("\x1b[31m" in shown) is colored
