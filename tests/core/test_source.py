from __future__ import annotations

import codecs

import pytest

from typed_iam_core.config import Config
from typed_iam_core.engine import check
from typed_iam_core.text.source import Source, UnreadableSource, one_line

POLICY = 'é = "ß\u2028\x0c"; p = {"Effect": "Allow", "Action": "ecr:Nöpe"}'


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("lines_before", [0, 3])
def test_columns_count_characters_and_lines_end_where_python_ends_them(
    newline: str, lines_before: int
) -> None:
    text = "# é\x0c" + newline
    data = (text * lines_before + POLICY + newline).encode()
    (finding,) = check(data, Config())
    column = POLICY.index('"ecr:') + 1
    assert finding.span == (lines_before + 1, column, lines_before + 1, column + len('"ecr:Nöpe"'))
    assert Source(data).segment(finding.span) == '"ecr:Nöpe"'


@pytest.mark.parametrize(
    ("head", "encoding"),
    [(b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (b"# coding: latin-1\n", "latin-1")],
)
def test_byte_offsets_are_those_of_the_file(head: bytes, encoding: str) -> None:
    code = 'é = 1; p = {"Effect": "Allow", "Action": "ecr:Nope"}'
    source = Source(head + code.encode(encoding))
    (finding,) = check(source.data, Config())
    span = finding.span
    start = source.offset(span.line, span.column)
    end = source.offset(span.end_line, span.end_column)
    assert source.data[start:end] == b'"ecr:Nope"'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'x = {"Effect": 0, "Action": 0}\n"\xff"', "line 2: not valid utf-8"),
        (b'# coding: nonsense\nx = {"Effect": 0, "Action": 0}', "line 1: "),
        (b'x = {"Effect": 0, "Action": 0} "\n', "line 1: not Python 3."),
        (b'x = {"Effect": 0, "Action": 0}\0', "not Python"),
        (b'x = {"Effect": 0, "Action": ' + b"(" * 1500 + b")" * 1500 + b"}", "not Python"),
    ],
)
def test_unreadable_files_are_rejected_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        check(data, Config())
    message = str(caught.value)
    assert reason.removeprefix("not Python") in message and "\n" not in message
    assert message.isprintable()


def test_invalid_escapes_of_the_file_raise_no_warning() -> None:
    assert check(b'x = "\\d"; {"Effect": "Allow", "Action": "ecr:PutImage"}', Config()) == []


def test_text_for_messages_is_printable_and_short() -> None:
    assert one_line("a\nb\u202e\ud800") == "a\\nb\\u202e\\ud800"
    assert one_line("x" * 500, 10) == "x" * 9 + "…"
