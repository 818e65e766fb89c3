"""Work grows in proportion to the input: ``python -m tests.reliability.growth [SIZE]``.

Work is counted in calls of functions, Python's and C's, not in seconds, so that a busy machine
changes nothing.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import log
from types import FrameType
from typing import Any

from tests.reliability.shapes import SHAPES
from typed_iam_codemods.rewriting import action_fixes, enum_references
from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_codemods.rewriting.plans import rewritten
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import RULES
from typed_iam_core.engine import check
from typed_iam_core.text.source import UnreadableSource

# How much more than in proportion, and than the logarithm of that, work may grow.
MARGIN = 1.5
_ALL = Config(select=frozenset(RULES))


def _check(data: bytes) -> None:
    check(data, _ALL)


def _rewrite(data: bytes) -> None:
    # Only right actions are rewritten.
    rewritten(data.replace(b"BatchGetImages", b"BatchGetImage"), enum_references.plan)


def _fix(data: bytes) -> None:
    rewritten(data, lambda source: action_fixes.plan(source, Config(), unsafe=True))


COMMANDS: dict[str, Callable[[bytes], None]] = {
    "check": _check,
    "rewrite": _rewrite,
    "fix": _fix,
}


def work(command: Callable[[bytes], None], data: bytes) -> int:
    """Calls of functions that a command makes for a file of these bytes."""
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        if event in ("call", "c_call"):
            calls += 1

    with _without_collections():
        sys.setprofile(count)
        try:
            command(data)
        except (UnreadableSource, Unproven):
            pass
        finally:
            sys.setprofile(None)
    return calls


@contextmanager
def _without_collections() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def growth(command: Callable[[bytes], None], shape: Callable[[int], str], size: int) -> list[int]:
    """The work for a shape at a size, and at twice and four times that size."""
    for _ in range(2):
        # What is read once a process does not count.
        work(command, shape(size).encode())
    return [work(command, shape(size * factor).encode()) for factor in (1, 2, 4)]


def is_proportionate(works: list[int], size: int) -> bool:
    """Whether work at four times a size is at most that of n log n, with a margin."""
    allowed = 4 * log(4 * size) / log(size) * MARGIN
    return works[2] <= works[0] * allowed


def main() -> int:
    """Print the work of each command on each shape; the status is 1 if any grows too fast."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    failed = 0
    for name, shape in SHAPES.items():
        for command_name, command in COMMANDS.items():
            works = growth(command, shape, size)
            verdict = "" if is_proportionate(works, size) else "  TOO FAST"
            failed += bool(verdict)
            print(f"{command_name:8} {name:34} {works[0]:9,} {works[1]:9,} {works[2]:9,}{verdict}")
    print(f"{len(SHAPES)} shapes, {len(COMMANDS)} commands, {failed} grow too fast")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
