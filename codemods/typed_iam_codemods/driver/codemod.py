"""A codemod, the limits of its work on one file, and its answer."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from typed_iam_codemods.rewriting.plans import Plan, Rewritten
from typed_iam_core.readers import may_hold_policies


@dataclass(frozen=True)
class Codemod:
    """What to do to files; it can be pickled, as it is sent to other processes.

    ``planner`` turns a source into its edits; if it ``wants_path``, it also gets the file's name,
    as ``path``.  ``may_apply`` is a scan of the bytes, much cheaper than that, which is False only
    where the planner would find nothing.
    """

    planner: Callable[..., Plan]
    may_apply: Callable[[bytes], bool] = may_hold_policies
    wants_path: bool = False


class Limits(NamedTuple):
    """Limits for one file: seconds, and bytes of memory where the system enforces them."""

    seconds: float = 30.0
    memory: int = 3_000_000_000


# New bytes with their plan, or in one line why there are none.
Answer = Rewritten | str


def cores() -> int:
    """How many processes can run at the same time."""
    if hasattr(os, "sched_getaffinity"):
        # In a container these may be fewer than the machine has.
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
