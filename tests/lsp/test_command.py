"""``typed-iam lsp`` as a command."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from typed_iam_cli.app import app

WITHOUT = """\
import sys
sys.modules[{name!r}] = None
sys.argv = ["typed-iam", "lsp"]
from typed_iam_cli import main
main()
"""


@pytest.mark.parametrize("name", ["pygls", "lsprotocol", "pygls.lsp.server"])
def test_without_its_extra_it_names_the_package_to_install(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(name=name)],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "pip install 'typed-iam[lsp]'" in done.stderr


def test_it_exits_when_the_editor_disconnects() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "typed_iam_cli", "lsp", "--stdio"],
        capture_output=True,
        input=b"",
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_group_lists_it_without_importing_pygls() -> None:
    listed = CliRunner().invoke(app, ["--help"])
    assert "lsp" in listed.output
