"""``typed-iam rewrite`` and ``libcst.tool``, run as their users run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest

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
    return run(folder, "typed_iam_cli", "rewrite", *arguments)


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "policies.py"
    path.write_text(MODULE)
    return path


def test_only_the_string_changes_and_one_import_comes(module, tmp_path):
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


def test_check_tells_by_its_status_and_writes_nothing(module, tmp_path):
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


def test_a_diff_says_where_the_last_line_has_no_end(tmp_path):
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


def test_bad_files_alone_are_no_failure(tmp_path):
    (tmp_path / "broken.py").write_text(MODULE + "def\n")
    assert rewrite(tmp_path, ".").returncode == 0


def test_a_file_left_alone_has_a_reason(tmp_path):
    (tmp_path / "a.py").write_text(f"import awacs\n{MODULE}")
    result = rewrite(tmp_path, "--check", ".")
    assert result.returncode == 0
    assert result.stderr.splitlines() == [
        "a.py: left alone: awacs takes its own Action objects only",
        "0 files would be rewritten; 1 skipped",
    ]


def test_the_configuration_counts(module, tmp_path):
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
