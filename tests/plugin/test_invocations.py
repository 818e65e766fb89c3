"""The ways to name code to mypy, and mypy's options about what it reports."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from tests.marks import slow_after
from tests.plugin.mypy_project import PARSERS, Project
from tests.plugin.test_plugin import AT, ONLY_LITERALS

POLICY = ONLY_LITERALS.rstrip()
FOUND = ("policy.py", *AT)
posix_only = pytest.mark.skipif(os.name != "posix", reason="needs the special files of POSIX")


@pytest.mark.parametrize(
    "arguments",
    slow_after(
        1,
        [
            ["policy.py"],
            ["-m", "policy"],
            ["-c", "import policy"],
            ["--explicit-package-bases", "."],
        ],
    ),
    ids=" ".join,
)
def test_a_module_is_checked_however_it_is_passed(project: Project, arguments: list[str]) -> None:
    project.write("policy.py", ONLY_LITERALS)
    assert project.mypy("--no-incremental", *arguments).ours == [FOUND]


def test_a_program_on_the_command_line_has_no_file_to_check(project: Project) -> None:
    outcome = project.mypy("--no-incremental", "-c", ONLY_LITERALS)
    assert (outcome.status, outcome.messages, outcome.stderr) == (0, [], "")


@posix_only
def test_a_file_on_standard_input_is_checked(project: Project) -> None:
    path = project.write("policy.txt", ONLY_LITERALS)
    with path.open() as file:
        outcome = project.mypy("--no-incremental", "/dev/stdin", stdin=file)
    assert outcome.ours == [("/dev/stdin", *AT)]


@posix_only
def test_a_pipe_that_mypy_has_read_gets_a_note_without_waiting(project: Project) -> None:
    pipe = project.root / "policy.py"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=[ONLY_LITERALS], daemon=True)
    writer.start()
    (note,) = project.mypy("--no-incremental", "policy.py", timeout=60).messages
    assert (note.line, note.code) == (1, None)
    assert note.text.startswith("typed-iam cannot check this file: not a regular file")


def test_a_file_over_the_limit_gets_a_note_and_the_others_are_checked(project: Project) -> None:
    with (project.root / "pyproject.toml").open("a") as file:
        file.write(f"[tool.typed-iam]\nmax-file-size = {len(ONLY_LITERALS)}\n")
    project.write("large.py", ONLY_LITERALS + "# more\n")
    project.write("policy.py", ONLY_LITERALS)
    outcome = project.mypy("--no-incremental", "large.py", "policy.py")
    note = next(each for each in outcome.messages if each.path == "large.py")
    assert (note.line, note.code) == (1, None)
    assert "raise max-file-size in [tool.typed-iam]" in note.text
    assert outcome.ours == [("policy.py", *AT)]


@pytest.mark.slow
@pytest.mark.parametrize("parser", PARSERS)
def test_namespace_packages_and_relative_imports_are_followed(
    project: Project, parser: list[str]
) -> None:
    project.write(
        "lib/space/deep/names.py", 'from typing import Final\nWRONG: Final = "ecr:BatchGetImages"\n'
    )
    use = 'x = {"Effect": "Allow", "Action": WRONG}\n'
    project.write("lib/space/deep/use.py", f"from .names import WRONG\n{use}")
    project.write("lib/space/use.py", f"from space.deep.names import WRONG\n{use}")
    with (project.root / "pyproject.toml").open("a") as file:
        file.write('mypy_path = "lib"\n')
    at = (2, use.index("WRONG") + 1, "iam-unknown-action")
    expected = [("lib/space/deep/use.py", *at), ("lib/space/use.py", *at)]
    assert project.mypy("--no-incremental", *parser, "-p", "space").ours == expected
    assert project.cold(*parser, "--explicit-package-bases").ours == expected


@pytest.mark.parametrize(
    ("how", "expected"),
    slow_after(1, [("normal", [("other.py", *AT)]), ("silent", []), ("skip", []), ("error", [])]),
)
def test_imported_modules_are_checked_where_mypy_reports_on_them(
    project: Project, how: str, expected: list[object]
) -> None:
    project.write("other.py", ONLY_LITERALS)
    project.write("main.py", "import other\n")
    outcome = project.mypy("--no-incremental", f"--follow-imports={how}", "main.py")
    assert outcome.ours == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("policy.py", "policy.py"),
        ("{root}/policy.py", "policy.py"),
        ("./policy.py", "{root}/policy.py"),
    ],
)
def test_a_shadow_file_is_checked_in_place_of_the_original(
    project: Project, source: str, named: str
) -> None:
    policy = project.write("policy.py", ONLY_LITERALS.replace("Images", "Image"))
    edited = project.write("edited.txt", ONLY_LITERALS)

    def judged() -> list[object]:
        paths = [path.format(root=project.root) for path in (source, named)]
        outcome = project.mypy(
            "--no-incremental", "--shadow-file", paths[0], "edited.txt", paths[1]
        )
        return [(Path(path).name, *at) for path, *at in outcome.ours]

    assert judged() == [FOUND]
    policy.write_text(ONLY_LITERALS)
    edited.write_text("x = 1\n")
    assert judged() == []


@pytest.mark.parametrize("parser", PARSERS)
def test_every_kind_of_type_ignore_comment_works(project: Project, parser: list[str]) -> None:
    files = {
        "bare": f"{POLICY}  # type: ignore\n",
        "code": f"{POLICY}  # type: ignore[iam-unknown-action]\n",
        "codes": f"{POLICY}  # type: ignore[iam-unknown-action, iam-empty-pattern]\n",
        "whole": f"# type: ignore\n{ONLY_LITERALS}",
        "whole_of_function": f"# type: ignore\n\ndef f():\n    {ONLY_LITERALS}",
        "late": f'"""Documented."""\n# type: ignore\n{ONLY_LITERALS}',
        "other_code": f"{POLICY}  # type: ignore[arg-type]\n",
    }
    for name, text in files.items():
        project.write(f"{name}.py", text)
    outcome = project.cold(*parser)
    assert outcome.ours == [("late.py", 3, *AT[1:]), ("other_code.py", *AT)]
    unused = sorted(m.path for m in outcome.messages if m.code == "unused-ignore")
    assert unused == ["codes.py", "late.py", "other_code.py"]


def test_settings_of_one_module_apply(project: Project) -> None:
    for name in ("silenced", "disabled", "plain", "excluded/one", "excluded/imported"):
        project.write(f"{name}.py", ONLY_LITERALS)
    project.write("excluded/__init__.py", "")
    project.write("main.py", "import excluded.imported\n")
    project.write("inline.py", f"# mypy: ignore-errors\n{ONLY_LITERALS}")
    project.write(
        "unused.py",
        f'# mypy: disable-error-code="iam-unknown-action"\n{POLICY}  # type: ignore[iam-unknown-action]\n',
    )
    with (project.root / "pyproject.toml").open("a") as file:
        file.write(
            'exclude = ["excluded/"]\n'
            '[[tool.mypy.overrides]]\nmodule = "silenced"\nignore_errors = true\n'
            '[[tool.mypy.overrides]]\nmodule = "disabled"\ndisable_error_code = ["iam-unknown-action"]\n'
        )
    outcome = project.cold()
    assert outcome.ours == [("excluded/imported.py", *AT), ("plain.py", *AT)]
    others = [(m.path, m.code) for m in outcome.messages if not (m.code or "").startswith("iam-")]
    assert others == [("unused.py", "unused-ignore")]
