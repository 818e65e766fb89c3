from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import suggestions
from typed_iam_core.diagnostics.retired_action import RetiredAction

# Action -> the suggestions of the rule, or None where it has no verdict.
CASES: dict[str, tuple[str, ...] | None] = {
    "ecr:DescribeRepositoryCreationTemplates": None,
    "ecr:DescribeRepositoryCreationTemplate": ("ecr:DescribeRepositoryCreationTemplates",),
    "deeplens:CreateProject": (),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_retired_action(text: str, expected: tuple[str, ...] | None) -> None:
    assert suggestions(RetiredAction(), text) == expected
