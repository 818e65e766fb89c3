"""Elements are removed from a list as if by hand: layout and comments of the others stay."""

from __future__ import annotations

import ast

import pytest

from typed_iam_codemods.rewriting.repetitions import Removal
from typed_iam_core.text.source import Source


def without(text: str, *unwanted: int) -> tuple[str, dict[int, str]]:
    source = Source(text.encode())
    (statement,) = source.parse().body
    assert isinstance(statement, ast.Expr)
    display = statement.value
    assert isinstance(display, ast.List | ast.Tuple | ast.Set)
    removal = Removal(source, display, unwanted)
    for change in sorted(removal.edits(), reverse=True):
        text = text[: change.start] + change.text + text[change.end :]
    return text, removal.reasons


REMOVED = {
    "the first": ("[a, b, c]", [0], "[b, c]"),
    "one in the middle": ("[a, b, c]", [1], "[a, c]"),
    "the last": ("[a, b, c]", [2], "[a, b]"),
    "neighbours": ("[a, b, c, d]", [1, 2], "[a, d]"),
    "all but the last": ("[a, b, c]", [0, 1], "[c]"),
    "all but the first": ("[a, b, c,]", [1, 2], "[a,]"),
    "two apart": ("[a, b, c, d]", [0, 2], "[b, d]"),
    "white space of one side": ("[ a , b , c ]", [1], "[ a , c ]"),
    "no white space": ("[a,b,c]", [1], "[a,c]"),
    "the second of a tuple": ("(a, b)", [1], "(a,)"),
    "the first of a tuple": ("(a, b)", [0], "(b,)"),
    "some of a tuple": ("(a, b, c)", [1], "(a, c)"),
    "the second of a bare tuple": ("a, b", [1], "a,"),
    "the first of a bare tuple": ("a, b", [0], "b,"),
    "the last of a bare tuple with a comma": ("a, b,", [1], "a,"),
    "one of a set": ("{a, b}", [0], "{b}"),
    "a line": ("[\n    a,\n    b,\n    c,\n]", [1], "[\n    a,\n    c,\n]"),
    "the first line": ("[\n    a,\n    b,\n]", [0], "[\n    b,\n]"),
    "the last line": ("[\n    a,\n    b,\n]", [1], "[\n    a,\n]"),
    "the last line without a comma": ("[\n    a,\n    b\n]", [1], "[\n    a\n]"),
    "a line that ends otherwise": ("[\r\n    a,\r\n    b,\r\n]", [1], "[\r\n    a,\r\n]"),
    "the first of a group": ("[\n  a,\n\n  b,\n  c,\n]", [1], "[\n  a,\n\n  c,\n]"),
    "the last of a group": ("[\n  a,\n  b,\n\n  c,\n]", [1], "[\n  a,\n\n  c,\n]"),
    "the last on a line": ("[a, b,\n c]", [1], "[a,\n c]"),
    "the first on a line": ("[a,\n b, c]", [1], "[a,\n c]"),
    "the end of a line and the beginning of the next": ("[a, b,\n c, d]", [1, 2], "[a,\n d]"),
    "the line of a closing bracket": ("[a,\n b]", [1], "[a]"),
    "the line of an opening bracket": ("[a,\n b]", [0], "[b]"),
    "commas at the beginnings of lines": ("[\n  a\n, b\n, c\n]", [1, 2], "[\n  a\n]"),
    "what is below a comment's line": ("[a,  # a\n b, c]", [1], "[a,  # a\n c]"),
    "the last below a comment's line": ("[a,  # a\n b]", [1], "[a  # a\n ]"),
    "the last with blanks below a comment's line": ("[a,  # a\n b \n]", [1], "[a  # a\n]"),
    "what is above another one's comment": ("[a, b,\n # c\n c]", [1], "[a,\n # c\n c]"),
    "the first above another one's comment": ("[a,\n # b\n b]", [0], "[\n # b\n b]"),
    "what is between two comments of others": (
        "[a,  # a\n b,\n # c\n c]", [1], "[a,  # a\n # c\n c]",
    ),
    "the first below a comment on all": ("[  # all\n a,\n b]", [0], "[  # all\n b]"),
    "what is above a comment at the end": ("[\n a,\n b,\n # or c\n]", [1], "[\n a,\n # or c\n]"),
}  # fmt: skip
KEPT = {
    "a comment is beside it": ("[a,\n b,  # b\n c]", 1),
    "a comment is beside the last": ("[a,\n b  # b\n]", 1),
    "a comment is above it": ("[a,\n # b\n b]", 1),
    "a comment is above the first": ("[\n # a\n a, b]", 0),
    "a comment is before its comma": ("[a,\n b\n # b\n , c]", 1),
    "a comment is above its leading comma": ("[a\n # b\n , b]", 1),
    "it is in parentheses": ("[a, (b)]", 1),
    "another one is in parentheses": ("[(a), b, c]", 1),
    "backslashes join the lines": ("a, \\\n b, c", 1),
}


@pytest.mark.parametrize("name", REMOVED)
def test_an_element_is_removed(name):
    before, unwanted, after = REMOVED[name]
    text, reasons = without(before, *unwanted)
    assert (text, reasons) == (after, {})
    (old,), (new,) = (ast.parse(each).body for each in (before, after))
    assert isinstance(old, ast.Expr) and isinstance(new, ast.Expr)
    assert type(old.value) is type(new.value)


@pytest.mark.parametrize("name", KEPT)
def test_an_element_is_kept_where(name):
    before, index = KEPT[name]
    text, reasons = without(before, index)
    assert text == before
    assert list(reasons) == [index]


def test_others_are_removed_where_one_is_kept():
    text, reasons = without("[\n a,\n b,  # b\n c,\n d,\n]", 0, 1, 2)
    assert (text, list(reasons)) == ("[\n b,  # b\n d,\n]", [1])


def test_long_gaps_take_linear_time():
    blank = " \n" * 100_000 + "(" * 50 + "b" + ")" * 50
    assert without(f"[a,{blank}, c]", 1)[1]
