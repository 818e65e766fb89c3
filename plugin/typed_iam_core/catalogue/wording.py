"""The wording of counts and facts, shared by ``explain``, hovering and the stubs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from typed_iam_core.catalogue.facts import ActionFacts


class Row(NamedTuple):
    """A label and its values as a reader sees them; without values the row is not shown."""

    label: str
    values: Sequence[str]


def counted(number: int, noun: str) -> str:
    """``1 action``, ``1,204 actions``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def rows_of(facts: ActionFacts, resources: Sequence[str]) -> list[Row]:
    """The facts of an action besides its access level, with its resource types as given."""
    return [
        Row("resource types", resources),
        Row("condition keys", facts.conditions),
        Row("permission only", ["no API operation has this name"] * facts.permission_only),
    ]
