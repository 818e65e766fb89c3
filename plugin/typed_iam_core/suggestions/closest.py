"""The candidates most like a word."""

from __future__ import annotations

from collections.abc import Iterable

from typed_iam_core.catalogue.naming import ends_shared

_RATED = 12


def closest(
    word: str, candidates: Iterable[str], at_least: float, limit: int = 1
) -> tuple[str, ...]:
    """Candidates whose similarity to a word, ignoring case, is at least that, best first.

    The similarity is the ratio of ``difflib``: twice the characters in common by all characters.
    """
    word = word.lower()
    spelled = {candidate.lower(): candidate for candidate in candidates}
    if not word or not spelled:
        return ()
    shared = sorted(
        (-ends_shared(word, folded) / max(len(word), len(folded)), folded) for folded in spelled
    )
    from difflib import SequenceMatcher  # costs more to import than most runs cost in all

    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(word)
    rated = []
    for _, folded in shared[:_RATED]:
        matcher.set_seq1(folded)
        if matcher.quick_ratio() >= at_least and (ratio := matcher.ratio()) >= at_least:
            rated.append((-ratio, folded))
    return tuple(spelled[folded] for _, folded in sorted(rated)[:limit])
