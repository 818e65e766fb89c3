"""The command group: help, version, imports of subcommands, the missing extra."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cli.conftest import Run, environment
from typed_iam_cli.app import app
from typed_iam_cli.commands.check import check

SAMPLES = Path(__file__).parents[1] / "samples"
HEAVY = ("rich", "pathspec", "mypy", "libcst", "tomllib", "typed_iam_core", "importlib.metadata")


def test_version_names_the_catalogue(run: Run) -> None:
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.startswith(f"typed-iam {version('typed-iam')} (catalogue of ")
    assert re.search(r"of \d{4}-\d\d-\d\d\)\n$", done.stdout)


def test_help_lists_the_commands_with_their_own_summaries(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    assert f"check    {check.get_short_help_str()}" in done.stdout
    assert "rewrite" in done.stdout


@pytest.mark.parametrize("command", app.list_commands(None))  # type: ignore[arg-type]
def test_every_listed_command_is_there(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Usage: typed-iam {command} ")


def test_check_documents_the_exit_status(run: Run) -> None:
    assert "Exit status:\n  0    no findings, or only hints\n" in run("check", "--help").stdout


@pytest.mark.parametrize("command", app.list_commands(None))  # type: ignore[arg-type]
def test_help_fits_in_80_columns_and_breaks_no_word(run: Run, command: str) -> None:
    lines = run(command, "--help", env={"COLUMNS": "80"}).stdout.splitlines()
    assert [line for line in lines if len(line) > 80 or line.endswith("-")] == []


@pytest.mark.parametrize(
    "arguments", [["chekc"], ["check", "--nope"], ["check", "--output-format", "xml"]]
)
def test_wrong_usage_exits_2_without_a_traceback(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def _modules_after(*arguments: str) -> set[str]:
    script = (
        "import sys\n"
        "from typed_iam_cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print(*[name for name in {HEAVY} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
    )
    return set(done.stderr.split("\n")[-2].split())


def test_help_imports_nothing_but_click() -> None:
    assert _modules_after("--help") == set()


def test_the_list_of_heavy_modules_can_fail() -> None:
    assert {"rich", "pathspec", "typed_iam_core"} <= _modules_after("check", str(SAMPLES))


@pytest.mark.parametrize("missing", ["click", "rich", "pathspec"])
def test_one_line_says_what_to_install(missing: str, tmp_path: Path) -> None:
    script = (
        "import importlib.util as util, sys\n"
        "real = util.find_spec\n"
        f"util.find_spec = lambda name, *rest: None if name == {missing!r} else real(name, *rest)\n"
        "from typed_iam_cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "check", "."],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        f"typed-iam: the command line needs {missing}; run pip install 'typed-iam[cli]'\n"
    )
