"""Run promises, each of which is a function that measures and says what is broken."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_SHOWN = 10


class Kept(NamedTuple):
    """The figure that a run measured, and a line for each way in which a promise was broken."""

    figure: str
    broken: Sequence[str]


# From an empty folder, and whether the long run is wanted.
Promise = Callable[[Path, bool], Kept]
# The same, with code that changes the product before it runs.
FaultyPromise = Callable[[Path, bool, str], Kept]
# The short run of a promise with a fault in the product; it has to be broken.
Planted = Callable[[Path], Kept]


def main(name: str, about: str | None, promises: Mapping[str, Promise]) -> int:
    """Run the promises that the command line names, all by default; 1 if any is broken."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.reliability.{name}", description=about)
    parser.add_argument("names", metavar="PROMISE", nargs="*", help=", ".join(promises))
    parser.add_argument("--long", action="store_true", help="Minutes instead of seconds.")
    options = parser.parse_args()
    unknown = set(options.names) - set(promises)
    if unknown:
        parser.error(f"unknown promise: {', '.join(unknown)}; use some of {', '.join(promises)}")
    failed = 0
    for each in options.names or promises:
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            figure, broken = promises[each](Path(folder), options.long)
        failed += bool(broken)
        verdict = "BROKEN" if broken else "kept"
        print(f"{verdict:6} {each}: {figure} ({time.monotonic() - start:.0f} s)", flush=True)
        for line in broken[:_SHOWN]:
            print(f"       {line}", flush=True)
    return 1 if failed else 0


def with_fault(promise: FaultyPromise, product: str) -> Planted:
    """The short run of a promise with code that changes the product."""
    return lambda folder: promise(folder, False, product)


def command(product: str = "", *arguments: str) -> tuple[str, ...]:
    """A command line of ``typed-iam``; ``product`` is code that changes the product before."""
    return (sys.executable, "-c", f"{product}\nfrom typed_iam_cli import main\nmain()", *arguments)
