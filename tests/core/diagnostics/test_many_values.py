from __future__ import annotations

import pytest

from tests.core.diagnostics.judging import ALL, flagged
from typed_iam_core.diagnostics.many_values import ManyValues
from typed_iam_core.engine import check
from typed_iam_core.expressions.values import LIMIT

# Name of a case -> source text, and the texts in it that are reported.
CASES: dict[str, tuple[str, list[str]]] = {
    "one list": (
        'A = ["ecr:PutImage"]\nB = {"Effect": "Allow", "Action": A, "Resource": "*"}',
        [],
    ),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES.keys())
def test_many_values(source: str, expected: list[str]) -> None:
    assert flagged(ManyValues.code, source) == expected


def test_a_file_with_too_many_values_gets_one_hint() -> None:
    names = ", ".join(f'"ecr:Xyzzy{number}"' for number in range(LIMIT + 1))
    code = f'A = [{names}]\nB = ["ecr:PutImage"]\nP = {{"Effect": "Allow", "Action": [A, B]}}\n'
    found = [finding for finding in check(code.encode(), ALL) if finding.code == ManyValues.code]
    assert [(finding.span.line, finding.severity) for finding in found] == [(1, "hint")]
