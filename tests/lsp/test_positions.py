"""Positions: conversion between the client's units and the engine's characters."""

from __future__ import annotations

import pytest
from lsprotocol import types

from typed_iam_core.text.source import Span
from typed_iam_lsp.positions import Place, Positions, characters, units

LINE = 'é = "😀"; x = "ecr:PutImages"\n'


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 18), ("utf-16", 15), ("utf-32", 14)])
def test_columns_differ_by_encoding(encoding: str, column: int) -> None:
    positions = Positions([LINE], encoding)
    where = positions.range(Span(1, 15, 1, 30))
    assert where == types.Range(types.Position(0, column), types.Position(0, column + 15))
    assert positions.place(where.start) == Place(1, 15)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", ["", "abc", "aé😀b", "😀😀", "\ud800x", "\u2028\f"])
def test_units_and_characters_are_inverse(text: str, encoding: str) -> None:
    for count in range(len(text) + 1):
        assert characters(text, units(text[:count], encoding), encoding) == count


def test_half_a_character_does_not_count() -> None:
    assert characters("a😀b", 2, "utf-16") == 1
    assert characters("aéb", 2, "utf-8") == 1


@pytest.mark.parametrize(
    ("text", "where", "offset"),
    [
        ("ab\ncd", (0, 99), 2),
        ("ab\r\ncd", (0, 99), 2),
        ("ab\r\ncd", (1, 1), 5),
        ("ab\ncd", (1, 99), 5),
        ("ab\ncd", (9, 0), 5),
        ("ab\n", (1, 0), 3),
        ("ab\n", (9, 9), 3),
        ("", (0, 0), 0),
        ("", (5, 5), 0),
    ],
)
def test_a_position_outside_the_text_is_the_nearest_within(
    text: str, where: tuple[int, int], offset: int
) -> None:
    positions = Positions(text.splitlines(keepends=True), "utf-16")
    assert positions.offset(types.Position(*where)) == offset
