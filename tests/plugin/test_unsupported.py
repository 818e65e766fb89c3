"""A mypy that lacks what the plugin reads: the plugin reports it, and mypy continues."""

from __future__ import annotations

import pytest
from mypy.version import __version__

from tests.marks import slow_after
from tests.plugin.mypy_project import MODES, PYPROJECT, Outcome, Project
from tests.plugin.test_plugin import AT, ONLY_LITERALS

HIDING = """\
import typed_iam_mypy.hooks as hooks
from mypy.plugin import AnalyzeTypeContext

class Hiding:
    def __init__(self, inner):
        self.inner = inner

    def __getattr__(self, name):
        if name == "HIDDEN":
            raise AttributeError(name)
        found = getattr(self.inner, name)
        return Hiding(found) if name in WITHIN else found

hooks.SemanticAnalyzer = Hiding

class Planted(hooks.TypedIamPlugin):
    def get_type_analyze_hook(self, fullname):
        real = super().get_type_analyze_hook(fullname)
        return real and (lambda c: real(AnalyzeTypeContext(c.type, c.context, Hiding(c.api))))

def plugin(version):
    return Planted
"""
NO_ATTRIBUTES = """\
import typed_iam_mypy.hooks as hooks

class Planted(hooks.TypedIamPlugin):
    def get_type_analyze_hook(self, fullname):
        real = super().get_type_analyze_hook(fullname)
        return real and (lambda c: real(c) if c.context.line > 0 else c.api.named_type(fullname, []))

def plugin(version):
    return Planted
"""
NO_SUCH_NAME = """\
import mypy.semanal
del mypy.semanal.SemanticAnalyzer
from typed_iam_mypy import plugin
"""
NEWER = """\
import typed_iam_mypy

def plugin(version):
    return typed_iam_mypy.plugin("99.1.0+dev.0123abc")
"""


def hiding(name: str, *within: str) -> str:
    """Source of a plugin that gets mypy's objects, or objects within them, without an attribute."""
    return HIDING.replace("HIDDEN", name).replace("WITHIN", repr(("api", *within)))


UNFIT = {
    "no analyzer": hiding("api"),
    "no module": hiding("cur_mod_node"),
    "no errors": hiding("errors"),
    "no way to report": hiding("report", "errors"),
    "no attributes of modules": NO_ATTRIBUTES,
    "no such name": NO_SUCH_NAME,
}
FIT = {
    "nothing hidden": hiding(""),
    "no watchers": hiding("_watchers", "errors"),
    "a newer version": NEWER,
}


@pytest.fixture
def planted(project: Project, request: pytest.FixtureRequest) -> Project:
    """A project with a wrong action and a wrong type, and the parameter as its plugin's source."""
    project.write(".planted/plugin.py", request.param)
    project.write("pyproject.toml", PYPROJECT.replace("typed_iam_mypy", ".planted/plugin.py"))
    project.write("policy.py", ONLY_LITERALS)
    project.write("typed.py", "def f(x: str) -> int:\n    return x\n")
    return project


def said(outcome: Outcome) -> list[str]:
    return [line for line in outcome.stderr.splitlines() if "typed-iam" in line]


def goes_on(outcome: Outcome, processes: int = 1) -> None:
    """Assert that mypy reports its own errors, and each process once why the plugin does not."""
    assert [message.code for message in outcome.messages] == ["return-value"]
    assert outcome.status == 1
    assert "INTERNAL ERROR" not in outcome.stdout + outcome.stderr
    lines = said(outcome)
    assert 1 <= len(lines) <= processes
    (line,) = set(lines)
    assert line.startswith(
        f"typed-iam: policies are not checked: mypy {__version__} hides what the plugin reads ("
    )
    assert line.endswith('); update typed-iam, or run "typed-iam check"')
    assert len(line) < 250


@pytest.mark.parametrize("planted", slow_after(1, UNFIT.values()), ids=UNFIT, indirect=True)
def test_mypy_continues_and_one_line_says_that_policies_are_not_checked(planted: Project) -> None:
    goes_on(planted.cold())


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "planted", [UNFIT["no analyzer"], UNFIT["no such name"]], indirect=True, ids=["run", "load"]
)
def test_every_mode_prints_the_line(planted: Project, mode: str) -> None:
    goes_on(getattr(planted, mode)(), processes=3 if mode == "parallel" else 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "planted",
    [UNFIT["no errors"], UNFIT["no attributes of modules"]],
    indirect=True,
    ids=["errors", "attributes"],
)
def test_a_second_run_takes_no_unchecked_module_from_the_cache(planted: Project) -> None:
    goes_on(planted.warm())
    goes_on(planted.warm())


@pytest.mark.parametrize("planted", slow_after(1, FIT.values()), ids=FIT, indirect=True)
def test_a_supported_mypy_gets_no_message(planted: Project) -> None:
    outcome = planted.cold()
    assert outcome.ours == [("policy.py", *AT)]
    assert said(outcome) == []
