"""The candidates most like a word."""

from __future__ import annotations

from collections.abc import Iterable

from typed_iam_core.catalogue.naming import ends_shared

# With the right name among them for 99.9 % of 1,200 names with two typos: 98.3 % with 3 of them,
# 99.2 % with 6, and no more with 48.
_RATED = 12


def closest(
    word: str, candidates: Iterable[str], at_least: float, limit: int = 1
) -> tuple[str, ...]:
    """Candidates whose similarity to a word, ignoring case, is at least that, best first.

    The similarity is that of ``difflib``: twice the letters in common, by the letters of both.  Only
    those with the longest common beginnings and ends are rated: ``difflib`` over all names of a
    large service would take milliseconds.

    The caller chooses ``at_least`` by what a wrong suggestion costs: 0.92 is a letter of the name of
    an action, 0.75 a letter or two of a short word, 0.5 half of the letters of a setting.
    """
    word = word.lower()
    spelled = {candidate.lower(): candidate for candidate in candidates}
    if not word or not spelled:
        return ()
    shared = sorted(
        (-ends_shared(word, folded) / max(len(word), len(folded)), folded) for folded in spelled
    )
    from difflib import SequenceMatcher  # takes longer to import than most runs take

    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(word)
    rated = []
    for _, folded in shared[:_RATED]:
        matcher.set_seq1(folded)
        if matcher.quick_ratio() >= at_least and (ratio := matcher.ratio()) >= at_least:
            rated.append((-ratio, folded))
    return tuple(spelled[folded] for _, folded in sorted(rated)[:limit])
