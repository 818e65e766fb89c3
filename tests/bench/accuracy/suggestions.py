"""Whether the first suggestion for real mistakes is the action that was meant."""

from __future__ import annotations

import json
from pathlib import Path

from typed_iam_core.engine import judge_text

# Mistakes in public code, each with the action that was probably meant.
MISTAKES = Path(__file__).parents[2] / "facts" / "real_mistakes.json"


def score() -> tuple[int, int, list[str]]:
    """The number of right first suggestions and of all mistakes, and a line for each wrong one."""
    mistakes: dict[str, list[str]] = json.loads(MISTAKES.read_text("utf-8"))
    others = []
    for wrong, right in mistakes.items():
        verdict = judge_text(wrong)
        first = verdict.suggestions[:1] if verdict is not None else ()
        if not set(first) & set(right):
            others.append(f"{wrong}: {', '.join(first) or 'nothing'} instead of {right[0]}")
    return len(mistakes) - len(others), len(mistakes), others
