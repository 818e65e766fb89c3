"""The candidates most like a word."""

from __future__ import annotations

from collections.abc import Iterable


def closest(
    word: str, candidates: Iterable[str], at_least: float, limit: int = 1
) -> tuple[str, ...]:
    """Candidates whose similarity to a word, ignoring case, is at least that, best first."""
    from difflib import get_close_matches

    spelled = {candidate.lower(): candidate for candidate in candidates}
    near = get_close_matches(word.lower(), list(spelled), n=limit, cutoff=at_least)
    return tuple(spelled[each] for each in near)
