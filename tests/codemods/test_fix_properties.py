"""Safe fixes of lists in any layout keep the actions, the comments and everything else."""

from __future__ import annotations

import ast
import codecs
import io
import re
import tokenize
from collections.abc import Callable
from functools import partial

from hypothesis import example, given, settings
from hypothesis import strategies as st

from typed_iam_codemods.rewriting.action_fixes import FixPlan, plan
from typed_iam_codemods.rewriting.plans import rewritten
from typed_iam_core import catalogue as catalogues
from typed_iam_core.config import Config
from typed_iam_core.text.source import Source

NAMES = ("ecr:PutImage", "ecr:ListImages", "ecr:GetLifecyclePolicy", "iam:GetRole", "iam:GetUser")
PATTERNS = ("ecr:Get*", "ecr:*", "ecr:*Image*", "iam:Get*", "iam:Get?ole", "*", "e*:PutImage")
UNKNOWN = ("ecr:Foo", "ecr:Foo*", "corp:Thing")
OTHERS = (
    "X",
    "*Y",
    'f"ecr:{X}"',
    "None",
    "7",
    '"ecr:" "PutImage"',
    '("ecr:PutImage")',
    'b"ecr:PutImage"',
)
QUOTES = ('"{}"', "'{}'", '"""{}"""', "r'{}'", 'u"{}"')
CASES: tuple[Callable[[str], str], ...] = (str, str.lower, str.upper, str.swapcase)

literals = st.builds(
    lambda text, case, quotes: quotes.format(case(text)),
    st.sampled_from((*NAMES, *NAMES, *PATTERNS, *UNKNOWN)),
    st.sampled_from(CASES),
    st.sampled_from(QUOTES),
)
elements = st.one_of(literals, literals, literals, st.sampled_from(OTHERS))
# Comments end their line.
blanks = st.lists(
    st.sampled_from(("", "", " ", "\n", "\n    ", "\n\n  ", "  # é\n", "\n  # why, [\n  ", "\t\f")),
    max_size=2,
).map("".join)
layouts = st.sampled_from(
    (("", " "), ("\n    ", "\n    "), (" ", "\n"), ("", ""), ("\n  ", "\n    # next\n    "))
)


@st.composite
def displays(draw: st.DrawFn) -> str:
    """A list, tuple or set, in a regular layout or in none."""
    parts = draw(st.lists(elements, min_size=1, max_size=6))
    brackets = draw(st.sampled_from(("[]", "()", "{}")))
    if draw(st.booleans()):
        first, between = draw(layouts)
        text = first + f",{between}".join(parts)
    else:
        gaps = [draw(blanks) + "," + draw(blanks) for _ in parts[1:]]
        text = draw(blanks) + parts[0]
        text += "".join(gap + part for gap, part in zip(gaps, parts[1:], strict=True)) + draw(
            blanks
        )
    if draw(st.booleans()) or (brackets == "()" and len(parts) == 1):
        text += "," + draw(blanks)
    return brackets[0] + text + brackets[1]


encodings = st.sampled_from(("utf-8", "utf-8-sig", "latin-1"))


def module(display: str, encoding: str, newline: str) -> bytes:
    cookie = "# coding: latin-1\n" if encoding == "latin-1" else ""
    text = f'{cookie}P = {{"Effect": "Allow", "Action": {display}, "Resource": "é"}}'
    return text.replace("\n", newline).encode(encoding)


@settings(deadline=None)
@given(displays(), encodings, st.sampled_from(("\n", "\r\n", "\r")))
@example('("ecr:PutImage", "ecr:PutImage")', "utf-8", "\n")
@example('["ecr:PutImage",  # é\n"ecr:PutImage"]', "utf-8-sig", "\r\n")
@example('{"ecr:*", "ecr:**", "ECR:*"}', "latin-1", "\r")
# White space after the last element would become part of the comment before it.
@example('["ecr:PutImage",  # é\n"ecr:PutImage" \n]', "utf-8", "\n")
# A comment between an element and its comma must not change its subject with the comma.
@example('["ecr:PutImage","ecr:PutImage"\n  # why\n  ,"ecr:PutImage"]', "utf-8", "\n")
@example('["ecr:PutImage","ecr:PutImage"\n,  # é\n"ecr:PutImage"]', "utf-8", "\n")
def test_a_safe_fix_keeps_actions_comments_and_everything_else(display, encoding, newline):
    before = module(display, encoding, newline)
    result = rewritten(before, partial(plan, config=Config()))
    after = result.data
    assert result.plan.reason is None
    assert isinstance(result.plan, FixPlan)
    assert all(fix.safe for fix in result.plan.fixes)
    assert after.startswith(codecs.BOM_UTF8) == (encoding == "utf-8-sig")
    old, new = actions_in(before), actions_in(after)
    assert type(old) is type(new)
    assert granted(old) == granted(new)
    assert others(old) == others(new)
    assert comments(before) == comments(after)
    assert rewritten(after, partial(plan, config=Config())).data == after
    # Each repeated element of a list is removed, or reported with the reason.
    left = {each.span[:2] for each in plan(Source(after), Config()).unfixed}
    assert surplus(after) <= left


@settings(deadline=None)
@given(displays())
def test_an_unsafe_fix_ends_after_one_run_and_removes_no_action(display):
    before = module(display, "utf-8", "\n")
    result = rewritten(before, partial(plan, config=Config(), unsafe=True))
    assert granted(actions_in(before)) <= granted(actions_in(result.data))


def actions_in(data: bytes) -> ast.List | ast.Tuple | ast.Set:
    assignment = Source(data).parse().body[0]
    assert isinstance(assignment, ast.Assign) and isinstance(assignment.value, ast.Dict)
    value = assignment.value.values[1]
    assert isinstance(value, ast.List | ast.Tuple | ast.Set)
    return value


def strings_in(display: ast.List | ast.Tuple | ast.Set) -> list[tuple[ast.Constant, str]]:
    found = [element for element in display.elts if isinstance(element, ast.Constant)]
    return [(element, element.value) for element in found if isinstance(element.value, str)]


def matches(pattern: str, text: str) -> bool:
    parts = (".*" if part == "*" else "." if part == "?" else re.escape(part) for part in pattern)
    return re.fullmatch("".join(parts), text, re.IGNORECASE) is not None


KNOWN = [
    f"{prefix}:{name}"
    for prefix in ("ecr", "iam", "s3")
    for name in (catalogues.default().service(prefix) or ("", {}))[1].values()
]


def granted(display: ast.List | ast.Tuple | ast.Set) -> set[str]:
    """The actions that a list matches, found in another way than the product does."""
    texts = {text.lower() for _, text in strings_in(display)}
    return {action for action in KNOWN if any(matches(text, action) for text in texts)}


def others(display: ast.List | ast.Tuple | ast.Set) -> list[str]:
    """Elements that match no known action."""
    valid = {
        id(node) for node, text in strings_in(display) if any(matches(text, each) for each in KNOWN)
    }
    return [ast.dump(element) for element in display.elts if id(element) not in valid]


def surplus(data: bytes) -> set[tuple[int, int]]:
    """Places of actions that are listed before, or that a wildcard in the list matches."""
    source = Source(data)
    found = set()
    seen: set[str] = set()
    texts = [text for _, text in strings_in(actions_in(data))]
    for node, text in strings_in(actions_in(data)):
        wildcards = [
            each for each in texts if each.partition(":")[0].lower() != "e*" and "?" not in each
        ]
        covered = any("*" in each and matches(each, text) for each in wildcards)
        if text.lower() in map(str.lower, NAMES) and (covered or text.lower() in seen):
            found.add(source.span(node)[:2])
        seen.add(text.lower())
    return found


def comments(data: bytes) -> list[str]:
    text = data.decode("utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "latin-1")
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")).readline
    return [
        token.string for token in tokenize.generate_tokens(lines) if token.type == tokenize.COMMENT
    ]
