"""Costs of rewriting a tree as ratios: ``python -m tests.bench.rewrite_speed FOLDER [ROUNDS]``.

Runs, in turn and each on a fresh copy of all Python files of FOLDER:

- ``typed-iam rewrite``, including proofs;
- ``libcst.tool codemod`` with the command that makes the same edits, with two jobs;
- the floor: a Python that only reads every file and scans its bytes.

It does so twice: for all files, most of which contain no action, and for the files in which a
string is an action, each of which has to be parsed. It prints median, minimum and maximum of wall
time and processor time, and the memory of the first process.
"""

from __future__ import annotations

import argparse
import ast
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from typed_iam_core import catalogue
from typed_iam_core.readers import may_hold_actions

_SCAN = """
import sys
from pathlib import Path
from typed_iam_core.readers import may_hold_actions
for path in Path(sys.argv[1]).rglob("*.py"):
    may_hold_actions(path.read_bytes())
"""
COMMANDS: Mapping[str, Sequence[str]] = {
    "typed-iam": (sys.executable, "-m", "typed_iam_cli", "rewrite", "."),
    "libcst.tool": (
        *(sys.executable, "-m", "libcst.tool", "codemod", "--no-format", "-x"),
        *("typed_iam_codemods.use_enums.UseEnumsCommand", "-j", "2", "."),
    ),
    "floor": (sys.executable, "-c", _SCAN, "."),
}


class Cost(NamedTuple):
    """Seconds of wall time, and of processor time of a process and its children."""

    wall: float
    processor: float


def cost(command: Sequence[str], folder: Path) -> Cost:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, used)


def memory(command: Sequence[str], folder: Path) -> float:
    """The peak memory of the first process of a run, in megabytes."""
    run = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, _, usage = os.wait4(run.pid, 0)
    run.returncode = 0
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def holds_action(data: bytes) -> bool:
    """Whether any string of a module is an action."""
    if not may_hold_actions(data):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError):
        return False
    return any(
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and catalogue.default().action(node.value) is not None
        for node in ast.walk(tree)
    )


def copied(source: Path, target: Path, wanted: Callable[[bytes], bool]) -> list[Path]:
    """Copy the wanted Python files of a tree."""
    made = []
    for path in sorted(source.rglob("*.py")):
        data = path.read_bytes() if path.is_file() else None
        if data is not None and wanted(data):
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(data)
            made.append(copy)
    return made


def compare(name: str, source: Path, wanted: Callable[[bytes], bool], rounds: int) -> None:
    costs: dict[str, list[Cost]] = {command: [] for command in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        original, copy = Path(folder, "original"), Path(folder, "copy")
        files = copied(source, original, wanted)
        size = sum(path.stat().st_size for path in files)
        print(f"\n{name}: {len(files):,} files, {size / 1e6:.1f} MB")
        for _ in range(rounds):
            for command, arguments in COMMANDS.items():
                shutil.copytree(original, copy)
                costs[command].append(cost(arguments, copy))
                shutil.rmtree(copy)
        shutil.copytree(original, copy)
        peak = memory(COMMANDS["typed-iam"], copy)
    for command, measured in costs.items():
        print(f"  {command:12} wall {_shown(measured, 0)}   processor {_shown(measured, 1)}")
    print(f"  typed-iam's first process had at most {peak:.0f} MB in memory")
    for numerator, denominator in (("libcst.tool", "typed-iam"), ("typed-iam", "floor")):
        pairs = list(zip(costs[numerator], costs[denominator], strict=True))
        ratios = [[one[part] / other[part] for one, other in pairs] for part in (0, 1)]
        wall, processor = (
            f"{statistics.median(part):6.1f}  ({min(part):.1f} to {max(part):.1f})"
            for part in ratios
        )
        print(f"  {numerator} / {denominator}: wall {wall}, processor {processor}")


def _shown(costs: Sequence[Cost], part: int) -> str:
    values = [each[part] for each in costs]
    return f"{statistics.median(values):6.2f} s ({min(values):.2f} to {max(values):.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.rewrite_speed", description=__doc__
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("rounds", metavar="ROUNDS", type=int, nargs="?", default=3)
    options = parser.parse_args()
    compare("all files", options.folder, lambda _: True, options.rounds)
    compare("files with actions", options.folder, holds_action, options.rounds)


if __name__ == "__main__":
    main()
