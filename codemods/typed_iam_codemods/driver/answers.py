"""What comes back from a process that plans and proves a file's edits."""

from __future__ import annotations

from typing import NamedTuple

from typed_iam_codemods.rewriting.edits import Rewritten


class NoAnswer(NamedTuple):
    """Why there are no new bytes, in one line; ``failed`` is whether nobody meant it so."""

    reason: str
    failed: bool = True


# New bytes with their plan, or why there are none.
Answer = Rewritten | NoAnswer
