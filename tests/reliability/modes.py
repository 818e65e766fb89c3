"""Every way to run the check says the same: ``python -m tests.reliability.modes [--long]``.

A package of made-up modules, which import constants from each other, is edited step by step. At
each step mypy reports the same cold, from its cache, with ``-n 2`` and as a daemon; that is what
the modules were made to have; and it is what ``typed-iam check`` reports, which does not follow
constants of other modules.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.plugin.mypy_project import PYPROJECT, VERSION, Project
from tests.reliability.promises import Kept, Planted, Promise, command, main, with_fault

_PARTS = 7
_UNKNOWN = "iam-unknown-action"
# mypy reports from its cache what it reports without one only if this fault is absent.
_SILENT_WITH_A_CACHE = """
import typed_iam_mypy.hooks as hooks
from typed_iam_mypy import plugin

report = hooks.report

def cold_only(module, semantic, project):
    if not semantic.options.incremental:
        report(module, semantic, project)

hooks.report = cold_only
"""
_NO_CONSTANTS = """
import typed_iam_mypy.reporting as reporting
from typed_iam_mypy import plugin

reporting.constant = lambda semantic, fullname: None
"""


@dataclass
class _Module:
    """A module with a constant, one that it imports from another, and policies with both."""

    number: int
    constant_is_wrong: bool = False
    literal_is_wrong: bool = False
    is_ignored: bool = False
    style: int = 0
    imported: _Module | None = None
    # Lines with findings: those that all see, and those that only mypy can see.
    wrong: list[int] = field(default_factory=list)
    wrong_in_mypy: list[int] = field(default_factory=list)

    @property
    def part(self) -> str:
        return f"part{self.number % _PARTS}"

    @property
    def path(self) -> str:
        return f"package/{self.part}/m{self.number}.py"

    def _import(self) -> tuple[str, str]:
        """An import of the other module's constant and the expression for it."""
        other = self.imported
        if other is None:
            return "", '"ecr:PutImage"'
        module, name = f"m{other.number}", f"C{other.number}"
        return [
            (f"from package.{other.part}.{module} import {name}", name),
            (f"from ..{other.part}.{module} import {name} as C", "C"),
            (f"from ..{other.part} import {module}", f"{module}.{name}"),
            (f"import package.{other.part}.{module}", f"package.{other.part}.{module}.{name}"),
        ][self.style]

    def text(self) -> str:
        statement, name = self._import()
        ignore = f"  # type: ignore[{_UNKNOWN}]" if self.is_ignored else ""
        lines = [
            "from typing import Final",
            statement,
            f'C{self.number}: Final = "ecr:{"PutImages" if self.constant_is_wrong else "PutImage"}"',
            'P = {"Effect": "Deny", "Resource": "*", "Action": [',
            f'    "ecr:{"BatchGetImages" if self.literal_is_wrong else "BatchGetImage"}",{ignore}',
            f"    {name},",
            "]}",
            "def function(x):",
            f'    return {{"Effect": "Deny", "Resource": x, "Action": {name}}}',
        ]
        self.wrong = [5] if self.literal_is_wrong and not self.is_ignored else []
        follows = self.imported is not None and self.imported.constant_is_wrong
        self.wrong_in_mypy = [6, 9] if follows else []
        return "\n".join(lines) + "\n"

    def change(self, others: list[_Module], chance: random.Random) -> None:
        match chance.randrange(5):
            case 0:
                self.constant_is_wrong ^= True
            case 1:
                self.literal_is_wrong ^= True
            case 2:
                self.is_ignored ^= True
            case 3:
                self.style = chance.randrange(4)
            case _:
                # Never of a later module: mypy does not know all constants in a cycle of imports.
                earlier = others[: self.number]
                self.imported = chance.choice(earlier) if earlier else None


class _Package:
    """The modules, in a project of mypy."""

    def __init__(self, project: Project, count: int, chance: random.Random) -> None:
        self._project = project
        self._chance = chance
        self.modules: list[_Module] = []
        for name in ("package", *(f"package/part{number}" for number in range(_PARTS))):
            project.write(f"{name}/__init__.py", "")
        for _ in range(count):
            self._add()

    def _add(self) -> None:
        module = _Module(len(self.modules))
        for _ in range(8):
            module.change(self.modules, self._chance)
        self.modules.append(module)
        self._project.write(module.path, module.text())

    def edit(self) -> None:
        """Change a few modules, and sometimes add one."""
        if self._chance.random() < 0.2:
            self._add()
        changed = self._chance.sample(self.modules, min(len(self.modules), 3))
        for module in changed:
            module.change(self.modules, self._chance)
            self._project.write(module.path, module.text())
        for module in self.modules:
            module.text()  # the constants that it imports may have changed

    def expected(self, *, in_mypy: bool) -> list[tuple[str, int]]:
        return sorted(
            (module.path, line)
            for module in self.modules
            for line in (*module.wrong, *(module.wrong_in_mypy if in_mypy else ()))
        )


def _checked(folder: Path) -> list[tuple[str, int, int, str]]:
    done = subprocess.run(
        command("", "check", "--output-format", "json", "package"),
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    return sorted(
        (each["path"], each["line"], each["column"], each["code"])
        for each in json.loads(done.stdout)
    )


def _differences(project: Project, package: _Package) -> Iterator[str]:
    runs = {
        "warm": project.warm("--cache-dir", ".warm"),
        "daemon": project.mypy("run", "--", "package", module="mypy.dmypy"),
        "cold": project.cold(),
    }
    if VERSION >= (2, 0):
        runs["-n 2"] = project.parallel("--cache-dir", ".parallel")
    cold = runs["cold"]
    for name, run in runs.items():
        more = set(run.messages) - set(cold.messages)
        less = set(cold.messages) - set(run.messages)
        if name == "daemon":
            # mypy's daemon, without any plugin, forgets those of modules that did not change.
            less = {message for message in less if message.code != "unused-ignore"}
        if more or less or len(run.ours) != len(cold.ours):
            yield f"{name} differs from cold: more {[*more][:1]}, less {[*less][:1]} {run.stderr[-300:]}"
    if [each[:2] for each in cold.ours] != package.expected(in_mypy=True):
        yield "mypy does not report what the modules have"
    checked = _checked(project.root)
    if [each[:2] for each in checked] != package.expected(in_mypy=False):
        yield "check does not report what the modules have"
    if not set(checked) <= set(cold.ours):
        yield f"check and mypy differ: {sorted(set(checked) - set(cold.ours))[:2]}"


def equality(folder: Path, long: bool, product: str = "") -> Kept:
    """All ways to run agree after each of some edits."""
    count, steps = (70, 50) if long else (12, 3)
    project = Project(folder)
    if product:
        project.write("planted.py", product)
        project.write("pyproject.toml", PYPROJECT.replace('"typed_iam_mypy"', '"./planted.py"'))
    package = _Package(project, count, random.Random(1))
    broken: list[str] = []
    findings = 0
    try:
        for step in range(steps):
            broken += [f"step {step}: {line}" for line in _differences(project, package)]
            findings += len(package.expected(in_mypy=True))
            if product and broken:
                break
            package.edit()
    finally:
        project.mypy("stop", module="mypy.dmypy")
    figure = f"{count} modules, {steps} states, {findings} findings in each of 4 ways and by check"
    return Kept(figure, broken)


PROMISES: dict[str, Promise] = {"modes": equality}
PLANTED: dict[str, Planted] = {
    "a plugin that is silent with a cache": with_fault(equality, _SILENT_WITH_A_CACHE),
    "a plugin that knows no constants": with_fault(equality, _NO_CONSTANTS),
}

if __name__ == "__main__":
    sys.exit(main("modes", __doc__, PROMISES))
