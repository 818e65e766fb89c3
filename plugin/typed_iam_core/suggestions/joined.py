"""Actions that a text consists of: between two literals side by side a comma is missing."""

from __future__ import annotations

from typed_iam_core.catalogue import Catalogue

# Characters of the longest service prefix, with room for new ones.
_LONGEST_PREFIX = 60
# Colons of a text that is looked at.
_MOST = 50


def joined(catalogue: Catalogue, text: str) -> tuple[str, ...]:
    """The actions, at least two, that a text is made of, in order; nothing if it is not.

    ``ecr:PutImageecr:GetLifecyclePolicy`` -> ``ecr:PutImage``, ``ecr:GetLifecyclePolicy``.
    """
    _first, *colons = [index for index, character in enumerate(text) if character == ":"] or [0]
    found: list[str] = []
    start = 0
    for colon in colons if len(colons) < _MOST else ():
        begins = range(colon - 1, max(start, colon - _LONGEST_PREFIX), -1)
        begin = next(
            (each for each in begins if _is_end(catalogue, text, start, each, colon)), None
        )
        if begin is None:
            return ()
        found.append(text[start:begin])
        start = begin
    return (*found, text[start:]) if found and catalogue.action(text[start:]) else ()


def _is_end(catalogue: Catalogue, text: str, start: int, end: int, colon: int) -> bool:
    """Whether an action ends where a service prefix starts."""
    if catalogue.service(text[end:colon]) is None:
        return False
    return catalogue.action(text[start:end]) is not None
