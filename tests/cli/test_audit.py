"""Nothing of a file is executed: an audit hook sees what the interpreter does, in workers too."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import WRONG, environment
from typed_iam_cli.output.formats import FORMATS

# Ends the process at once, because an exception could be caught.
HOOK = """
import os, sys

ALLOWED = ()

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
    if event not in ALLOWED and event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork",
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


# Also allow what ``multiprocessing`` does; its pipes are opened by their numbers.
WORKERS = HOOK.replace(
    "ALLOWED = ()", "ALLOWED = ('os.fork', 'pickle.find_class', 'socket.__new__')"
).replace('event == "open"', 'event == "open" and not isinstance(arguments[0], int)')
# The driver does not fork if there is a second thread.
START_METHODS = {"fork": "pass", "spawn": "threading.active_count = lambda: 2"}
SCRIPT = """
import threading
from typed_iam_cli import main
from typed_iam_codemods.rewriting import enum_references
{}
main()
"""


@pytest.fixture
def rewrite(folder: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """``rewrite --check`` within the files' folder, with a hook in each process."""
    hooks = folder / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(
        f"import os\nopen({str(folder / 'hooked')!r}, 'a').write(f'{{os.getpid()}}\\n')\n{WORKERS}"
    )
    (hooks / "planted.py").write_text("import os\ndef plan(*_, **__): os.system('touch proof')\n")
    for path in list((folder / "target").iterdir()):
        path.write_text(path.read_text().replace("PutImages", "PutImage"))
        (path.parent / "threading.py").write_text(path.read_text())

    def run(changes: str) -> subprocess.CompletedProcess[str]:
        (folder / "run.py").write_text(SCRIPT.format(changes))
        return subprocess.run(
            [sys.executable, "-B", folder / "run.py", "rewrite", "--check", "."],
            capture_output=True,
            text=True,
            cwd=folder / "target",
            env=environment(PYTHONPATH=str(hooks)),
            timeout=60,
        )

    return run


@pytest.mark.parametrize("method", START_METHODS)
def test_rewrite_and_its_workers_only_read(
    folder: Path, rewrite: Callable[[str], subprocess.CompletedProcess[str]], method: str
) -> None:
    done = rewrite(START_METHODS[method])
    assert "AUDIT" not in done.stderr
    assert (done.returncode, done.stderr.splitlines()[-1][:26]) == (
        1,
        "5 files would be rewritten",
    ), done.stderr
    # A fork has its parent's hook.
    processes = set((folder / "hooked").read_text().split())
    forks = method == "fork" and sys.platform == "linux"
    assert len(processes) == 1 if forks else len(processes) > 2
    assert not [*folder.rglob("proof")]


@pytest.mark.parametrize("method", START_METHODS)
def test_the_hook_sees_what_workers_do(
    folder: Path, rewrite: Callable[[str], subprocess.CompletedProcess[str]], method: str
) -> None:
    done = rewrite(f"{START_METHODS[method]}\nimport planted; enum_references.plan = planted.plan")
    assert "AUDIT os.system" in done.stderr
    assert "Python crashed while parsing it (exit status 99)" in done.stderr
    assert not [*folder.rglob("proof")]
