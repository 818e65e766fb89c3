"""Valid action strings of a file with their contexts, found without the engine.

The engine is measured against this, so nothing here may come from it: contexts are derived from the
parents of a string, and a context counts as part of a policy by the words that IAM itself uses.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator
from enum import Enum
from pathlib import PurePath
from typing import NamedTuple

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import expand

_ACTION = re.compile(r"([A-Za-z][A-Za-z0-9-]*):([A-Za-z*?][A-Za-z0-9*?_-]*)")
_TEXT_ACTION = re.compile(r'"([A-Za-z][A-Za-z0-9-]*:[A-Za-z*?][A-Za-z0-9*?_-]*)"')
_CONTAINERS = (
    ast.List, ast.Tuple, ast.Set, ast.Starred, ast.IfExp, ast.BoolOp, ast.BinOp, ast.ListComp,
)  # fmt: skip
_COPIES = ("list", "set", "frozenset", "tuple", "sorted", "append", "extend", "add", "update")
_LOGS = ("debug", "info", "warning", "error", "exception", "critical", "print", "log")


class Context(Enum):
    """Where a string is used; the contexts in POLICY are certain to be IAM's."""

    SLOT = "key or keyword of actions"
    FLOWS = "variable that goes into such a slot"
    LIST = "list of nothing but actions"
    JSON = "JSON policy in a string"
    LOG = "logging"
    OTHER = "anything else"


POLICY = frozenset({Context.SLOT, Context.FLOWS, Context.LIST, Context.JSON})


class Occurrence(NamedTuple):
    """A valid action in a file: offsets in its text from 0, end exclusive."""

    start: int
    end: int
    action: str
    context: Context
    detail: str


def is_test(path: PurePath) -> bool:
    """Whether a file belongs to a project's tests, judged by its path within the project."""
    *folders, name = path.parts
    return name.startswith(("test_", "conftest")) or any(
        folder.lower() in ("test", "tests", "testing", "unit", "functional", "integration")
        for folder in folders
    )


def occurrences(text: str, catalogue: Catalogue) -> Iterator[Occurrence]:
    """Valid actions and wildcards of a module, unordered; SyntaxError if it is not Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    offsets = _Offsets(text)
    in_slots = frozenset(_names_in_slots(tree, parents))
    for node in parents:
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if isinstance(parents[node], ast.JoinedStr):
            continue
        if _is_valid(node.value, catalogue):
            context, detail = _context(node, parents, in_slots, catalogue)
            start, end = offsets.of(node)
            # Only strings of one token without escapes.
            found = text.find(node.value, start, end)
            if found >= 0 and end - start < len(node.value) + 8:
                yield Occurrence(found, found + len(node.value), node.value, context, detail)
        elif "{" in node.value and "ction" in node.value and "ffect" in node.value:
            yield from _in_json(node, text, offsets, catalogue)


def _is_valid(text: str, catalogue: Catalogue) -> bool:
    match = _ACTION.fullmatch(text)
    service = catalogue.service(match[1]) if match else None
    if match is None or service is None:
        return False
    name = match[2]
    if "*" in name or "?" in name:
        return name != "*" and bool(expand(name, service.actions))
    return name.lower() in service.actions


def _in_json(
    node: ast.Constant, text: str, offsets: _Offsets, catalogue: Catalogue
) -> Iterator[Occurrence]:
    try:
        content = json.loads(node.value, strict=False)
    except ValueError:
        return
    if not isinstance(content, dict | list):
        return
    start, end = offsets.of(node)
    for match in _TEXT_ACTION.finditer(text, start, end):
        key = text[match.end() : match.end() + 20].lstrip().startswith(":")
        if not key and match[1] in _slots_of(content) and _is_valid(match[1], catalogue):
            yield Occurrence(match.start(1), match.end(1), match[1], Context.JSON, "")


def _slots_of(content: object) -> set[str]:
    found: set[str] = set()
    stack = [content]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            for key, value in item.items():
                stack.append(value)
                if key in ("Action", "NotAction", "actions", "action"):
                    found |= {
                        each
                        for each in (value if isinstance(value, list) else [value])
                        if isinstance(each, str)
                    }
        elif isinstance(item, list):
            stack += item
    return found


def _climb(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> tuple[ast.AST, ast.AST]:
    """The outermost list or conditional that contains a string, and its parent."""
    parent = parents[node]
    while isinstance(parent, _CONTAINERS) or (
        isinstance(parent, ast.Call) and _name(parent.func) in _COPIES and node in parent.args
    ):
        if isinstance(parent, ast.Call) and _name(parent.func) in _COPIES[5:]:
            break
        node, parent = parent, parents[parent]
    return node, parent


def _context(
    string: ast.Constant,
    parents: dict[ast.AST, ast.AST],
    in_slots: frozenset[str],
    catalogue: Catalogue,
) -> tuple[Context, str]:
    node, parent = _climb(string, parents)
    name, kind = _slot(node, parent)
    if kind == "log":
        return Context.LOG, name
    if kind in ("key", "subscript", "compare"):
        return Context.OTHER, kind
    if _is_for_actions(name):
        return Context.SLOT, f"{kind} {name}"
    if kind == "variable" and name in in_slots:
        return Context.FLOWS, name
    if _is_list_of_actions(parents[string], catalogue):
        return Context.LIST, f"{kind} {name}"
    return Context.OTHER, f"{kind} {name}"


def _slot(node: ast.AST, parent: ast.AST) -> tuple[str, str]:
    """The name that a value is given to, and the kind of that name."""
    if isinstance(parent, ast.Dict):
        if node in parent.keys:
            return "", "key"
        key = parent.keys[parent.values.index(node)]  # type: ignore[arg-type]
        return (str(key.value) if isinstance(key, ast.Constant) else ""), "dict"
    if isinstance(parent, ast.keyword):
        return parent.arg or "", "keyword"
    if isinstance(parent, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
        target = parent.targets[0] if isinstance(parent, ast.Assign) else parent.target
        return _target(target)
    if isinstance(parent, ast.Call):
        name = _name(parent.func)
        if name in _LOGS:
            return name, "log"
        if name in _COPIES and isinstance(parent.func, ast.Attribute):
            return _target(parent.func.value)
        return name, "argument"
    if isinstance(parent, ast.Subscript):
        return "", "subscript"
    if isinstance(parent, ast.Compare):
        return "", "compare"
    return "", type(parent).__name__


def _target(target: ast.expr) -> tuple[str, str]:
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value), "item"
    return _name(target), "variable"


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _is_for_actions(name: str) -> bool:
    words = name.replace("_", "").lower()
    return words in ("action", "actions", "notaction", "notactions", "actionnames")


def _names_in_slots(tree: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[str]:
    for node in parents:
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            value, parent = _climb(node, parents)
            name, kind = _slot(value, parent)
            if _is_for_actions(name) and kind in ("dict", "keyword", "item"):
                yield _name(node)


def _is_list_of_actions(parent: ast.AST, catalogue: Catalogue) -> bool:
    if not isinstance(parent, ast.List | ast.Tuple | ast.Set):
        return False
    valid = [
        each
        for each in parent.elts
        if isinstance(each, ast.Constant)
        and isinstance(each.value, str)
        and _is_valid(each.value, catalogue)
    ]
    return len(valid) >= 2 and len(valid) >= 0.6 * len(parent.elts)


class _Offsets:
    """Offsets of nodes in characters; the columns of nodes count bytes of UTF-8."""

    def __init__(self, text: str) -> None:
        self._lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def of(self, node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._at(node.lineno, node.col_offset), self._at(
            node.end_lineno, node.end_col_offset
        )

    def _at(self, line: int, column: int) -> int:
        before = self._lines[line - 1].encode(errors="surrogatepass")[:column]
        return self._starts[line - 1] + len(before.decode(errors="surrogatepass"))
