"""Kills rewriting runs at random points and looks at what they left: ``python -m tests.bench.kills [N]``.

Each round kills all processes of a run over a tree of files with SIGKILL.  Whatever the moment,
each file has either its old or its new bytes afterwards, and a last run that nobody kills
leaves nothing but new ones.  N is 200 by default; the seed is fixed.
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
    """What came of it: kills that hit a run half done, files torn, temporary files met and left."""

    kills: int
    half_done: int
    torn: int
    temporary: int
    left: int


class Tree:
    """Files with actions, in their old and their new bytes."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.old: Mapping[Path, bytes] = {
            folder / f"package_{number % 5}" / f"policies_{number}.py": _module(number)
            for number in range(count)
        }
        self.new = {path: rewritten(data, plan).data for path, data in self.old.items()}

    def restore(self) -> None:
        """Gives each file that has not its old bytes these."""
        for path, data in self.old.items():
            path.parent.mkdir(exist_ok=True)
            if not path.exists() or path.read_bytes() != data:
                path.write_bytes(data)

    def torn(self) -> list[Path]:
        """Files that have neither their old nor their new bytes."""
        return [
            path
            for path, data in self.old.items()
            if not path.exists() or path.read_bytes() not in (data, self.new[path])
        ]

    def done(self) -> int:
        """How many files have their new bytes."""
        return sum(path.read_bytes() == data for path, data in self.new.items())

    def change_of_any(self, choice: random.Random) -> Callable[[], bool]:
        """Whether a file, chosen by chance, has changed since now."""
        path = choice.choice(list(self.old))
        before = path.stat()

        def changed() -> bool:
            now = path.stat()
            return (now.st_ino, now.st_mtime_ns) != (before.st_ino, before.st_mtime_ns)

        return changed

    def others(self) -> list[Path]:
        """Files that are none of the tree's."""
        return [path for path in self.folder.rglob("*") if path.is_file() and path not in self.old]


def _module(number: int) -> bytes:
    # Of different sizes, up to some pages of memory.
    return "".join(_POLICY.format(number=part) for part in range(1 + number % 40)).encode()


def kill(command: Sequence[str], folder: Path, until: Callable[[], bool], delay: float) -> None:
    """Starts a run and kills all its processes so many seconds after something has come true."""
    run = subprocess.Popen(
        command, cwd=folder, start_new_session=True, stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
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
    """Kills runs at random points: while they start, or about when a certain file is written."""
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
        f"{report.kills} kills, {report.half_done} of them half way: {report.torn} files torn,"
        f" {report.temporary} temporary files met, {report.left} left after the last run"
    )
    sys.exit(1 if report.torn or report.left else 0)


if __name__ == "__main__":
    main()
