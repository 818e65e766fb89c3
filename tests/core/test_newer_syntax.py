"""Python 3.12 to 3.14 under whatever version runs the tests."""

from __future__ import annotations

import ast
import time

import pytest

from typed_iam_core.config import Config
from typed_iam_core.engine import check
from typed_iam_core.newer_syntax import rewritten
from typed_iam_core.text.source import Source, UnreadableSource

WRONG = '{"Effect": "Allow", "Action": "ecr:Nope"}'
# Every ``@`` is a wrong action.
CONSTRUCTS = {
    "function": "def f[T: int = str, *Ts, **P](x: T = @) -> T:\n    return @",
    "function over lines": "async def f[\n    T,  # ]\n    U: (int, '[') = [\n    ],\n](x): return @",
    "class": "class C[T]:\n    x = @",
    "class over lines": "class C[\n    T\n](Base): x = @",
    "class after a backslash": "class C \\\n  [T]: x = @",
    "alias": "type X = dict[str, int]; y = @",
    "generic alias": "if x: type X[\n    T,  # T\n] = list[T]; y = @",
    "except": "try: x = @\nexcept A, B.c, : y = @",
    "except group": "try: x = @\nexcept* A, B:\n    y = @",
    "same quotes": 'x = f"é {d["k"]!r:>{w["x"]}} {z}{q} {y["z"] = }", @',
    "policy in a field": 'x = f"{dumps(@)}"',
    "three deep": 'x = f"{f"{f"{ @}"}"}"',
    "backslash": "x = f'{'\\n'.join(y)}', @",
    "comment and line ends in a field": 'x = f"{\n  [@]  # }"\n}"',
    "side by side": 'x = ("a" r\'\'\'\n\'\'\' f"{d["k"]}"  # {"\n  "c"), @',
    "json": 'x = f\'{{"Effect": "Allow", "Action": "ecr:Nope", "Resource": "{d[\'k\']}"}}\', @',
    "json over lines": 'x = f"""{{"Effect": "Allow",\n"Action": "ecr:Nope", "Resource": {\nd["k"]}}}"""',
    "template string": 'x = t\'{dumps(@)}\', rT"""\n{y:{z}}""" t"", @',
    "named character": 'x = f"\\N{DASH}{d["k"]}\\{x}\\\n", @',
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("construct", CONSTRUCTS.values(), ids=CONSTRUCTS.keys())
def test_what_is_before_in_and_after_newer_syntax_is_judged_in_its_place(
    construct: str, newline: str
) -> None:
    # The last one is newer than every version so far.
    text = f"é = @\n{construct}\nlast = @\ntry: t'{{x}}'\nexcept A, B: pass\n"
    text = text.replace("@", WRONG).replace("\n", newline)
    data = text.encode()
    places = [Source(data).segment(found.span) for found in check(data, Config())]
    assert [place.strip('"') for place in places] == ["ecr:Nope"] * text.count("ecr:Nope")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("construct", CONSTRUCTS.values(), ids=CONSTRUCTS.keys())
def test_the_older_terms_are_as_long_and_end_their_lines_in_the_same_places(
    construct: str, newline: str
) -> None:
    text = construct.replace("@", WRONG).replace("\n", newline)
    older = rewritten(text)
    assert older is not None and older != text
    assert [len(line) for line in older.splitlines()] == [len(line) for line in text.splitlines()]
    assert len(older) == len(text)
    ast.parse(older)


@pytest.mark.parametrize(
    "text",
    [
        "type = 5; type[0] = 1; type(x); type in x",
        "try: pass\nexcept (A, B) as e: pass",
        'x = f\'{y["k"]!r:>{w}}\' rb\'\\\'\' """"\\""""\n',
        "class C: x = [1]\ndef f(): return g[0]",
    ],
)
def test_what_every_version_reads_stays_as_it_is(text: str) -> None:
    assert rewritten(text) == text


def test_comments_in_newer_syntax_are_heeded() -> None:
    text = f'x = f"{{\n {WRONG}  # typed-iam: ignore\n}}"\ntry: pass\nexcept A, B: pass\n'
    assert check(text.encode(), Config()) == []


def test_nothing_is_rewritten_by_a_tree_that_is_not_pythons_own() -> None:
    source = Source(b"try: pass\nexcept A, B: pass\nt''\n")
    source.parse(newer=True)
    with pytest.raises(UnreadableSource):
        source.parse()


@pytest.mark.parametrize(
    "part",
    [
        "[",
        ")",
        'f"{',
        '"""',
        'f"',
        'f"{x:',
        "def f[T](",
        "except A,",
        "type X[",
        "\\",
        "f'''{a}",
        "'\\",
    ],
)
@pytest.mark.parametrize("head", ["", "x = f'"])
def test_hostile_text_is_refused_in_time_that_grows_with_it(head: str, part: str) -> None:
    text = f"{head}{part * 20_000}\0 = (\n"
    begin = time.perf_counter()
    with pytest.raises(UnreadableSource):
        check(b"effect = action = 'iam:GetRole'\n" + text.replace("\0", "?").encode(), Config())
    assert time.perf_counter() - begin < 10


def test_a_string_of_very_many_fields_takes_time_that_grows_with_it() -> None:
    begin = time.perf_counter()
    assert rewritten('x = f"' + '{d["k"]}' * 50_000 + '"') is not None
    assert time.perf_counter() - begin < 10
