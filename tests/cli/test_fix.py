"""``typed-iam fix``: options, output, exit status and files."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.conftest import Run
from typed_iam_codemods.rewriting.action_fixes import FIXABLE

MODULE = """\
POLICY = {
    "Effect": "Allow",
    "Action": [
        "ECR:putimage",
        "ecr:PutImage",
        "s3:ListObjects",
        "ecr:Fooo",
    ],
    "Resource": "*",
}
"""
SAFE = MODULE.replace('"ECR:putimage"', '"ecr:PutImage"').replace(
    '        "ecr:PutImage",\n', "", 1
)
UNSAFE = SAFE.replace("s3:ListObjects", "s3:ListBucket")
SAFE_LINES = [
    'a.py:4:9: "ECR:putimage" -> "ecr:PutImage" (safe: IAM ignores case)',
    'a.py:5:9: "ecr:PutImage" removed (safe: listed twice)',
]
UNSAFE_LINES = [
    'a.py:6:9: "s3:ListObjects" -> "s3:ListBucket"'
    " (unsafe: an API operation, authorized by that action)",
    'a.py:7:9: "ecr:Fooo" not fixed: no similar action found',
]
SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_text(MODULE)
    return path


def given(run: Run, *arguments: str) -> tuple[int, list[str], list[str]]:
    result = run("fix", *arguments)
    return result.returncode, result.stdout.splitlines(), result.stderr.splitlines()


def test_safe_fixes_are_made_and_reported_and_the_others_counted(run, module):
    assert given(run, "a.py") == (0, SAFE_LINES, ["1 file fixed, 2 strings; 1 more with --unsafe"])
    assert module.read_text() == SAFE


def test_unsafe_fixes_are_made_if_they_are_wanted(run, module):
    lines = SAFE_LINES + UNSAFE_LINES
    assert given(run, "--unsafe", ".") == (0, lines, ["1 file fixed, 3 strings"])
    assert module.read_text() == UNSAFE


def test_a_second_run_changes_nothing_and_repeats_what_is_left(run, module):
    given(run, "a.py")
    status = module.stat()
    assert given(run, "a.py") == (0, [], ["0 files fixed; 1 more with --unsafe"])
    assert module.stat().st_ino == status.st_ino
    given(run, "--unsafe", "a.py")
    left = UNSAFE_LINES[1].replace(":7:", ":6:")
    assert given(run, "--unsafe", "a.py") == (0, [left], ["0 files fixed"])
    assert given(run, "--unsafe", "--check", "a.py")[0] == 0


def test_check_reports_by_its_status_and_writes_nothing(run, module):
    summary = "1 file would be fixed, 2 strings; 1 more with --unsafe"
    assert given(run, "--check", "a.py") == (1, SAFE_LINES, [summary])
    assert module.read_text() == MODULE


def test_a_fixed_action_is_not_found_again(run, module):
    given(run, "--unsafe", "a.py")
    result = run("check", "--select", "all", "--output-format", "json", "a.py")
    assert [finding["code"] for finding in json.loads(result.stdout)] == ["iam-unknown-action"]


def test_diff_is_a_patch_and_the_lines_go_elsewhere(run, module, tmp_path):
    status, _, said = given(run, "--diff", "a.py")
    patch = run("fix", "--diff", "a.py").stdout
    assert (status, said[:2]) == (0, SAFE_LINES)
    assert patch.startswith("--- a.py\n+++ a.py\n@@ ")
    assert module.read_text() == MODULE
    if shutil.which("patch"):
        subprocess.run(["patch", "-s"], input=patch, text=True, cwd=tmp_path, check=True)
        assert module.read_text() == SAFE


def test_select_narrows_what_is_fixed_and_takes_back_what_is_ignored(run, module, tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.typed-iam]\nignore = ["iam-action-case"]\n')
    assert given(run, "--check", "a.py")[1] == [SAFE_LINES[1]]
    assert given(run, "--check", "--select", "iam-action-case", "a.py")[1] == [SAFE_LINES[0]]
    both = "iam-action-case,iam-duplicate-action"
    assert given(run, "--check", "--select", both, "a.py")[1] == SAFE_LINES
    assert given(run, "--check", "--select", "all", "a.py")[1] == SAFE_LINES


@pytest.mark.parametrize(
    ("codes", "part"),
    [
        ("iam-foo", 'unknown code "iam-foo"'),
        ("iam-policy-shape", "names no code that has fixes"),
        (",", "names no code"),
    ],
)
def test_codes_that_cannot_be_selected_are_one_line_and_status_2(run, module, codes, part):
    status, said, problems = given(run, "--select", codes, "a.py")
    assert (status, said) == (2, [])
    (line,) = problems
    assert part in line
    assert module.read_text() == MODULE


def test_the_configuration_counts(run, module, tmp_path):
    config = tmp_path / "pyproject.toml"
    for settings in (
        'per-file-ignores = { "a.py" = ["all"] }',
        'per-file-ignores = { "a.py" = ["iam-action-case", "iam-duplicate-action"] }',
        'exclude = ["a.py"]',
        'select = ["iam-empty-pattern"]',
    ):
        config.write_text(f"[tool.typed-iam]\n{settings}\n")
        assert given(run, "--check", ".")[:2] == (0, []), settings
    # It vouches for the name, not for the repetition.
    config.write_text('[tool.typed-iam]\nextra-actions = ["ecr:*"]\n')
    assert given(run, "--check", ".")[1] == SAFE_LINES[1:]
    config.write_text('[tool.typed-iam]\nper-file-ignores = { "b.py" = ["all"] }\n')
    assert given(run, "--check", ".")[:2] == (1, SAFE_LINES)
    config.write_text("[tool.typed-iam]\nexlude = []\n")
    assert given(run, ".")[0] == 2
    assert module.read_text() == MODULE


def test_json_has_every_fix_and_what_is_left(run, module):
    result = run("fix", "--check", "--unsafe", "--output-format", "json", "a.py")
    assert result.returncode == 1
    report = json.loads(result.stdout)
    (entry,) = report["files"]
    assert (entry["path"], entry["changed"], entry["strings"]) == ("a.py", True, 3)
    assert entry["fixes"][1] == {
        "line": 5,
        "column": 9,
        "end_line": 5,
        "end_column": 23,
        "old": "ecr:PutImage",
        "new": None,
        "code": "iam-duplicate-action",
        "why": "listed twice",
        "safe": True,
    }
    assert [fix["safe"] for fix in entry["fixes"]] == [True, True, False]
    assert [left["text"] for left in entry["not_fixed"]] == ["ecr:Fooo"]
    held_back = json.loads(run("fix", "--output-format", "json", "a.py").stdout)["files"][0]
    assert held_back["held_back"] == 1


def test_a_file_whose_fixes_are_all_held_back_is_in_the_json(run, tmp_path):
    (tmp_path / "a.py").write_text(SAFE)
    (entry,) = json.loads(run("fix", "--output-format", "json", ".").stdout)["files"]
    assert (entry["changed"], entry["fixes"], entry["held_back"]) == (False, [], 1)


def test_standard_input_comes_out_fixed(run, tmp_path):
    def fixed(*arguments: str) -> CompletedProcess[str]:
        return run("fix", *arguments, "-", stdin=MODULE.encode())

    result = fixed("--stdin-filename", "a.py")
    assert (result.returncode, result.stdout) == (0, SAFE)
    assert result.stderr.splitlines() == SAFE_LINES
    (tmp_path / "pyproject.toml").write_text(
        '[tool.typed-iam]\nper-file-ignores = { "a.py" = ["all"] }\n'
    )
    assert fixed("--stdin-filename", "a.py").stdout == MODULE
    assert fixed("--stdin-filename", "b.py").stdout == SAFE


def test_one_bad_file_does_not_stop_the_others(run, module, tmp_path):
    (tmp_path / "broken.py").write_text(MODULE + "def\n")
    (tmp_path / "read_only.py").write_text(MODULE)
    (tmp_path / "read_only.py").chmod(0o444)
    status, said, problems = given(run, ".")
    assert status == 2
    assert said == SAFE_LINES
    assert [line.partition(":")[0] for line in problems[:2]] == ["broken.py", "read_only.py"]
    assert problems[2].endswith("2 skipped")
    assert module.read_text() == SAFE


def test_stubs_are_left(run, tmp_path):
    (tmp_path / "a.pyi").write_text(MODULE)
    assert given(run, ".") == (0, [], ["0 files fixed"])


def test_the_sample_mistakes_with_one_certain_fix_are_fixed(run, tmp_path):
    shutil.copytree(SAMPLES, tmp_path / "samples")
    _, said, _ = given(run, "--unsafe", "samples")
    left = {line.partition(": ")[0] for line in said if "not fixed" in line}
    result = run("check", "--output-format", "json", "samples")
    findings = [each for each in json.loads(result.stdout) if each["code"] in FIXABLE]
    assert {"{path}:{line}:{column}".format(**each) for each in findings} == left
    assert len(said) > 7 > len(left)


def test_names_in_the_code_stay_on_one_printable_line(run, tmp_path):
    (tmp_path / "a.py").write_text('P = {"Effect": "Allow", "Action": "ecr:\\x1b[31mPut\\u202e"}\n')
    status, said, _ = given(run, "--unsafe", "a.py")
    assert status == 0
    assert all(line.isprintable() for line in said)


def test_the_help_says_what_is_safe(run):
    text = " ".join(run("fix", "--help").stdout.split())
    assert "IAM grants and denies exactly the same" in text
    assert "--unsafe" in text
