"""``typed-iam expand``: wildcards to lists."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.conftest import WRONG, environment
from tests.marks import slow_after
from typed_iam_cli.app import app
from typed_iam_core import catalogue


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def expand(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["expand", *arguments])


def expanded(*arguments: str) -> list[str]:
    done = expand(*arguments)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout.splitlines()


POLICIES = ["ecr:GetLifecyclePolicy", "ecr:GetRegistryPolicy", "ecr:GetRepositoryPolicy"]


@pytest.mark.parametrize("pattern", ["ecr:Get*Policy", "ECR:get*POLICY", "ecr:Get*Polic?"])
def test_a_wildcard_becomes_its_actions_sorted_and_one_a_line(pattern: str) -> None:
    assert expanded(pattern) == POLICIES


def test_an_action_is_itself_as_aws_spells_it() -> None:
    assert expanded("ECR:putimage") == ["ecr:PutImage"]


def test_several_patterns_make_one_list_without_repetition() -> None:
    found = expanded("s3:GetBucketAcl", "ecr:GetR*", "ecr:Get*Policy")
    assert found == sorted({"s3:GetBucketAcl", "ecr:GetRegistryScanningConfiguration", *POLICIES})


@pytest.mark.parametrize("pattern", ["*", "**"])
def test_a_star_alone_is_every_action(pattern: str) -> None:
    known = catalogue.default()
    sizes = [len(service.actions) for service in map(known.service, known.prefixes) if service]
    assert len(expanded(pattern)) == sum(sizes)


def test_inverted_it_is_what_a_not_action_leaves() -> None:
    everything = expanded("*")
    left = expanded("--invert", "ecr:*", "ecr-public:*")
    assert left == [
        action for action in everything if not action.startswith(("ecr:", "ecr-public:"))
    ]
    assert len(left) < len(everything)


def test_an_access_level_narrows_it_down() -> None:
    assert expanded("ecr:*", "--access-level", "tagging") == [
        "ecr:TagResource",
        "ecr:UntagResource",
    ]
    facts = catalogue.default().facts("ecr").actions
    found = expanded("ecr:*", "--access-level", "Permissions Management")
    assert {facts[action[4:]].access for action in found} == {"Permissions management, Write"}


def test_json_is_one_list() -> None:
    assert json.loads(expand("ecr:Get*Policy", "--output-format", "json").stdout) == POLICIES


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("ecr:Imgae*", 'matches no action; did you mean "ecr:*Image*"?'),
        ("ecr:PutImages", 'Unknown action "ecr:PutImages"; did you mean "ecr:PutImage"?'),
        ("*:Get*", "Wildcard in the service prefix"),
        ("e*:Get*", "Wildcard in the service prefix"),
        ("ecrr:*", "Unknown service prefix"),
        ("Get*", "it needs a service prefix"),
        ("", "Malformed action"),
    ],
)
def test_patterns_without_a_match_are_reported_and_the_others_listed(
    pattern: str, said: str
) -> None:
    done = expand(pattern, "ecr:Get*Policy")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == POLICIES
    assert said in done.stderr and done.stderr.count("\n") == 1


def test_no_pattern_is_wrong_usage() -> None:
    assert expand().exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    slow_after(
        3,
        [
            ["--help"],
            ["expand", "*"],
            ["rewrite", "--diff", "right.py"],
            ["--version"],
            ["expand", "*", "--output-format", "json"],
            ["explain", "ecr"],
            ["check", "wrong.py"],
            ["check", "wrong.py", "--output-format", "json"],
            ["check", "wrong.py", "--color", "always"],
            ["update", "--reset"],
        ],
    ),
    ids=" ".join,
)
def test_a_closed_pipe_is_not_a_traceback(arguments: list[str], tmp_path: Path) -> None:
    """The read end of the pipe is closed before the first byte, as by ``head``."""
    (tmp_path / "wrong.py").write_text(WRONG * 2000, "utf-8")
    (tmp_path / "right.py").write_text(WRONG.replace("PutImages", "PutImage") * 2000, "utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "typed_iam_cli", *arguments],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env=environment(),
            timeout=60,
        )
    finally:
        os.close(writing)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr
