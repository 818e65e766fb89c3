"""The wheel in clean environments, and an editable install: everything resolves without settings."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import aws
from tests.packaging.conftest import Environment, clean_environment

pytestmark = pytest.mark.slow

TYPED = """\
from typed_iam import PolicyDocument
from typed_iam.actions.ecr import Ecr, EcrAction

right: EcrAction = "ecr:PutImage"
wrong: EcrAction = "ecr:Nope"
policy: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": Ecr.PutImage, "Resource": "*"}}
"""
POLICY = """\
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImages", "Resource": "*"}],
}
"""
STRINGS = 'POLICY = {"Effect": "Allow", "Action": ["ecr:PutImage"], "Resource": "*"}\n'


def distributions(environment: Environment, folder: Path) -> set[str]:
    listed = environment.run("python", "-m", "pip", "list", "--format", "json", cwd=folder)
    return {entry["name"] for entry in json.loads(listed.stdout)}


def test_the_base_install_brings_nothing_else(bare: Environment, tmp_path: Path) -> None:
    assert distributions(bare, tmp_path) - {"pip", "setuptools"} == {"typed-iam"}


def test_the_command_without_its_extra_says_what_to_install(
    bare: Environment, tmp_path: Path
) -> None:
    for command in (["typed-iam"], ["python", "-m", "typed_iam_cli"]):
        done = bare.run(*command, "check", "x", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith("; run pip install 'typed-iam[cli]'\n")
        assert done.stderr.count("\n") == 1


def test_an_enum_imports_nothing_that_is_not_needed(bare: Environment, tmp_path: Path) -> None:
    script = (
        "from typed_iam.actions.ecr import Ecr; print(len(Ecr), Ecr.PutImage)\n"
        "import sys; print(*sorted(m for m in sys.modules if m.startswith('typed_iam')))\n"
    )
    done = bare.run("python", "-c", script, cwd=tmp_path)
    first, second = done.stdout.splitlines()
    assert first == f"{len(aws.known('ecr'))} ecr:PutImage"
    actions = [name for name in second.split() if name.startswith("typed_iam.actions.")]
    assert actions == ["typed_iam.actions.ecr"]
    assert not [
        name for name in second.split() if not name.startswith("typed_iam.") and name != "typed_iam"
    ]


def test_an_enum_with_everything_installed_imports_no_tool(
    installed: Environment, tmp_path: Path
) -> None:
    script = "from typed_iam.actions.ecr import Ecr\nimport sys; print(*sys.modules)\n"
    done = installed.run("python", "-c", script, cwd=tmp_path)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "typed_iam" in loaded
    assert loaded.isdisjoint({"mypy", "libcst", "click", "rich", "pathspec", "typed_iam_core"})


def test_the_generator_stays_at_home(bare: Environment, tmp_path: Path) -> None:
    done = bare.run("python", "-c", "import typed_iam_generator", cwd=tmp_path)
    assert "ModuleNotFoundError" in done.stderr


def test_all_is_all(from_wheel: Environment, tmp_path: Path) -> None:
    wanted = {"typed-iam", "click", "rich", "pathspec", "mypy", "libcst"}
    assert wanted <= distributions(from_wheel, tmp_path)


@pytest.mark.parametrize(
    "module",
    ["typed_iam", "typed_iam_core.engine", "typed_iam_mypy", "typed_iam_cli", "typed_iam_codemods"],
)
def test_modules_resolve(installed: Environment, tmp_path: Path, module: str) -> None:
    done = installed.run("python", "-c", f"import {module}", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_mypy_sees_the_types(installed: Environment, tmp_path: Path) -> None:
    (tmp_path / "typed.py").write_text(TYPED)
    done = installed.run("mypy", "--strict", "typed.py", cwd=tmp_path)
    assert re.findall(r"^typed\.py:(\d+): error", done.stdout, re.MULTILINE) == ["5"]


def test_pyright_sees_the_types(installed: Environment, tmp_path: Path) -> None:
    (tmp_path / "typed.py").write_text(TYPED)
    # One pyright serves all environments; an option names the interpreter whose packages it resolves.
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", installed.python]
    done = subprocess.run(
        [*map(str, command), "typed.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=clean_environment(),
        timeout=300,
    )
    found = json.loads(done.stdout)["generalDiagnostics"]
    assert [entry["range"]["start"]["line"] + 1 for entry in found] == [5]
    assert "ecr:Nope" in found[0]["message"]


def test_the_mypy_plugin_loads(installed: Environment, tmp_path: Path) -> None:
    (tmp_path / "policy.py").write_text(POLICY)
    (tmp_path / "pyproject.toml").write_text('[tool.mypy]\nplugins = ["typed_iam_mypy"]\n')
    done = installed.run("mypy", "policy.py", cwd=tmp_path)
    (line,) = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert line.startswith("policy.py:3: error: ")
    assert line.endswith("[iam-unknown-action]")


def test_the_codemod_runs_under_libcst(installed: Environment, tmp_path: Path) -> None:
    (tmp_path / "strings.py").write_text(STRINGS)
    name = "typed_iam_codemods.use_enums.UseEnumsCommand"
    done = installed.run(
        "python", "-m", "libcst.tool", "codemod", "-x", name, "strings.py", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "strings.py").read_text()
    assert "from typed_iam.actions.ecr import Ecr\n" in text
    assert '"Action": [Ecr.PutImage]' in text


def test_the_command_line_works(installed: Environment, tmp_path: Path) -> None:
    (tmp_path / "policy.py").write_text(POLICY)
    done = installed.run("typed-iam", "check", "policy.py", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("policy.py:3:49: error: ")
    (tmp_path / "strings.py").write_text(STRINGS)
    done = installed.run("typed-iam", "rewrite", "--check", "strings.py", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert (tmp_path / "strings.py").read_text() == STRINGS
