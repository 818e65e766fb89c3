"""What importing the rewrites loads, and that their modules do not import each other in a circle."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

import typed_iam_codemods

ROOT = Path(typed_iam_codemods.__file__).parent
MODULES = {
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in ROOT.rglob("*.py")
}
COMMANDS = {"command", "fix_actions", "use_enums", "use_strings"}


def test_planners_and_driver_load_no_libcst():
    names = [name for name in MODULES if name.split(".")[1:2] not in [[each] for each in COMMANDS]]
    assert "typed_iam_codemods.rewriting.enum_references" in names
    code = f"import sys, {', '.join(names)}; print('libcst' in sys.modules)"
    output = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert output.split() == ["False"]


def imported(path: Path) -> set[str]:
    """The modules of the package that a module names, also for type checkers or in functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            whole = {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys()
            found |= whole or {node.module or ""}
    return found & MODULES.keys()


def order(graph: dict[str, set[str]]) -> list[str]:
    return list(graphlib.TopologicalSorter(graph).static_order())


def test_no_module_imports_itself_by_way_of_others():
    graph = {name: imported(path) for name, path in MODULES.items()}
    assert "typed_iam_codemods.rewriting.edits" in graph["typed_iam_codemods.rewriting.plans"]
    assert len(order(graph)) == len(MODULES)
    graph["typed_iam_codemods.rewriting.edits"].add("typed_iam_codemods.rewriting.plans")
    with pytest.raises(graphlib.CycleError):
        order(graph)
