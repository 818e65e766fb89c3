from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import suggestions
from typed_iam_core.diagnostics.unknown_action import UnknownAction

# Action -> the suggestions of the rule, or None where it has no verdict.
CASES: dict[str, tuple[str, ...] | None] = {
    "ecr:BatchGetImage": None,
    "ECR:batchgetimage": None,
    "apigateway:GET": None,
    "ecr:BatchGetImages": ("ecr:BatchGetImage",),
    "ecr:PullImage": ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
    "cloudwatch:DeleteLogGroup": ("logs:DeleteLogGroup",),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_unknown_action(text: str, expected: tuple[str, ...] | None) -> None:
    assert suggestions(UnknownAction(), text) == expected
