"""What one file may cost, and how much is done at once."""

from __future__ import annotations

import os
from typing import NamedTuple


class Limits(NamedTuple):
    """Bounds of one file: seconds, and bytes of memory where the system keeps count of them."""

    seconds: float = 30.0
    memory: int = 3_000_000_000


def cores() -> int:
    """How many processes of ours can run at the same time."""
    if hasattr(os, "sched_getaffinity"):
        # In a container these may be fewer than the machine has.
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
