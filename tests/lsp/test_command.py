"""``typed-iam lsp`` as a command."""

from __future__ import annotations

import json
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


def _message(method: str, number: int | None = None, **params: object) -> bytes:
    message = {"jsonrpc": "2.0", "method": method, "params": params}
    body = json.dumps(message if number is None else {**message, "id": number}).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


_INITIALIZE = _message("initialize", 1, processId=None, rootUri=None, capabilities={})
_SHUTDOWN = _message("shutdown", 2)
_EXIT = _message("exit")


@pytest.mark.parametrize(
    ("messages", "status"),
    [
        ([_INITIALIZE, _SHUTDOWN, _EXIT], 0),
        ([_INITIALIZE, _EXIT], 1),
        ([_INITIALIZE, _SHUTDOWN, _message("shutdown", 3), _EXIT], 0),
    ],
    ids=["after shutdown", "without shutdown", "after two"],
)
def test_the_exit_status_says_whether_it_was_shut_down(messages: list[bytes], status: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "typed_iam_cli", "lsp"],
        capture_output=True,
        input=b"".join(messages),
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (status, b"")
    refused = b'"code": -32600' in done.stdout
    assert refused is (len(messages) > 3)


def test_the_group_lists_it_without_importing_pygls() -> None:
    listed = CliRunner().invoke(app, ["--help"])
    assert "lsp" in listed.output
