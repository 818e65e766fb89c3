from __future__ import annotations

import pytest

from typed_iam_core.config import Config
from typed_iam_core.engine import check

LINE = '{"Effect": "Allow", "Action": "ecr:BatchGetImages"}'


@pytest.mark.parametrize(
    "comment",
    [
        "# typed-iam: ignore",
        "# typed-iam: ignore[iam-unknown-action]",
        "# typed-iam:ignore[iam-empty-pattern, iam-unknown-action] because of the test",
        "# noqa  # typed-iam: ignore[iam-unknown-action]",
        "# type: ignore[iam-unknown-action]",
        "# type: ignore[iam-empty-pattern]  # typed-iam: ignore[iam-unknown-action]",
    ],
)
def test_a_comment_silences_its_line(comment: str) -> None:
    assert check(f"{LINE}  {comment}\n".encode(), Config()) == []


@pytest.mark.parametrize(
    "comment",
    [
        "# typed-iam: ignore[iam-empty-pattern]",
        "# type: ignore",
        "# type: ignore[assignment]",
        "; x = '# typed-iam: ignore'",
        "# ignore",
        "\n# typed-iam: ignore",
    ],
)
def test_other_comments_do_not(comment: str) -> None:
    assert len(check(f"{LINE}  {comment}\n".encode(), Config())) == 1


def test_mypy_sees_to_its_own_comments() -> None:
    data = f"{LINE}  # type: ignore[iam-unknown-action]\n".encode()
    assert len(check(data, Config(), type_ignores=False)) == 1
