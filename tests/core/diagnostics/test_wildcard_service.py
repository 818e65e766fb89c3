from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import suggestions
from typed_iam_core.diagnostics.wildcard_service import WildcardService

# Action -> the suggestions of the rule, or None where it has no verdict.
CASES: dict[str, tuple[str, ...] | None] = {
    "*": None,
    "ecr:*": None,
    "ecr:Get*": None,
    "e*:Get*": (),
    "*:PutImage": (),
    "ec?:PutImage": (),
    "*:*": ("*",),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_wildcard_service(text: str, expected: tuple[str, ...] | None) -> None:
    assert suggestions(WildcardService(), text) == expected
