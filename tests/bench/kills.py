"""Kill rewriting runs at random moments and inspect the files: ``python -m tests.bench.kills [N]``.

Each round kills all processes of a run over a tree of files with SIGKILL. Afterwards each file
must have either its old or its new bytes, and a last run that is not killed must leave only new
ones and no temporary file. N is 200 by default; the seed is fixed.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from typed_iam_codemods.rewriting.enum_references import plan
from typed_iam_codemods.rewriting.plans import rewritten

COMMAND = (sys.executable, "-m", "typed_iam_cli", "rewrite", "--jobs", "2", ".")
_POLICY = """\
P{number} = {{
    "Version": "2012-10-17",
    "Statement": [{{"Effect": "Allow", "Action": ["ecr:PutImage", "s3:GetObject"], "Resource": "*"}}],
}}
"""


class Report(NamedTuple):
    """Counts of kills in the middle of a run, torn files, and temporary files found and left."""

    kills: int
    half_done: int
    torn: int
    temporary: int
    left: int


class Tree:
    """Files with actions, with their old and their new bytes."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.old: Mapping[Path, bytes] = {
            folder / f"package_{number % 5}" / f"policies_{number}.py": _module(number)
            for number in range(count)
        }
        self.new = {path: rewritten(data, plan).data for path, data in self.old.items()}

    def restore(self) -> None:
        """Write the old bytes to each file that does not have them."""
        for path, data in self.old.items():
            path.parent.mkdir(exist_ok=True)
            if not path.exists() or path.read_bytes() != data:
                path.write_bytes(data)

    def torn(self) -> list[Path]:
        """Files with neither their old nor their new bytes."""
        return [
            path
            for path, data in self.old.items()
            if not path.exists() or path.read_bytes() not in (data, self.new[path])
        ]

    def done(self) -> int:
        """The number of files with their new bytes."""
        return sum(path.read_bytes() == data for path, data in self.new.items())

    def change_of_any(self, choice: random.Random) -> Callable[[], bool]:
        """A function that says whether a randomly chosen file has changed since this call."""
        path = choice.choice(list(self.old))
        before = path.stat()

        def changed() -> bool:
            now = path.stat()
            return (now.st_ino, now.st_mtime_ns) != (before.st_ino, before.st_mtime_ns)

        return changed

    def others(self) -> list[Path]:
        """Files that do not belong to the tree."""
        return [path for path in self.folder.rglob("*") if path.is_file() and path not in self.old]


def _module(number: int) -> bytes:
    # Different sizes, up to several pages of memory.
    return "".join(_POLICY.format(number=part) for part in range(1 + number % 40)).encode()


def kill(command: Sequence[str], folder: Path, until: Callable[[], bool], delay: float) -> None:
    """Start a run and kill all its processes ``delay`` seconds after a condition holds."""
    run = subprocess.Popen(
        command, cwd=folder, start_new_session=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    while run.poll() is None and not until():
        time.sleep(0.0005)
    time.sleep(delay)
    with suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def torture(
    folder: Path,
    kills: int,
    files: int = 60,
    command: Sequence[str] = COMMAND,
    seed: int = 1,
    to_first_tear: bool = False,
) -> Report:
    """Kill runs at random moments: while they start, or when a certain file is written."""
    tree = Tree(folder, files)
    choice = random.Random(seed)
    half_done = torn = temporary = done = 0
    while done < kills and not (to_first_tear and torn):
        tree.restore()
        if choice.random() < 0.1:
            kill(command, folder, lambda: True, choice.uniform(0, 0.5))
        else:
            kill(command, folder, tree.change_of_any(choice), choice.uniform(0, 0.003))
        done += 1
        torn += len(tree.torn())
        half_done += 0 < tree.done() < files
        temporary += len(tree.others())
    tree.restore()
    subprocess.run(command, cwd=folder, check=True, stderr=subprocess.DEVNULL)
    torn += files - tree.done()
    return Report(done, half_done, torn, temporary, len(tree.others()))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kills", description=__doc__)
    parser.add_argument("kills", metavar="N", type=int, nargs="?", default=200)
    kills = parser.parse_args().kills
    with tempfile.TemporaryDirectory() as folder:
        report = torture(Path(folder), kills)
    print(
        f"{report.kills} kills, {report.half_done} of them in the middle: {report.torn} files torn,"
        f" {report.temporary} temporary files found, {report.left} left after the last run"
    )
    sys.exit(1 if report.torn or report.left else 0)


if __name__ == "__main__":
    main()
