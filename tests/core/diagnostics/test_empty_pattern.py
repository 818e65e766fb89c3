from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import suggestions
from typed_iam_core.diagnostics.empty_pattern import EmptyPattern

# Action -> the suggestions of the rule, or None where it has no verdict.
CASES: dict[str, tuple[str, ...] | None] = {
    "ecr:Get*": None,
    "ecr:*": None,
    "ecr:Get?ownloadUrlForLayer": None,
    "ECR:get*": None,
    "ecr:Fooo*": (),
    "ecr:Get?Image": (),
    "ecr:Imgae*": ("ecr:*Image*",),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_empty_pattern(text: str, expected: tuple[str, ...] | None) -> None:
    assert suggestions(EmptyPattern(), text) == expected
