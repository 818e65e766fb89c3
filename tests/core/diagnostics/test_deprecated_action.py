from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import suggestions
from typed_iam_core.diagnostics.deprecated_action import DeprecatedAction

# Action -> the suggestions of the rule, or None where it has no verdict.
CASES: dict[str, tuple[str, ...] | None] = {
    "account:GetContactInformation": None,
    "ecr:*": None,
    "aws-portal:ViewUsage": ("cur:GetUsageReport",),
    "aws-portal:*": (),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_deprecated_action(text: str, expected: tuple[str, ...] | None) -> None:
    assert suggestions(DeprecatedAction(), text) == expected
