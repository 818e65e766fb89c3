"""What a code means, as its diagnostic documents it."""

from __future__ import annotations

from typing import NamedTuple

from typed_iam_core.diagnostics import RULES
from typed_iam_core.diagnostics.documentation import documentation


class Description(NamedTuple):
    """What is wrong, in a sentence, and why it matters."""

    summary: str
    reason: str


def describe(code: str) -> Description:
    """The description of one of ``RULES``, each part on one line, names in single backquotes."""
    return Description(*map(_one_line, documentation(RULES[code])))


def _one_line(text: str) -> str:
    return " ".join(text.replace("``", "`").split())
