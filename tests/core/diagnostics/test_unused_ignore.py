from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import flagged
from typed_iam_core.diagnostics.unused_ignore import UnusedIgnore

# Name of a case -> source text, and the texts in it that are reported.
CASES: dict[str, tuple[str, list[str]]] = {
    "a code that is found": (
        'x = {"Effect": "Allow", "Action": "ecr:PutImages"}  # typed-iam: ignore[iam-unknown-action]',
        [],
    ),
    "no code, beside a finding": (
        'x = {"Effect": "Allow", "Action": "ecr:PutImages"}  # typed-iam: ignore',
        [],
    ),
    "a comment for mypy": (
        'x = {"Effect": "Allow", "Action": "ecr:PutImage"}  # type: ignore[iam-unknown-action]',
        [],
    ),
    "a code that is not found": (
        'x = {"Effect": "Allow", "Action": "ecr:PutImage"}  # typed-iam: ignore[iam-unknown-action]',
        ["iam-unknown-action"],
    ),
    "no code, beside no finding": (
        'x = {"Effect": "Allow", "Action": "ecr:PutImage"}  # typed-iam: ignore',
        ["# typed-iam: ignore"],
    ),
    "an unknown code": (
        'x = {"Effect": "Allow", "Action": "ecr:PutImage"}  # typed-iam: ignore[iam-unkown-action]',
        ["iam-unkown-action"],
    ),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES.keys())
def test_unused_ignore(source: str, expected: list[str]) -> None:
    assert flagged(UnusedIgnore.code, source) == expected
