"""The hashes of lines that GitHub itself computes, and that move with their lines."""

from __future__ import annotations

import pytest

from typed_iam_cli.output.fingerprints import line_hashes

GREETINGS = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]


def hashes(data: bytes, count: int) -> list[str]:
    return list(line_hashes(data, range(1, count + 1)).values())


# Texts and hashes of the tests of github/codeql-action, src/fingerprints.test.ts.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", GREETINGS[-1:], id="empty"),
        pytest.param(
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
            id="blanks",
        ),
        pytest.param(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS, id="LF"),
        pytest.param(" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETINGS, id="CR"),
        pytest.param(
            " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS, id="CRLF"
        ),
        pytest.param(
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS, id="all three"
        ),
        pytest.param(
            "Lorem ipsum dolor sit amet.\n" * 10,
            [
                *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)),
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
            id="the same line again and again",
        ),
    ],
)
def test_the_hashes_are_those_of_github(text: str, expected: list[str]) -> None:
    assert hashes(text.encode(), len(expected)) == expected


def test_a_hash_moves_with_its_line() -> None:
    before = b"\n".join(b"line = %d" % number for number in range(60))
    (kept,) = line_hashes(before, [40]).values()
    assert line_hashes(b"import os\r\n\r\n" + before, [42]) == {42: kept}
    assert line_hashes(before.replace(b"line = 39", b"line = 0"), [40]) != {40: kept}


def test_only_the_lines_asked_for_are_hashed_and_equal_ones_are_counted_all_the_same() -> None:
    text = b"same = 1\n" * 40
    (second,) = line_hashes(text, [2]).values()
    assert second.endswith(":2")


def test_any_bytes_have_a_hash() -> None:
    for data in (b"\xff\xfe\n\x80", "\ufeff𐍈 = '👩‍🚀'\n".encode(), b"\0" * 300):
        assert len(hashes(data, 1)) == 1


def test_characters_beyond_the_bmp_count_as_two() -> None:
    # 99 characters and one of two units: the second unit is the 101st and does not count.
    one, other = ("x" * 99 + character + "\nrest" for character in "\U00010348\U00010349")
    assert hashes(one.encode(), 1) == hashes(other.encode(), 1)
    far = "x" * 99 + "\U0001f469"
    assert hashes(far.encode(), 1) != hashes(one.encode(), 1)


def test_a_line_that_is_not_there_has_no_hash() -> None:
    assert line_hashes(b"one line", [1, 7]).keys() == {1}
