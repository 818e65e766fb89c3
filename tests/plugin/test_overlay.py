"""Overlays: the plugin knows the actions they add, also in older caches and running daemons."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import aws
from tests.plugin.mypy_project import Outcome, Project

POLICY = 'P = {"Effect": "Allow", "Action": ["ecr:FlyImage"], "Resource": "*"}\n'


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("user")
    monkeypatch.setenv("TYPED_IAM_CACHE", str(folder))
    return folder / "overlay.json"


def update(folder: Path, *names: str) -> None:
    source = aws.write(folder, aws.content("ecr", *map(aws.action, names)))
    subprocess.run(
        [sys.executable, "-m", "typed_iam_cli", "update", "--from", str(source)],
        check=True,
        capture_output=True,
        cwd=folder,
        env=dict(os.environ),
    )


@pytest.mark.slow
@pytest.mark.parametrize("way", ["warm", "daemon"])
def test_an_overlay_that_comes_and_goes_is_seen_at_the_next_run(
    way: str, project: Project, tmp_path_factory: pytest.TempPathFactory, cache: Path
) -> None:
    source = tmp_path_factory.mktemp("source")
    project.write("policy.py", POLICY)

    def run() -> Outcome:
        return project.warm() if way == "warm" else project.daemon()

    (code,) = {found[3] for found in run().ours}
    assert code == "iam-unknown-action"
    update(source, "FlyImage")
    assert (run().status, run().ours) == (0, [])
    update(source, "FlyImage", "SwimImage")
    project.write("more.py", POLICY.replace("Fly", "Swim"))
    assert run().status == 0
    cache.unlink()
    assert {found[0] for found in run().ours} == {"policy.py", "more.py"}


def test_a_projects_overlay_that_is_damaged_is_one_line(project: Project) -> None:
    project.write("policy.py", POLICY)
    with (project.root / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write('[tool.typed-iam]\noverlay = "iam.json"\n')
    project.write("iam.json", json.dumps({"format": "something else"}))
    found = project.warm()
    assert found.status == 2
    (line,) = [line for line in (found.stdout + found.stderr).splitlines() if "iam.json" in line]
    assert "not a valid overlay" in line and "Traceback" not in found.stderr


def test_where_a_type_asks_for_a_member_no_member_is_made_up(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The installed enums have no members for newer actions."""
    update(tmp_path_factory.mktemp("source"), "FlyImage")
    project.write(
        "strict.py",
        "from typed_iam import StrictPolicyDocument\n"
        "P: StrictPolicyDocument = "
        '{"Statement": [{"Effect": "Allow", "Action": ["ecr:FlyImage"], "Resource": "*"}]}\n',
    )
    said = " ".join(message.text for message in project.warm().messages)
    assert "Ecr.FlyImage" not in said and 'wildcard("ecr:FlyImage")' in said
