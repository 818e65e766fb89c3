from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import suggestions
from typed_iam_core.diagnostics.single_match import SingleMatch

# Action -> the suggestions of the rule, or None where it has no verdict.
CASES: dict[str, tuple[str, ...] | None] = {
    "ecr:Put*": None,
    "ecr:*": None,
    "ecr:PutImage": None,
    "ecr:PutImageT*": ("ecr:PutImageTagMutability",),
    "ecr:Get?ownloadUrlForLayer": ("ecr:GetDownloadUrlForLayer",),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_single_match(text: str, expected: tuple[str, ...] | None) -> None:
    assert suggestions(SingleMatch(), text) == expected
