"""Every regular expression takes time in proportion to the text, whatever the text."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.reliability.adversaries import backtracks
from typed_iam_core.readers.byte_filter import ByteFilter, _Search
from typed_iam_core.readers.finder import _FILTER
from typed_iam_core.text import literals, tokens
from typed_iam_lsp import repair

PACKAGES = (
    *("typed_iam", "typed_iam_core", "typed_iam_cli", "typed_iam_lsp", "typed_iam_mypy"),
    "typed_iam_codemods",
)
SKIPPED = re.compile(r"typed_iam\.actions\.|.*\.__main__\Z")
ANCHORED = frozenset({"match", "fullmatch"})
METHODS = ANCHORED | {"search", "sub", "subn", "split", "findall", "finditer"}

Pattern = re.Pattern[Any]


def modules() -> Iterator[ModuleType]:
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not SKIPPED.match(found.name):
                yield importlib.import_module(found.name)


def patterns_of(value: object) -> Iterator[Pattern]:
    """The patterns in a value: in containers, in classes, and in what the byte filter is made of."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from patterns_of(tuple(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from patterns_of(each)
    elif isinstance(value, type) and value.__module__.startswith("typed_iam"):
        yield from patterns_of([each for each in vars(value).values() if each is not value])
    elif isinstance(value, ByteFilter):
        yield from patterns_of(vars(value))
    elif isinstance(value, _Search):
        yield value.pattern


def methods(tree: ast.AST) -> Mapping[str, set[str]]:
    """Names of patterns -> how they are used: a method, ``finditer`` where it is not known."""
    found: dict[str, set[str]] = defaultdict(set)
    owners = set()
    for node in ast.walk(tree):
        match node:
            case (
                ast.Attribute(value=ast.Name() as owner, attr=name)
                | ast.Attribute(value=ast.Subscript(value=ast.Name() as owner), attr=name)
                # A function that matches a pattern which it is given.
                | ast.Call(func=ast.Name(id="_matched" as name), args=[ast.Name() as owner, *_])
            ):
                owners.add(owner)
                found[owner.id].add(name.removeprefix("_").removesuffix("ed"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in owners:
            found[node.id].add("")
    return found


def written(module: ModuleType, tree: ast.AST) -> Iterator[tuple[int, str, Pattern | None]]:
    """The calls of ``re``: line, method, and the pattern, None where it is made at run time."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=name), args=[first, *flags]
            ) if name in METHODS or name == "compile":
                arguments = [first, *(flags if name == "compile" else [])]
                code = f"re.compile({', '.join(map(ast.unparse, arguments))})"
                try:
                    yield node.lineno, name, eval(code, {**vars(module)})
                except NameError:
                    yield node.lineno, name, None


def collected() -> tuple[dict[tuple[Pattern, str], str], set[str]]:
    """Patterns, and a method that each is used with -> a place; and the modules that make others."""
    known: dict[tuple[Pattern, str], str] = {}
    unknown = set()
    for module in modules():
        tree = ast.parse(Path(str(module.__file__)).read_bytes())
        used = methods(tree)
        for name, value in vars(module).items():
            for pattern in patterns_of(value):
                for method in sorted(used[name]):
                    anchored = method if method in ANCHORED else "finditer"
                    known.setdefault((pattern, anchored), f"{module.__name__}.{name}")
        for line, method, made in written(module, tree):
            if made is None:
                unknown.add(module.__name__)
            elif method != "compile" or all(made != each for each, _ in known):
                anchored = method if method in ANCHORED else "finditer"
                known.setdefault((made, anchored), f"{module.__name__}:{line}")
    return known, unknown


KNOWN, UNKNOWN = collected()

# What modules make of patterns at run time, as examples of every form.
MADE: dict[str, list[str | Pattern]] = {
    "typed_iam_core.expressions.values": [r"\S+", r"[^\r\n]+", "[^,]+"],
    # The parts of the byte filter, which are among those that are known.
    "typed_iam_core.readers.byte_filter": [],
    "typed_iam_core.text.literals": [
        literals._part_of(prefix, quote)
        for prefix in ("", "r", "f", "rf")
        for quote in ("'", '"', "'''", '"""')
    ],
    "typed_iam_codemods.rewriting.action_fixes": [r"\bname\b"],
    "typed_iam_codemods.rewriting.identifiers": ["name|naming|nam"],
    "typed_iam_lsp.repair": [re.compile(repair._START.format(indent="    "), re.MULTILINE)],
}


@pytest.mark.parametrize(
    ("pattern", "method"),
    list(KNOWN),
    ids=[f"{place}-{method}" for (_, method), place in KNOWN.items()],
)
def test_no_pattern_backtracks(pattern: Pattern, method: str) -> None:
    assert not backtracks(pattern, method)


@pytest.mark.parametrize("module", MADE)
def test_no_pattern_that_is_made_at_run_time_backtracks(module: str) -> None:
    for pattern in MADE[module]:
        assert not backtracks(re.compile(pattern), "finditer")


def test_all_patterns_are_known() -> None:
    assert set(MADE) == UNKNOWN
    assert {pattern.pattern for pattern, _ in KNOWN} > {
        *(each._text for each in _FILTER._traces),
        *(pattern.pattern for pattern in tokens._REST.values()),
        r"\w+",
    }


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(a+)+b", "match"),
        (r"(?:a|a)*b", "match"),
        (r"(?:a?b?)*c", "match"),
        (r"(?:\\[0-7]{1,3}|\\[0-7])+ ", "match"),
        (r"(\w+\s?)*:", "match"),
        (r"\w+\w+=", "match"),
        (r"x\s*,?\s*y", "fullmatch"),
        (r"a.*b.*c", "match"),
        (r"(?s:class.*?:).*?\n(?:[ ]*\n)*x", "match"),
        (r"\s+$", "finditer"),
        (r"Literal\[[^\]]*:", "finditer"),
        (r'"(?:[^"\\]|\\.)*"', "finditer"),
        (rb"\w+olicy\w*=", "finditer"),
    ],
)
def test_a_pattern_that_backtracks_is_found(pattern: str | bytes, method: str) -> None:
    assert backtracks(re.compile(pattern), method)
