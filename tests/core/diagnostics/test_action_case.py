from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import suggestions
from typed_iam_core.diagnostics.action_case import ActionCase

# Action -> the suggestions of the rule, or None where it has no verdict.
CASES: dict[str, tuple[str, ...] | None] = {
    "ecr:PutImage": None,
    "apigateway:GET": None,
    "ECR:putimage": ("ecr:PutImage",),
    "ecr:putImage": ("ecr:PutImage",),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_action_case(text: str, expected: tuple[str, ...] | None) -> None:
    assert suggestions(ActionCase(), text) == expected
