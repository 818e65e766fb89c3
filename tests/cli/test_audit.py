"""A check executes nothing of a file: an audit hook sees whatever the interpreter does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import WRONG, environment
from typed_iam_cli.output.formats import FORMATS

# Ends the process at once, because an exception could be caught.
HOOK = """
import os, sys

def stop(event, detail):
    os.write(2, f"AUDIT {event} {detail}\\n".encode())
    os._exit(99)

def hook(event, arguments):
    if event == "import" and "target" in arguments[0]:
        stop(event, arguments[0])
    if event == "exec" and "target" in arguments[0].co_filename:
        stop(event, arguments[0].co_filename)
    if event == "open":
        path, mode, flags = arguments
        written = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        if set(mode or "") & set("wax+") or (flags or 0) & written:
            stop(event, path)
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork",
                         "os.system", "os.remove", "os.rename", "os.mkdir", "os.rmdir",
                         "os.link", "os.symlink", "os.truncate", "os.chmod", "os.utime",
                         "shutil.", "pickle.", "marshal.dumps", "ctypes.", "pty.")):
        stop(event, arguments)

sys.addaudithook(hook)
sys.dont_write_bytecode = True
"""


def run(script: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", "-c", HOOK + script, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(),
        timeout=60,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "target").mkdir()
    bomb = "open('proof', 'w').close()\nimport os\nos.system('touch proof')\n"
    for name in ("__init__", "target_module", "conftest", "sitecustomize"):
        (tmp_path / "target" / f"{name}.py").write_text(f"{bomb}{WRONG}raise SystemExit(98)\n")
    (tmp_path / "target" / "broken.py").write_text(f"{WRONG}def (\n")
    return tmp_path


FINDING = {
    "text": "[iam-unknown-action]",
    "json": '"code": "iam-unknown-action"',
    "sarif": '"ruleId": "iam-unknown-action"',
    "github": "title=iam-unknown-action",
    "junit": "<failure ",
}


@pytest.mark.parametrize("output", FORMATS)
def test_check_only_reads(folder: Path, output: str) -> None:
    script = "from typed_iam_cli import main\nmain()\n"
    done = run(script, folder, "check", "--output-format", output, ".")
    assert done.returncode == 1, done.stderr
    assert done.stdout.count(FINDING[output]) == 4
    assert not (folder / "proof").exists()


@pytest.mark.parametrize(
    "script",
    [
        "import target.target_module",
        "exec(compile(open('target/conftest.py').read(), 'target/conftest.py', 'exec'))",
        "open('proof', 'w')",
        "open('target/conftest.py', 'r+')",
        "os.open('proof', os.O_CREAT)",
        "os.system('true')",
        "import subprocess; subprocess.run(['true'])",
        "import socket; socket.socket()",
        "os.remove('target/conftest.py')",
        "import pickle; pickle.loads(b'cos\\nsystem\\n.')",
    ],
)
def test_the_hook_can_fail(folder: Path, script: str) -> None:
    done = run(script, folder)
    assert (done.returncode, done.stderr[:6]) == (99, "AUDIT ")
