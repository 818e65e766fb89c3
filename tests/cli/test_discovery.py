"""Discovery of files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from typed_iam_cli.discovery import discover
from typed_iam_core.config import Config


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def make(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def found(*paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    config = Config(root=Path.cwd(), exclude=exclude)
    files, problems = discover([Path(path) for path in paths], config)
    assert problems == []
    return [str(path) for path in files]


def test_python_and_stub_files_in_order() -> None:
    make("b.py", "a.pyi", "c.txt", "sub/a.py", "sub/deep/a.py", "another/z.py", "pyx.pyx")
    assert found(".") == ["a.pyi", "b.py", "another/z.py", "sub/a.py", "sub/deep/a.py"]


def test_each_file_once_as_named_first() -> None:
    make("sub/a.py")
    Path("link.py").symlink_to("sub/a.py")
    assert found("sub/a.py", ".", "./sub", "sub/../sub/a.py") == ["sub/a.py"]


def test_named_files_are_taken_whatever_covers_them() -> None:
    make("script", "gen/a.py", ".venv/pyvenv.cfg", ".venv/b.py")
    Path(".gitignore").write_text("gen/\n")
    assert found("script", "gen/a.py", ".venv/b.py", exclude=("gen",)) == [
        "script",
        "gen/a.py",
        ".venv/b.py",
    ]
    assert found(".") == []


def test_named_directories_are_walked_whatever_covers_them() -> None:
    make("gen/a.py", "gen/sub/b.py", "gen/skip/c.py")
    Path(".gitignore").write_text("gen/\n")
    Path("gen/.gitignore").write_text("skip/\n")
    assert found("gen") == ["gen/a.py", "gen/sub/b.py"]
    assert found("gen", exclude=("gen",)) == ["gen/a.py", "gen/sub/b.py"]


@pytest.mark.parametrize(
    "folder", [".git", ".tox", ".nox", ".mypy_cache", "node_modules", "__pycache__", ".venv"]
)
def test_folders_of_tools_are_skipped(folder: str) -> None:
    make(f"{folder}/a.py", f"sub/{folder}/a.py", "a.py")
    assert found(".") == ["a.py"]


def test_a_virtual_environment_of_any_name_is_skipped() -> None:
    make("env-3.12/pyvenv.cfg", "env-3.12/lib/a.py", "venv/a.py")
    assert found(".") == ["venv/a.py"]


def test_gitignore_nested_and_negated() -> None:
    make("a_pb2.py", "sub/a_pb2.py", "sub/keep_pb2.py", "sub/build/a.py", "build/a.py", "x/a.py")
    Path(".gitignore").write_text("*_pb2.py\n/build/\n# x/\n\n")
    Path("sub/.gitignore").write_text("!keep_pb2.py\n")
    assert found(".") == ["sub/keep_pb2.py", "sub/build/a.py", "x/a.py"]


def test_gitignore_above_counts_up_to_the_repository() -> None:
    make(
        "repository/.git/HEAD", "repository/src/a.py", "repository/src/b.py", "repository/gen/c.py"
    )
    Path(".gitignore").write_text("*.py\n")
    Path("repository/.gitignore").write_text("/src/b.py\ngen/\n")
    assert found("repository/src") == ["repository/src/a.py"]
    assert found("repository") == ["repository/src/a.py"]


def test_gitignore_above_counts_up_to_the_project_without_a_repository() -> None:
    make("src/a.py", "src/b.py")
    Path(".gitignore").write_text("b.py\n")
    assert found("src") == ["src/a.py"]


def test_a_gitignore_with_nonsense_still_counts() -> None:
    make("a.py", "b.py", "café.py")
    Path(".gitignore").write_bytes(b"\xef\xbb\xbfb.py\r\n!\n/\n\xff\n[\n")
    assert found(".") == ["a.py", "café.py"]


def test_a_gitignore_that_is_not_a_file_is_skipped(run_process: Run) -> None:
    make("a.py", "sub/b.py")
    os.mkfifo(".gitignore")
    Path("sub/.gitignore").mkdir()
    # In a process with a timeout, because opening a FIFO blocks forever.
    assert run_process("check").stderr == "No findings in 2 files\n"


def test_exclude_of_the_configuration() -> None:
    make("a.py", "tests/fakes/b.py", "tests/c.py", "old_a.py")
    assert found(".", exclude=("tests/fakes", "old_*")) == ["a.py", "tests/c.py"]
    assert found("tests", exclude=("tests/fakes",)) == ["tests/c.py"]


def test_links_to_directories_are_not_followed() -> None:
    make("sub/a.py")
    Path("sub/up").symlink_to("..")
    Path("sub/itself").symlink_to("itself")
    assert found(".") == ["sub/a.py"]
    assert found("sub/up") == ["sub/up/sub/a.py"]


def test_paths_that_are_not_files_are_skipped() -> None:
    make("a.py", "folder.py/b.py")
    os.mkfifo("fifo.py")
    Path(".#lock.py").symlink_to("user@host.1234")
    assert found(".") == ["a.py", "folder.py/b.py"]


def test_missing_paths_are_one_line_each() -> None:
    make("a.py")
    Path("loop").symlink_to("loop")
    paths = [Path(name) for name in ("gone", "a.py", "a.py/b", "loop", "x" * 5000)]
    files, problems = discover(paths, Config(root=Path.cwd()))
    assert files == [Path("a.py")]
    assert problems[:2] == ["gone: no such file or directory", "a.py/b: not a directory"]
    assert problems[2].startswith("loop: too many levels")
    assert problems[3].endswith(": file name too long")
    assert not any("\n" in line for line in problems)


def test_an_unreadable_directory_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "closed/b.py", "open/c.py")
    real = os.scandir

    def guarded(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    # The tests may run as root, for whom no directory is closed.
    monkeypatch.setattr(os, "scandir", guarded)
    files, problems = discover([Path()], Config(root=Path.cwd()))
    assert files == [Path("a.py"), Path("open/c.py")]
    assert problems == ["closed: permission denied"]


@pytest.mark.slow
def test_folders_nested_deeper_than_python_recurses() -> None:
    depth = sys.getrecursionlimit() + 200
    try:
        for _ in range(depth):
            Path("d").mkdir()
            os.chdir("d")
        make("a.py")
        _climb(depth)
        (file,) = found(".")
        assert file == "d/" * depth + "a.py"
    finally:
        # pytest's own clean-up recurses, and would fail in some later run.
        subprocess.run(["rm", "-rf", "d"], check=True)


def _climb(steps: int) -> None:
    for _ in range(steps):
        os.chdir("..")
