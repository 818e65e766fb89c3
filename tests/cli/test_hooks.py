"""``.pre-commit-hooks.yaml``: what other repositories' pre-commit installs and runs."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from tests.cli.conftest import Run
from typed_iam_cli import _NEEDED
from typed_iam_cli.app import app

ROOT = Path(__file__).parents[2]
FILE = ROOT / ".pre-commit-hooks.yaml"

# The sdist has the tests but not this file, which is of no use outside the repository.
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="only in the repository")


def hooks() -> dict[str, dict[str, Any]]:
    return {hook["id"]: hook for hook in yaml.safe_load(FILE.read_text("utf-8"))}


def test_there_is_a_hook_for_each_command_that_takes_files() -> None:
    assert sorted(hooks()) == ["typed-iam-check", "typed-iam-fix", "typed-iam-rewrite"]


@pytest.mark.parametrize("hook", hooks().values() if FILE.exists() else [], ids=lambda h: h["id"])
def test_a_hook_runs_its_command_on_python_files(
    run: Run, tmp_path: Path, hook: dict[str, Any]
) -> None:
    program, command, *options = hook["entry"].split()
    assert program == "typed-iam"
    assert f"{program}-{command}" == hook["id"]
    assert command in app.list_commands(click.Context(app))
    assert hook["language"] == "python"
    assert hook["types_or"] == ["python", "pyi"]
    # One process for all files: otherwise each could use another configuration.
    assert hook["require_serial"] is True
    (tmp_path / "a.py").write_text("pass\n")
    assert run(command, *options, "a.py").returncode == 0


def test_a_hook_is_installed_with_the_packages_that_the_command_line_needs() -> None:
    # pre-commit runs "pip install . …" in the repository, so the extra is named, not repeated.
    for hook in hooks().values():
        assert hook["additional_dependencies"] == [".[cli]"]
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "optional-dependencies"
    ]
    assert sorted(_names(extras["cli"])) == sorted(_NEEDED)


def _names(requirements: list[str]) -> list[str]:
    return [requirement.partition(">")[0] for requirement in requirements]
