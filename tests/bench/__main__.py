"""Costs as ratios within one run: ``python -m tests.bench [FOLDER]``.

Prints one line for each comparison: the median of the pairwise ratios over interleaved rounds, with
their minimum and maximum.  FOLDER is a tree of Python files; by default the standard library.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.config import Config
from typed_iam_core.engine import check
from typed_iam_core.readers import may_hold_policies
from typed_iam_core.text.source import UnreadableSource

ROUNDS = 7


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, work: Callable[[], object], against: Callable[[], object]) -> None:
    work()
    against()
    ratios = [seconds(work) / seconds(against) for _ in range(ROUNDS)]
    print(f"{name:58} {statistics.median(ratios):6.2f}  ({min(ratios):.2f} to {max(ratios):.2f})")


def python(code: str) -> Callable[[], object]:
    # Imports are compared as users pay for them: compiled once, by the first run.
    env = {k: value for k, value in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run(
        [sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL, env=env
    )


def check_all(contents: list[bytes]) -> None:
    for data in contents:
        try:
            check(data, Config())
        except UnreadableSource:
            continue


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "folder", metavar="FOLDER", type=Path, nargs="?", default=sysconfig.get_path("stdlib")
    )
    folder = parser.parse_args().folder
    paths = sorted(folder.rglob("*.py"))
    contents = [path.read_bytes() for path in paths]
    print(f"{len(paths)} files, {sum(map(len, contents)) / 1e6:.1f} MB of {folder}\n")
    compare(
        "import of one service / bare interpreter",
        python("from typed_iam.actions.ecr import Ecr"),
        python("pass"),
    )
    compare(
        "import of the largest service / bare interpreter",
        python("from typed_iam.actions.ec2 import Ec2"),
        python("pass"),
    )
    compare(
        "first look-up of a service / reading its file",
        lambda: Catalogue().service("ecr"),
        lambda: Path(Catalogue()._folder, "actions.txt").read_bytes(),
    )
    compare(
        "byte scan of all files / reading them",
        lambda: [may_hold_policies(data) for data in contents],
        lambda: [path.read_bytes() for path in paths],
    )
    compare(
        "check of all files / byte scan of them",
        lambda: check_all(contents),
        lambda: [may_hold_policies(data) for data in contents],
    )


if __name__ == "__main__":
    main()
