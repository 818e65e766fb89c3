from __future__ import annotations

import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_the_versions_of_mypy_that_pyproject_names_agree() -> None:
    """The extra's lower bound is the oldest that tox tests, the pin for the tests the newest."""
    settings = tomllib.loads(PYPROJECT.read_text("utf-8"))
    extras = settings["project"]["optional-dependencies"]
    every, by_other_pythons = settings["tool"]["tox"]["env_list"]
    tested = every["product"][1]["version"]
    assert tested == sorted(tested, key=lambda version: [int(part) for part in version.split(".")])
    assert extras["mypy"] == [f"mypy>={tested[0].removesuffix('.0')}"]
    assert f"mypy=={tested[-1]}" in extras["test"]
    assert by_other_pythons["product"][-1] == tested[-1:]
