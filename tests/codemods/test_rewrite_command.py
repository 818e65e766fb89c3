"""``typed-iam rewrite`` and ``libcst.tool``, run from the command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.command_line import decoded, invoke
from typed_iam_codemods.rewriting.enum_references import plan
from typed_iam_codemods.rewriting.plans import rewritten

MODULE = """\
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}],
}
"""
DONE = "from typed_iam.actions.ecr import Ecr\n" + MODULE.replace(
    '"ecr:BatchGetImage"', "Ecr.BatchGetImage"
)
COMMAND = "typed_iam_codemods.use_enums.UseEnumsCommand"


def run(folder: Path, *arguments: str) -> CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def rewrite(folder: Path, *arguments: str) -> CompletedProcess[str]:
    return decoded(invoke("rewrite", *arguments, cwd=folder))


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "policies.py"
    path.write_text(MODULE)
    return path


def test_only_the_string_changes_and_one_import_is_added(module, tmp_path):
    result = rewrite(tmp_path, "policies.py")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "1 file rewritten, 1 string, 1 import\n"
    assert module.read_text() == DONE


def test_a_second_run_changes_nothing(module, tmp_path):
    rewrite(tmp_path, ".")
    status = module.stat()
    result = rewrite(tmp_path, ".")
    assert (result.returncode, result.stderr) == (0, "0 files rewritten\n")
    assert module.stat().st_ino == status.st_ino
    assert rewrite(tmp_path, "--check", ".").returncode == 0


def test_check_sets_the_exit_status_and_writes_nothing(module, tmp_path):
    result = rewrite(tmp_path, "--check", ".")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "1 file would be rewritten, 1 string, 1 import\n"
    assert module.read_text() == MODULE


def test_diff_prints_a_patch_and_writes_nothing(module, tmp_path):
    result = rewrite(tmp_path, "--diff", ".")
    assert result.returncode == 0
    assert result.stdout == (
        "--- policies.py\n+++ policies.py\n@@ -1,4 +1,5 @@\n"
        "+from typed_iam.actions.ecr import Ecr\n"
        " POLICY = {\n"
        '     "Version": "2012-10-17",\n'
        '-    "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}],\n'
        '+    "Statement": [{"Effect": "Allow", "Action": Ecr.BatchGetImage, "Resource": "*"}],\n'
        " }\n"
    )
    assert module.read_text() == MODULE
    assert rewrite(tmp_path, "--diff", "--check", ".").returncode == 1


def test_a_diff_marks_a_last_line_without_an_end(tmp_path):
    (tmp_path / "a.py").write_bytes(b'P = {"Effect": "Allow", "Action": "ecr:PutImage"}')
    lines = rewrite(tmp_path, "--diff", "a.py").stdout.splitlines()
    assert lines[3:] == [
        '-P = {"Effect": "Allow", "Action": "ecr:PutImage"}',
        "\\ No newline at end of file",
        "+from typed_iam.actions.ecr import Ecr",
        '+P = {"Effect": "Allow", "Action": Ecr.PutImage}',
        "\\ No newline at end of file",
    ]


def test_one_bad_file_does_not_stop_the_others(module, tmp_path):
    (tmp_path / "broken.py").write_text(MODULE + "def\n")
    (tmp_path / "latin.py").write_bytes(MODULE.encode() + b"# \xe9\n")
    (tmp_path / "large.py").write_bytes(b"#" * 5_000_000)
    (tmp_path / "empty.py").write_bytes(b"")
    os.mkfifo(tmp_path / "fifo.py")
    named = ["broken.py", "latin.py", "large.py", "empty.py", "fifo.py", "missing", "policies.py"]
    result = rewrite(tmp_path, *named)
    assert result.returncode == 2
    lines = result.stderr.splitlines()
    for name, part in {
        "broken.py": "line 5: not Python",
        "latin.py": "line 5: not valid utf-8",
        "large.py": "5,000,000 bytes are over the limit",
        "empty.py": "empty",
        "fifo.py": "not a regular file",
        "missing": "no such file or directory",
    }.items():
        assert sum(line.startswith(f"{name}: ") and part in line for line in lines) == 1, name
    assert lines[-1] == "1 file rewritten, 1 string, 1 import; 4 skipped"
    assert len(lines) == len(named)
    assert module.read_text() == DONE


def test_a_bad_file_sets_the_exit_status_and_a_file_left_alone_does_not(tmp_path):
    (tmp_path / "broken.py").write_text(MODULE + "def\n")
    (tmp_path / "linked.py").write_text(MODULE)
    os.link(tmp_path / "linked.py", tmp_path / "link.py")
    assert rewrite(tmp_path, ".").returncode == 2
    assert rewrite(tmp_path, "--check", ".").returncode == 2
    assert rewrite(tmp_path, "linked.py").returncode == 0


def test_an_empty_path_is_rejected(module, tmp_path):
    result = rewrite(tmp_path, "")
    assert result.returncode == 2
    assert "an empty path; check the variables of the shell" in result.stderr
    assert module.read_text() == MODULE


def test_a_file_left_alone_has_a_reason(tmp_path):
    (tmp_path / "a.py").write_text(f"import awacs\n{MODULE}")
    result = rewrite(tmp_path, "--check", ".")
    assert result.returncode == 0
    assert result.stderr.splitlines() == [
        "a.py: left alone: awacs takes its own Action objects only",
        "0 files would be rewritten; 1 skipped",
    ]


def test_the_configuration_is_used(module, tmp_path):
    config = tmp_path / "pyproject.toml"
    config.write_text('[tool.typed-iam]\nexclude = ["policies.py"]\n')
    assert rewrite(tmp_path, "--check", ".").returncode == 0
    config.write_text("[tool.typed-iam]\nmax-file-size = 10\n")
    assert "over the limit of 10" in rewrite(tmp_path, ".").stderr
    config.write_text("[tool.typed-iam]\nexlude = []\n")
    result = rewrite(tmp_path, ".")
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert "exlude" in result.stderr
    assert module.read_text() == MODULE


def test_paths_are_required(tmp_path):
    assert rewrite(tmp_path).returncode == 2


def test_a_module_means_the_same_afterwards(module, tmp_path):
    def value() -> object:
        code = "import json, policies; print(json.dumps(policies.POLICY))"
        result = subprocess.check_output([sys.executable, "-c", code], cwd=tmp_path)
        return json.loads(result)

    before = value()
    rewrite(tmp_path, ".")
    assert module.read_text() == DONE
    assert value() == before


def test_a_patch_of_any_bytes_applies(tmp_path):
    if shutil.which("patch") is None:
        pytest.skip("needs patch")
    policy = b'P = {"Effect": "Allow", "Action": "ecr:PutImage"}'
    folder = tmp_path / "a folder"
    folder.mkdir()
    contents = {
        "unix.py": policy + b"\n",
        "windows.py": policy + b"\r\nx = 1\r\n",
        "mac.py": policy + b"\rx = 1\r",
        "endless.py": policy,
        "latin.py": b"# coding: latin-1\n# \xe9\n" + policy + b"\n",
        "feed.py": b"x = 1\n\x0c\n" + policy + b"\n# \x0b\n",
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    made = subprocess.run(
        [sys.executable, "-m", "typed_iam_cli", "rewrite", "--diff", str(folder)],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
    )
    subprocess.run(
        ["patch", "--binary", "-p0"], input=made.stdout, cwd=tmp_path, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    for name, data in contents.items():
        assert (folder / name).read_bytes() == rewritten(data, plan).data, name
    assert rewrite(tmp_path, ".").stderr == "0 files rewritten\n"


def test_json_is_one_object_of_files_and_a_summary(module, tmp_path):
    (tmp_path / "awacs_user.py").write_text(f"import awacs\n{MODULE}")
    (tmp_path / "other.py").write_text("x = 1\n")
    result = rewrite(tmp_path, "--output-format", "json", ".")
    assert (result.returncode, result.stderr) == (0, "")
    reason = "left alone: awacs takes its own Action objects only"
    assert json.loads(result.stdout) == {
        "files": [
            {
                "path": "awacs_user.py",
                "changed": False,
                "strings": 0,
                "imports": 0,
                "reason": reason,
                "failed": False,
            },
            {
                "path": "policies.py",
                "changed": True,
                "strings": 1,
                "imports": 1,
                "reason": None,
                "failed": False,
            },
        ],
        "summary": {
            "files": 3,
            "changed": 1,
            "strings": 1,
            "imports": 1,
            "skipped": {reason: 1},
            "failed": 0,
            "written": True,
            "interrupted": False,
        },
    }
    assert module.read_text() == DONE


def test_json_has_the_diff_on_request(module, tmp_path):
    shown = rewrite(tmp_path, "--diff", ".").stdout
    result = rewrite(tmp_path, "--diff", "--check", "--output-format", "json", ".")
    assert result.returncode == 1
    output = json.loads(result.stdout)
    assert output["files"][0]["diff"] == shown
    assert output["summary"]["written"] is False
    assert module.read_text() == MODULE


def test_reasons_that_repeat_are_counted(tmp_path):
    for number in range(3):
        (tmp_path / f"awacs_{number}.py").write_text(f"import awacs\n{MODULE}")
        (tmp_path / f"broken_{number}.py").write_text("\n" * number + MODULE + "def\n")
    os.link(tmp_path / "awacs_0.py", tmp_path / "awacs_3.py")
    lines = rewrite(tmp_path, ".").stderr.splitlines()
    assert len(lines) == 10
    assert lines[7] == "0 files rewritten; 7 skipped"
    assert lines[8] == "  4  left alone: awacs takes its own Action objects only"
    assert lines[9].startswith("  3  not Python")


def from_stdin(folder: Path, data: bytes, *arguments: str) -> CompletedProcess[bytes]:
    return invoke("rewrite", *arguments, cwd=folder, stdin=data)


def test_standard_input_is_rewritten_to_standard_output(tmp_path):
    data = MODULE.replace("\n", "\r\n").encode() + b"# \xc3\xa9"
    result = from_stdin(tmp_path, data, "-")
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout == rewritten(data, plan).data != data
    assert list(tmp_path.iterdir()) == []
    assert from_stdin(tmp_path, result.stdout, "-").stdout == result.stdout
    assert from_stdin(tmp_path, b"", "-").stdout == b""


BAD_INPUT = {
    "not Python": MODULE.encode() + b"def\n",
    "not Python and without a policy": b"def\n",
    "not text": b"\xff\xfe\x00",
    "an unknown encoding": b"# coding: klingon\n" + MODULE.encode(),
    "awacs": b"import awacs\n" + MODULE.encode(),
    "too large": b"#" * 4_000_001,
    "much too large": b"#" * 40_000_001,
    "nested too deeply": MODULE.encode() + b"x = " + b"(" * 5000 + b")" * 5000,
}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_standard_input_is_written_unchanged(tmp_path, name):
    data = BAD_INPUT[name]
    result = from_stdin(tmp_path, data, "-", "--stdin-filename", "policies/new.py")
    assert result.returncode == 2
    assert result.stdout == data
    line = result.stderr.decode()
    assert line.startswith("policies/new.py: ")
    assert line.count("\n") == 1


def test_a_wrong_configuration_loses_no_standard_input(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.typed-iam]\nselekt = []\n")
    result = from_stdin(tmp_path, MODULE.encode(), "-")
    assert (result.returncode, result.stdout) == (2, MODULE.encode())
    assert result.stderr.count(b"\n") == 1


def test_standard_input_that_cannot_be_read_is_reported_on_one_line(tmp_path):
    descriptor = os.open(tmp_path / "for_writing", os.O_WRONLY | os.O_CREAT)
    try:
        result = subprocess.run(
            [sys.executable, "-m", "typed_iam_cli", "rewrite", "-"],
            stdin=descriptor, capture_output=True, timeout=60,
        )  # fmt: skip
    finally:
        os.close(descriptor)
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.splitlines() == [b"<stdin>: bad file descriptor"]


def test_the_name_of_the_file_on_standard_input_is_used(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.typed-iam]\nexclude = ["fakes"]\n')
    data = MODULE.encode()
    for name in ("fakes/a.py", "a.pyi"):
        result = from_stdin(tmp_path, data, "-", "--stdin-filename", name)
        assert (result.returncode, result.stdout, result.stderr) == (0, data, b"")


def test_check_and_diff_read_standard_input_too(tmp_path):
    data = MODULE.encode()
    result = from_stdin(tmp_path, data, "--check", "-")
    assert (result.returncode, result.stdout) == (1, b"")
    result = from_stdin(tmp_path, data, "--diff", "-", "--stdin-filename", "a.py")
    assert result.returncode == 0
    assert result.stdout.startswith(b"--- a.py\n+++ a.py\n@@ ")
    assert from_stdin(tmp_path, DONE.encode(), "--check", "-").returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("-", "other.py"),
        ("--stdin-filename", "a.py", "other.py"),
        ("-", "--output-format", "json"),
        ("--jobs", "0", "."),
        ("--timeout", "0", "."),
        ("--timeout", "nan", "."),
        ("--output-format", "xml", "."),
        (),
    ],
)
def test_contradictory_options_are_rejected(module, tmp_path, arguments):
    result = rewrite(tmp_path, *arguments)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert result.stderr
    assert module.read_text() == MODULE


def test_a_file_that_takes_too_long_is_left_alone(module, tmp_path):
    (tmp_path / "long.py").write_text(MODULE * 5000)
    result = rewrite(tmp_path, "--timeout", "0.01", "long.py")
    assert result.stderr.splitlines()[0] == "long.py: left alone: took longer than 0.01 seconds"
    assert (tmp_path / "long.py").read_text() == MODULE * 5000


def test_help_says_what_the_exit_status_means(tmp_path):
    output = rewrite(tmp_path, "--help").stdout
    for part in ("Exit status:\n  0 ", "1    --check", "130  interrupted", "--jobs", "--timeout"):
        assert part in output


def on_terminal(folder: Path, *arguments: str) -> tuple[str, bytes]:
    """The output of a run on a terminal, and on stdout, which is not one."""
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with subprocess.Popen(
        [sys.executable, "-m", "typed_iam_cli", "rewrite", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=follower if "--diff" in arguments else subprocess.PIPE,
        stderr=follower,
        env={**environment, "TERM": "xterm", "COLUMNS": "80"},
    ) as process:
        os.close(follower)
        output = b""
        with suppress(OSError):  # on Linux, as no process is left to write
            while part := os.read(leader, 4096):
                output += part
        out = process.stdout.read() if process.stdout else b""
    os.close(leader)
    return output.decode(), out


def test_a_diff_has_colors_on_a_terminal(module, tmp_path):
    output, _ = on_terminal(tmp_path, "--diff", ".")
    assert "\x1b[32m+from typed_iam.actions.ecr import Ecr\x1b[0m\r\n" in output
    assert "1 file would be rewritten" in output


@pytest.mark.slow
def test_a_long_run_shows_its_progress_on_a_terminal(tmp_path):
    # Each costs the parser seconds of work.
    (tmp_path / "a.py").write_text(MODULE + "x = 0\n")
    (tmp_path / "b.py").write_text(MODULE + "y = [\n" + "1,\n" * 900_000 + "]\n")
    output, out = on_terminal(tmp_path, "--check", ".")
    assert out == b""
    assert "Editing " in output
    assert "/2 files" in output
    assert output.endswith("\r\n")


@pytest.mark.slow
def test_libcst_tool_makes_the_same_edits_without_a_formatter(module, tmp_path):
    (tmp_path / "ugly.py").write_text("x   =  1\n" + MODULE)
    (tmp_path / "awacs_user.py").write_text(f"import awacs\n{MODULE}")
    arguments = ("libcst.tool", "codemod", "-x", COMMAND, "-j", "1", ".")
    result = run(tmp_path, *arguments)
    assert result.returncode == 0, result.stderr
    assert "Transformed 3 files successfully" in result.stderr
    assert "WARNING: left alone: awacs" in result.stderr
    assert module.read_text() == DONE
    assert (
        (tmp_path / "ugly.py")
        .read_text()
        .startswith("from typed_iam.actions.ecr import Ecr\nx   =  1\n")
    )
    assert run(tmp_path, *arguments).returncode == 0
    assert module.read_text() == DONE
