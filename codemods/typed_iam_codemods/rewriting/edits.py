"""Plans of edits, carried out and proven.

A plan says which bytes of a file to replace.  Its result is accepted where the plan can show that
it is right, and a second plan finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from typed_iam_codemods.rewriting.byte_edits import ByteOffsets, Edit, Unproven, splice
from typed_iam_codemods.rewriting.reference_proof import prove
from typed_iam_core.text.source import Source

__all__ = [
    "ByteOffsets",
    "Edit",
    "Plan",
    "Planner",
    "Rewritten",
    "Unproven",
    "prove",
    "rewritten",
    "splice",
]


@dataclass(frozen=True)
class Plan:
    """What to do to one file.

    ``strings`` counts the actions rewritten, ``imports`` the import statements added, extended,
    cut or removed, ``kept`` the actions that stay as the way back could not restore them.  A
    file that has something to rewrite but is left alone has a ``reason``, one line, and no edits.
    """

    edits: tuple[Edit, ...] = ()
    strings: int = 0
    imports: int = 0
    reason: str | None = None
    kept: int = 0

    def prove(self, before: Source, after: Source) -> None:
        """Shows that the edits, which led from one text to the other, are right; see ``prove``."""
        prove(before, after, self.edits)

    @property
    def notes(self) -> Sequence[str]:
        """Lines about single places of the file, each with the place in front: ``12:5: ...``."""
        return ()

    @property
    def details(self) -> Mapping[str, object]:
        """What a report in JSON says of the file besides."""
        return {"kept": self.kept} if self.kept else {}

    @property
    def remarks(self) -> Mapping[str, int]:
        """What was not done, in the words of a summary, and how often."""
        return {"kept as they are spelt (see --any-spelling)": self.kept} if self.kept else {}


@dataclass(frozen=True)
class Rewritten:
    """A file's new bytes, the same as the old ones where there is nothing to do."""

    data: bytes
    plan: Plan


Planner = Callable[[Source], Plan]


def rewritten(data: bytes, planner: Planner) -> Rewritten:
    """Plans, carries out and proves the edits of one file.

    Raises:
        UnreadableSource: the bytes cannot be decoded or parsed.
        Unproven: the edits cannot be shown to be right.
    """
    before = Source(data)
    # A planner may tell from the bytes that there is nothing to do, and miss that it is no Python.
    before.parse()
    plan = planner(before)
    if not plan.edits:
        return Rewritten(data, plan)
    after = Source(splice(data, plan.edits))
    plan.prove(before, after)
    if planner(after).edits:
        raise Unproven("left alone: a second run would change the file again")
    return Rewritten(after.data, plan)
