"""Distributions and environments, each made once a session: they take seconds to minutes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
# Stray files of a working copy; without `only-include` the last two would be in the sdist.
STRAYS = (
    ".env",
    "plugin/typed_iam_core/__pycache__/engine.cpython-311.pyc",
    "plugin/.mypy_cache/x.json",
    "build/lib/typed_iam/__init__.py",
    "notes.txt",
    "scratch/keys.py",
)


class Artefacts(NamedTuple):
    """The sdist, the wheel built from it, and the wheel built directly from the tree."""

    sdist: Path
    wheel: Path
    direct: Path


class Environment(NamedTuple):
    """A virtual environment that shares nothing with this process."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def run(self, *command: str | Path, cwd: Path) -> CompletedProcess[str]:
        """Run one of its scripts; ``python`` is its interpreter."""
        name, *arguments = map(str, command)
        return subprocess.run(
            [str(self.folder / "bin" / name), *arguments],
            capture_output=True,
            text=True,
            cwd=cwd,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            timeout=300,
        )


def clean_environment() -> dict[str, str]:
    """Environment variables except those that point Python, mypy or pip to this process's packages."""
    dropped = ("PYTHON", "MYPY", "VIRTUAL_ENV", "PIP_REQUIRE", "NO_COLOR", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def copy_of_repository(target: Path) -> Path:
    """Copy the working copy without caches and environments."""
    caches = ("__pycache__", ".*_cache", ".hypothesis", "*.egg-info", "build", "dist")
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(".git", ".venv", *caches))
    return target


@pytest.fixture(scope="session")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Artefacts:
    """Distributions built from a copy of the repository with stray files in it."""
    folder = tmp_path_factory.mktemp("artefacts")
    tree = copy_of_repository(folder / "tree")
    for stray in STRAYS:
        (tree / stray).parent.mkdir(parents=True, exist_ok=True)
        (tree / stray).write_text("stray")
    for arguments in (["--outdir", "both"], ["--wheel", "--outdir", "direct"]):
        _succeed([sys.executable, "-m", "build", *arguments, "tree"], folder)
    (sdist,) = (folder / "both").glob("*.tar.gz")
    (wheel,) = (folder / "both").glob("*.whl")
    (direct,) = (folder / "direct").glob("*.whl")
    return Artefacts(sdist, wheel, direct)


def _environment(folder: Path, *requirements: str) -> Environment:
    _succeed([sys.executable, "-m", "venv", str(folder)], folder.parent)
    pip = [str(folder / "bin" / "pip"), "install", "-q", "--no-compile"]
    _succeed([*pip, *requirements], folder.parent)
    return Environment(folder)


def _succeed(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env=clean_environment(), timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def bare(artefacts: Artefacts, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel and no extra."""
    return _environment(tmp_path_factory.mktemp("bare") / "env", str(artefacts.wheel))


@pytest.fixture(scope="session")
def from_wheel(artefacts: Artefacts, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel and all extras."""
    return _environment(tmp_path_factory.mktemp("wheel") / "env", f"{artefacts.wheel}[all]")


@pytest.fixture(scope="session")
def editable(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with an editable install of a copy of the repository, and all extras."""
    folder = tmp_path_factory.mktemp("editable")
    tree = copy_of_repository(folder / "tree")
    return _environment(folder / "env", "-e", f"{tree}[all]")


@pytest.fixture(scope="session", params=["from_wheel", "editable"])
def installed(request: pytest.FixtureRequest) -> Environment:
    """Each environment with everything installed."""
    environment: Environment = request.getfixturevalue(request.param)
    return environment
