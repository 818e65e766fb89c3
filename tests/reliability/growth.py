"""Work grows in proportion to the input: ``python -m tests.reliability.growth [SIZE]``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress

from tests.growth import counted, is_proportionate
from tests.reliability.shapes import SHAPES
from typed_iam_codemods.rewriting import action_fixes, enum_references
from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_codemods.rewriting.plans import rewritten
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import RULES
from typed_iam_core.engine import check
from typed_iam_core.text.source import UnreadableSource

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


def growth(
    command: Callable[[bytes], None], shape: Callable[[int], str], size: int
) -> dict[int, int]:
    """The steps of a command on a shape at three sizes."""

    def run(each: int) -> None:
        # A file that is left alone must not take long either.
        with suppress(UnreadableSource, Unproven):
            command(shape(each).encode())

    return counted(run, [size, 2 * size, 4 * size])


def main() -> int:
    """Print the work of each command on each shape; the status is 1 if any grows too fast."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    failed = 0
    for name, shape in SHAPES.items():
        for command_name, command in COMMANDS.items():
            steps = growth(command, shape, size)
            verdict = "" if is_proportionate(steps) else "  GROWS TOO FAST"
            failed += bool(verdict)
            figures = " ".join(f"{count:10,}" for count in steps.values())
            print(f"{command_name:8} {name:34} {figures}{verdict}")
    print(f"{len(SHAPES)} shapes, {len(COMMANDS)} commands, {failed} grow too fast")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
