from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import suggestions
from typed_iam_core.diagnostics.operation_name import OperationName

# Action -> the suggestions of the rule, or None where it has no verdict.
CASES: dict[str, tuple[str, ...] | None] = {
    "s3:ListBucket": None,
    "lambda:InvokeFunction": None,
    "s3:List*": None,
    "s3:ListObjects": ("s3:ListBucket",),
    "lambda:Invoke": ("lambda:InvokeFunction",),
    "ecr:batch_get_image": ("ecr:BatchGetImage",),
    "kms:ReEncrypt": ("kms:ReEncrypt*",),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_operation_name(text: str, expected: tuple[str, ...] | None) -> None:
    assert suggestions(OperationName(), text) == expected
