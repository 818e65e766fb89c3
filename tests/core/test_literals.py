"""Our reading of string literals against Python's own."""

from __future__ import annotations

import ast
import time

import pytest

from typed_iam_core.text.literals import BRACES, HOLE, PERCENT, decode

PLAIN = [
    "'a'",
    '"it\'s"',
    "u'a' \"b\" # c \n R'\\n'",
    "'''a\nb''c\\''''''",
    r"'\n\t\\\'\"\x41\u00e9\U0001F600\101\0\N{BULLET}'",
    r"r'\\\'\n'",
    "'a\\\nb'",
    "'{}' '%s'",
]


@pytest.mark.parametrize("literal", PLAIN)
def test_the_text_is_that_of_python(literal: str) -> None:
    decoded = decode(literal, 0)
    assert decoded is not None and decoded.text == ast.literal_eval(f"({literal})")


def test_unknown_escapes_mean_themselves() -> None:
    decoded = decode(r"'\d\é'", 0)
    assert decoded is not None and decoded.text == r"\d\é"


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ("f'a{b}c'", f"a{HOLE}c"),
        ("f'{{a}}'", "{a}"),
        ("""f'{x["}"]:{w}}' '{y}'""", HOLE + "{y}"),
        (r"rf'\{a}'", "\\" + HOLE),
        ("f'{(1, [2])}' f'b'", f"{HOLE}b"),
    ],
)
def test_fields_are_holes(literal: str, text: str) -> None:
    decoded = decode(literal, 0)
    assert decoded is not None and decoded.text == text


def test_each_character_has_its_place_in_the_source() -> None:
    segment = r"""'a\n' "b" f'{x}c'"""
    decoded = decode(segment, 100)
    assert decoded is not None
    places = zip(decoded.starts, decoded.ends, strict=True)
    sources = [segment[start - 100 : end - 100] for start, end in places]
    assert (decoded.text, sources) == (f"a\nb{HOLE}c", ["a", r"\n", "b", "{x}", "c"])


def test_templates_have_holes_where_they_are_filled() -> None:
    percent, braces = decode("'100%% %(a)s %-5.2f'", 0), decode("'{{x}} {y}!'", 0)
    assert percent is not None and braces is not None
    assert percent.with_holes(PERCENT).text == f"100% {HOLE} {HOLE}"
    filled = braces.with_holes(BRACES)
    assert filled.text == f"{{x}} {HOLE}!"
    assert (filled.starts[-2], filled.ends[-2]) == (7, 10)


@pytest.mark.parametrize(
    "literal", ["b'a'", "'a", "x", "f'{a'", "f'}'", r"'\x4'", r"'\N{no such}'", "'\\", "f'{\"}'"]
)
def test_what_is_not_a_literal_of_text_is_not_decoded(literal: str) -> None:
    assert decode(literal, 0) is None


@pytest.mark.parametrize("part", ["\\", "%(", "{", "'", "f'{", "#", "\\N{", "''", '"""'])
def test_a_long_literal_is_read_in_time_linear_in_its_length(part: str) -> None:
    started = time.process_time()
    for literal in (f"'{part * 100_000}'", f"f'''{part * 100_000}'''", part * 100_000):
        decoded = decode(literal, 0)
        if decoded is not None:
            decoded.with_holes(PERCENT)
            decoded.with_holes(BRACES)
    assert time.process_time() - started < 5
