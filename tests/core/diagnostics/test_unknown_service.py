from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import suggestions
from typed_iam_core.diagnostics.unknown_service import UnknownService

# Action -> the suggestions of the rule, or None where it has no verdict.
CASES: dict[str, tuple[str, ...] | None] = {
    "logs:PutLogEvents": None,
    "states:StartExecution": None,
    "*": None,
    "cloudwatch-logs:PutLogEvents": ("logs:PutLogEvents",),
    "stepfunctions:StartExecution": ("states:StartExecution",),
    "ec:PutImage": ("ecr:PutImage", "ecr-public:PutImage", "ec2:CreateImage"),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_unknown_service(text: str, expected: tuple[str, ...] | None) -> None:
    assert suggestions(UnknownService(), text) == expected
