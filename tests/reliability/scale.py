"""Large trees, long sessions and long lines: ``python -m tests.reliability.scale [--long]``.

A tree of many files is checked and rewritten completely in little memory, the language server takes
many edits without growing, and mypy with the plugin reports every finding of a line that is very
long.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.lsp.editor import Editor
from tests.plugin.mypy_project import PYPROJECT, Project
from tests.reliability.promises import Kept, Planted, Promise, command, main, with_fault

_WRONG = '"ecr:BatchGetImages"'
_POLICY = '{"Effect": "Allow", "Action": ["ecr:PutImage", %s], "Resource": "*"}'
_MEMORY = 200_000  # kilobytes of a process
_GROWTH = 3_000
# Faults in the product, as code that runs before it.
_LOSES_A_FILE = """
from typed_iam_cli.commands import check

discover = check.discover

def losing(*arguments, **options):
    found, problems = discover(*arguments, **options)
    return found[:-10], problems

check.discover = losing
"""
_KEEPS_ANALYSES = """
from typed_iam_lsp.analysis import Analysis

kept = []
of = Analysis.__init__

def keeping(self, text, config, path):
    kept.append((text + " ").encode() * 20)
    of(self, text, config, path)

Analysis.__init__ = keeping
"""
_SHORT_LINES = """
from typed_iam_mypy import plugin
from typed_iam_mypy.project import Project

findings = Project.findings

def cut(self, path, data, package="", resolve=None):
    return [each for each in findings(self, path, data) if each.finding.span.column < 65536]

Project.findings = cut
"""


def _measured(folder: Path, product: str, *arguments: str) -> tuple[int, str, int]:
    """The exit status and standard output of a run, and its most memory in kilobytes."""
    output = folder.parent / "output"
    with output.open("wb") as file:
        run = subprocess.Popen(
            command(product, *arguments), cwd=folder, stdout=file, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    return run.returncode, output.read_text("utf-8"), usage.ru_maxrss


def tree(folder: Path, long: bool, product: str = "") -> Kept:
    """Every file of a large tree is checked and rewritten, in bounded memory."""
    count = 20_000 if long else 400
    root = folder / "tree"
    expected = 0
    for number in range(count):
        path = root / f"package_{number % 100}" / f"module_{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        has_policy = number % 10 == 9
        expected += has_policy
        policy = f"P = {_POLICY % _WRONG}\n" if has_policy else "def function(x):\n    return x\n"
        path.write_text(f"import os\n\n{policy}", "utf-8")
    broken: list[str] = []
    status, output, check_memory = _measured(root, product, "check", "--output-format", "json", ".")
    findings = len(json.loads(output))
    if (status, findings) != (1, expected):
        broken.append(f"check: exit status {status}, {findings} findings for {expected}")
    status, _, memory = _measured(root, product, "rewrite", "--jobs", "2", ".")
    done = sum(b"Ecr.PutImage" in path.read_bytes() for path in root.rglob("*.py"))
    if (status, done) != (0, expected):
        broken.append(f"rewrite: exit status {status}, {done} files rewritten of {expected}")
    if max(memory, check_memory) > _MEMORY:
        broken.append(f"memory: {check_memory:,} and {memory:,} kB")
    figure = (
        f"{count:,} files, {findings:,} findings, {done:,} files rewritten,"
        f" at most {check_memory / 1000:.0f} MB for check and {memory / 1000:.0f} MB for rewrite"
    )
    return Kept(figure, broken)


def _kilobytes(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0])


def edits(folder: Path, long: bool, product: str = "") -> Kept:
    """The server's memory does not grow with edits, and its findings stay right."""
    count = 10_000 if long else 200
    server = (sys.executable, "-c", f"{product}\nfrom typed_iam_lsp.server import serve\nserve()")
    editor = Editor(folder, command=server)
    text = f"P = {_POLICY % _WRONG}\n" + "# a comment\n" * 500
    uri = editor.open("a.py", text)
    broken: list[str] = []

    def edited(times: int) -> int:
        for number in range(times // 2):
            # A new text each time, or the server would answer from the last analysis.
            comment = f"# {number}\n"
            editor.edit(uri, 0, 0, comment)
            if number % 2 == 0 and len(editor.settled(uri) or []) != 1:
                broken.append(f"edit {number}: not one finding")
            editor.edit(uri, 0, len(comment), "")
            editor.published.clear()
        editor.settled(uri)
        return _kilobytes(editor.server_pid)

    before = edited(200)
    after = edited(count)
    editor.close()
    if after - before > _GROWTH:
        broken.append(f"memory grew by {after - before:,} kB")
    return Kept(f"{count:,} edits, {before / 1000:.0f} -> {after / 1000:.0f} MB", broken)


def long_lines(folder: Path, long: bool, product: str = "") -> Kept:
    """mypy reports each finding of a line, however long it is, at its column."""
    count = 40_000 if long else 8_000
    project = Project(folder)
    if product:
        project.write("planted.py", product)
        project.write("pyproject.toml", PYPROJECT.replace('"typed_iam_mypy"', '"./planted.py"'))
    start = 'P = {"Effect": "Allow", "Resource": "*", "Action": ['
    # Each of its own: mypy reports a message once a line.
    items = [f'"ecr:Fly{each}"' if each % 40 == 0 else '"ecr:PutImage"' for each in range(count)]
    text = f"{start}{', '.join(items)}]}}\n"
    columns = [found.start() + 1 for found in re.finditer('"ecr:Fly', text)]
    project.write("a.py", text)
    outcome = project.cold()
    found = [column for _, line, column, _ in outcome.ours if line == 1]
    broken = [] if found == columns else [f"{len(found)} findings of {len(columns)}"]
    broken += [outcome.stderr[-200:]] * ("Traceback" in outcome.stderr)
    return Kept(f"a line of {len(text):,} characters, {len(found):,} findings", broken)


PROMISES: dict[str, Promise] = {
    "large tree": tree,
    "edits": edits,
    "long lines": long_lines,
}


PLANTED: dict[str, Planted] = {
    "a check that loses files": with_fault(tree, _LOSES_A_FILE),
    "a server that keeps what it analyzed": with_fault(edits, _KEEPS_ANALYSES),
    "a plugin that stops in a long line": with_fault(long_lines, _SHORT_LINES),
}

if __name__ == "__main__":
    sys.exit(main("scale", __doc__, PROMISES))
