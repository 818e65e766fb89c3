"""How the work of a function grows with the size of its input, counted in steps, not seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from math import log
from types import FrameType

# A size, and the next by this factor; work in proportion grows by it, quadratic work by its square.
_FACTOR = 4
_MARGIN = 1.2


def steps(work: Callable[[], object]) -> int:
    """The number of functions called, in Python and C, which no load of the machine changes."""
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    try:
        sys.setprofile(profile)
        work()
    finally:
        sys.setprofile(before)
    return count


def excessive_growth(work: Callable[[int], object], size: int) -> str:
    """What grows faster than n log n among three sizes; empty if nothing does.

    Args:
        work: does the work for a size, each time anew.
        size: the smallest size; the others are 4 and 16 times as large.
    """
    work(size)  # Imports and caches are filled once.
    sizes = [size, size * _FACTOR, size * _FACTOR**2]
    counts = [steps(lambda each=each: work(each)) for each in sizes]  # type: ignore[misc]
    for at in (1, 2):
        allowed = _MARGIN * _FACTOR * log(sizes[at]) / log(sizes[at - 1])
        if counts[at] > allowed * counts[at - 1]:
            return f"{dict(zip(sizes, counts, strict=True))}: more than {allowed:.1f}-fold at {sizes[at]}"
    return ""
