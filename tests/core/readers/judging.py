"""What is reported on code, for the tables of tests of the readers."""

from __future__ import annotations

from typed_iam_core.config import Config
from typed_iam_core.engine import check
from typed_iam_core.text.source import Source

WRONG = "ecr:BatchGetImages"


def flagged(code: str) -> list[str]:
    """The code of each finding, and the text that it is on."""
    source = Source(code.encode())
    return [f"{f.code} {source.segment(f.span)}" for f in check(source.data, Config())]


def codes(code: str) -> list[str]:
    """The code of each finding."""
    return [text.partition(" ")[0] for text in flagged(code)]


def assert_reported(code: str) -> None:
    """The one wrong action in the code is reported once, where it is written."""
    (found,) = flagged(code)
    assert found.removeprefix("iam-unknown-action ")[1:-1] == WRONG


def document(action: str) -> str:
    """A policy with one action, as a dict display."""
    return (
        '{"Version": "2012-10-17", "Statement": '
        f'[{{"Effect": "Allow", "Principal": "*", "Action": "{action}"}}]}}'
    )
