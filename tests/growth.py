"""How the work of a function grows with the size of its input, counted in steps, not seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from math import log
from types import FrameType

# How much more than n log n work may grow from one size to the next.
_MARGIN = 1.2
_FACTOR = 4


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


def counted(work: Callable[[int], object], sizes: Sequence[int]) -> dict[int, int]:
    """The steps of some work at each size.

    Args:
        work: does the work for a size; nothing of it may be kept for the next time.
        sizes: in ascending order.
    """
    work(sizes[0])  # Imports and caches are filled once.
    return {size: steps(partial(work, size)) for size in sizes}


def is_proportionate(counts: Mapping[int, int]) -> bool:
    """Whether steps grow no faster than n log n from each size to the next."""
    return all(
        counts[larger] <= _MARGIN * larger / size * log(larger) / log(size) * counts[size]
        for size, larger in pairwise(counts)
    )


def excessive_growth(work: Callable[[int], object], size: int) -> str:
    """What grows faster than n log n from a size to four and sixteen times it; empty if nothing."""
    counts = counted(work, [size, size * _FACTOR, size * _FACTOR**2])
    return "" if is_proportionate(counts) else f"steps by size: {counts}"
