"""Plans of edits: carried out and proven.

A plan says which parts of a file to replace.  Its result is accepted if the plan can prove it
correct and planning again finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from typed_iam_codemods.rewriting.edits import Edit, Unproven, splice
from typed_iam_codemods.rewriting.reference_proof import prove
from typed_iam_core.text.source import Source


@dataclass(frozen=True)
class Plan:
    """The edits of one file.

    ``strings`` counts the actions rewritten, ``imports`` the import statements added, extended,
    shortened or removed, ``kept`` the actions that stay because the reverse rewrite could not
    restore them.  A file that is left alone in spite of something to rewrite has a ``reason``, one
    line, and no edits.
    """

    edits: tuple[Edit, ...] = ()
    strings: int = 0
    imports: int = 0
    reason: str | None = None
    kept: int = 0

    def prove(self, before: Source, after: Source) -> None:
        """Raise Unproven unless the edits, which led from one text to the other, are correct."""
        prove(before, after, self.edits)

    @property
    def notes(self) -> Sequence[str]:
        """Lines about single places of the file, each starting with its place: ``12:5: ...``."""
        return ()

    @property
    def details(self) -> Mapping[str, object]:
        """Entries that a JSON report adds to those of every file."""
        return {"kept": self.kept} if self.kept else {}

    @property
    def remarks(self) -> Mapping[str, int]:
        """Phrases for a summary about edits not made, with their counts."""
        return {"kept in their spelling (see --any-spelling)": self.kept} if self.kept else {}


@dataclass(frozen=True)
class Rewritten:
    """A file's new bytes, equal to the old ones where there is nothing to do, and its plan."""

    data: bytes
    plan: Plan


Planner = Callable[[Source], Plan]


def rewritten(data: bytes, planner: Planner) -> Rewritten:
    """Plan, carry out and prove the edits of one file.

    Raises:
        UnreadableSource: the bytes cannot be decoded or parsed.
        Unproven: the edits cannot be shown to be correct.
    """
    before = Source(data)
    # A planner may see in the bytes that there is nothing to do, and miss a syntax error.
    before.parse()
    plan = planner(before)
    if not plan.edits:
        return Rewritten(data, plan)
    after = Source(splice(before, plan.edits))
    plan.prove(before, after)
    if planner(after).edits:
        raise Unproven("left alone: a second run would change the file again")
    return Rewritten(after.data, plan)


def is_out_of_scope(path: PurePath) -> bool:
    """Whether a file is never rewritten: a stub, a module of the enums, a ``setup.py``."""
    # setup.py runs before anything that it could import is installed.
    return (
        path.suffix == ".pyi"
        or path.name == "setup.py"
        or path.parts[-3:-1] == ("typed_iam", "actions")
    )
