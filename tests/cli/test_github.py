"""Workflow commands of GitHub Actions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import WRONG, Run

COMMAND = re.compile(r"::(?P<name>\w+) (?P<properties>[^:]*)::(?P<message>.*)")
ESCAPES = {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n", "%25": "%"}


def commands(run: Run, *arguments: str | Path) -> list[tuple[str, dict[str, str], str]]:
    """Name, properties and message of each command, parsed as GitHub's runner does."""
    found = []
    for line in run("check", "--output-format", "github", *arguments).stdout.splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        pairs = (pair.split("=", 1) for pair in match["properties"].split(","))
        properties = {key: unescaped(value) for key, value in pairs}
        found.append((match["name"], properties, unescaped(match["message"])))
    return found


def unescaped(text: str) -> str:
    for escape, character in ESCAPES.items():
        text = text.replace(escape, character)
    return text


def test_a_finding_is_a_command_with_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text(WRONG)
    done = run("check", "--output-format", "github", "src")
    assert done.returncode == 1
    assert done.stdout.startswith(
        "::error file=src/a.py,line=1,col=31,endColumn=46,title=iam-unknown-action::"
        'Unknown action "ecr:PutImages"; did you mean "ecr:PutImage"?'
    )
    # The log shows the message alone.
    assert done.stdout.endswith(" (src/a.py:1:31)\n")
    assert done.stderr == "Found 1 error in 1 file (checked 1 file)\n"


def test_a_span_of_several_lines_has_no_columns(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('{"Effect": "Allow", "Action": ("ecr:"\n  "PutImages")}\n')
    ((_, properties, _),) = commands(run)
    assert properties == {
        "file": "a.py", "line": "1", "endLine": "2", "title": "iam-unknown-action"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["a,b.py", "a:b.py", "a::b.py", "100%.py", "%25.py", "a\nb\r.py"])
def test_names_of_files_survive_the_escapes(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(WRONG)
    ((_, properties, message),) = commands(run)
    assert properties["file"] == name
    assert message.startswith("Unknown action")


def test_no_name_of_a_file_can_write_to_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "\x1b[31m.py").write_text(WRONG)
    assert "\x1b" not in run("check", "--output-format", "github").stdout


def test_text_of_the_source_ends_no_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        '{"Effect": "Allow", "Action": "ecr:100%0A::error::\\n::x", "Resource": "*"}\n'
    )
    ((name, _, message),) = commands(run)
    assert name == "error"
    assert '"ecr:100%0A::error::' in message


@pytest.mark.parametrize(
    ("severity", "command"), [("error", "error"), ("warning", "warning"), ("hint", "notice")]
)
def test_the_command_follows_the_severity(
    run: Run, tmp_path: Path, severity: str, command: str
) -> None:
    (tmp_path / "a.py").write_text(WRONG)
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.typed-iam.severity]\n"iam-unknown-action" = "{severity}"\n'
    )
    ((name, _, _),) = commands(run)
    assert name == command


def test_paths_count_from_the_root_of_the_repository(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.py").write_text(WRONG)
    done = run("check", "--output-format", "github", cwd=tmp_path / "sub")
    assert done.stdout.startswith("::error file=sub/a.py,")
    assert done.stdout.endswith(" (a.py:1:31)\n")


def test_an_unchecked_file_is_reported_on_stderr_only(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def (\n")
    done = run("check", "--output-format", "github", "bad.py", "gone.py")
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        "gone.py", "bad.py", "No files checked"
    ]  # fmt: skip
