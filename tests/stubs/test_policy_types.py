"""Six type checkers on ``typing_cases``, and the behavior of the policy module at run time.

In a case file a wrong line ends in a comment that names the checkers that flag it::

    x: PolicyDocument = {}  # flagged: all
    y: PolicyDocument = {}  # flagged: all but ty pyrefly

Every other line has to pass in every checker. An error belongs to the line it starts on.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import typing
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import typed_iam
from tests.marks import slow_after
from typed_iam import policy
from typed_iam._action import Action, lazy_aliases
from typed_iam._aliases import group_patterns

CASES = Path(__file__).parent / "typing_cases"
NAMES = sorted(path.name for path in CASES.glob("*.py"))

Lines = Iterator[tuple[str, int]]


def _of_mypy(output: str) -> Lines:
    for found in map(json.loads, filter(None, output.splitlines())):
        if found["severity"] == "error":
            yield found["file"], found["line"]


def _of_pyright(output: str) -> Lines:
    for found in json.loads(output)["generalDiagnostics"]:
        if found["severity"] == "error":
            yield found["file"], found["range"]["start"]["line"] + 1


def _of_ty(output: str) -> Lines:
    for found in json.loads(output):
        yield found["location"]["path"], found["location"]["positions"]["begin"]["line"]


def _of_pyrefly(output: str) -> Lines:
    for found in json.loads(output)["errors"]:
        if found["severity"] == "error":
            yield found["path"], found["line"]


def _of_zuban(output: str) -> Lines:
    for line in output.splitlines():
        if found := re.match(r"(.+?\.py):(\d+)(?::\d+)?: error: ", line):
            yield found[1], int(found[2])


PYTHON = sys.executable
CHECKERS: dict[str, tuple[list[str], Callable[[str], Lines]]] = {
    "mypy": (
        [
            "--strict",
            "--output=json",
            "--config-file=",
            "--cache-dir=.mypy_cache",
            f"--python-executable={PYTHON}",
        ],
        _of_mypy,
    ),
    "pyright": (["--outputjson", "--pythonpath", PYTHON], _of_pyright),
    "basedpyright": (["--outputjson", "--pythonpath", PYTHON], _of_pyright),
    "ty": (["check", "--output-format=gitlab", "--python", sys.prefix], _of_ty),
    "pyrefly": (
        # Without a configuration its preset is "basic", which checks no assignments.
        ["check", "--preset=default", "--output-format=json", "--python-interpreter-path", PYTHON],
        _of_pyrefly,
    ),
    "zuban": (["check", "--no-pretty", "--python-executable", PYTHON], _of_zuban),
}


def flagged_by(checker: str, folder: Path) -> dict[str, set[int]]:
    """Run a checker on the files of a folder; return the lines that it flags in each."""
    options, read = CHECKERS[checker]
    command = shutil.which(checker, path=sysconfig.get_path("scripts"))
    assert command, f"{checker} is not installed with {PYTHON}"
    files = sorted(path.name for path in folder.glob("*.py"))
    done = subprocess.run(
        [command, *options, *files], cwd=folder, capture_output=True, text=True, timeout=300
    )
    assert done.returncode in (0, 1), done.stderr + done.stdout
    flagged: dict[str, set[int]] = defaultdict(set)
    for file, line in read(done.stdout):
        flagged[Path(file).name].add(line)
    assert bool(flagged) == bool(done.returncode), done.stderr + done.stdout
    return flagged


def stated_for(checker: str, text: str) -> set[int]:
    """Return the lines whose comment says that this checker flags them."""
    return {
        number
        for number, line in enumerate(text.splitlines(), 1)
        if (marker := re.search(r"# flagged: (.*)$", line)) and checker in _named(marker[1])
    }


def _named(marker: str) -> set[str]:
    words = marker.split()
    negated = words[0] == "all"
    named = set(words[2:] if negated else words)
    assert named <= set(CHECKERS), marker
    return set(CHECKERS) - named if negated else named


@pytest.fixture(scope="module")
def flagged(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, set[int]]]:
    """A function that runs each checker once, on a copy out of reach of this project's settings."""
    results: dict[str, dict[str, set[int]]] = {}

    def run(checker: str) -> dict[str, set[int]]:
        if checker not in results:
            folder = tmp_path_factory.mktemp(checker)
            for case in CASES.glob("*.py"):
                shutil.copy(case, folder)
            results[checker] = flagged_by(checker, folder)
        return results[checker]

    return run


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("checker", slow_after(1, CHECKERS))
def test_flags_exactly_the_stated_lines(
    checker: str, name: str, flagged: Callable[[str], dict[str, set[int]]]
) -> None:
    lines = (CASES / name).read_text().splitlines()
    stated = stated_for(checker, "\n".join(lines))
    found = flagged(checker)[name]
    passed = [f"{number}: {lines[number - 1]}" for number in sorted(stated - found)]
    unstated = [f"{number}: {lines[number - 1]}" for number in sorted(found - stated)]
    assert not passed, f"{checker} passes\n" + "\n".join(passed)
    assert not unstated, f"{checker} flags\n" + "\n".join(unstated)


@pytest.mark.parametrize("checker", slow_after(1, CHECKERS))
def test_each_checker_is_seen_to_flag_and_to_pass(checker: str, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("from typed_iam import Action\n\nx: Action = 1\n")
    assert flagged_by(checker, tmp_path) == {"bad.py": {3}}
    (tmp_path / "bad.py").write_text("from typed_iam import Action\n\nx: Action\n")
    assert flagged_by(checker, tmp_path) == {}


def test_markers_name_checkers_and_nothing_else() -> None:
    assert _named("all") == set(CHECKERS)
    assert _named("all but ty pyrefly") == set(CHECKERS) - {"ty", "pyrefly"}
    assert _named("mypy zuban") == {"mypy", "zuban"}
    with pytest.raises(AssertionError):
        _named("all but nobody")


@pytest.mark.parametrize(
    "pattern",
    ["*", "ecr:*", "ecr:Get*", "ecr:*Image", "s3:?etObject", "ecr-public:Get*", "S3:get*"],
)
def test_wildcard_returns_the_text(pattern: str) -> None:
    assert policy.wildcard(pattern) == pattern
    assert type(policy.wildcard(pattern)) is str


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("ecr:PutImage", "it has no wildcard"),
        ("ecr*:Get", "its service prefix contains a wildcard"),
        ("e?r:Get*", "its service prefix contains a wildcard"),
        ("*:*", "its service prefix contains a wildcard"),
        ("Get*", "it has no service prefix"),
        ("", "it has no service prefix"),
        ("**", "it has no service prefix"),
        ("ecr:Get:*", "it has more than one colon"),
        ("ecr::*", "it has more than one colon"),
        (":Get*", "its service prefix is empty"),
        ("ecr:", "its action name is empty"),
        ("ecr: Get*", "it contains a blank"),
        ("ecr:Get*\n", "it contains a blank"),
        (" *", "it contains a blank"),
        ("ecr:Get/*", "its action name contains '/'"),
        ("ecr:Gét*", "its action name contains 'é'"),
        ("ecr:Get[a]*", "its action name contains '['"),
        ("e_r:Get*", "its service prefix contains '_'"),
    ],
)
def test_wildcard_rejects_in_one_line(pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)) as caught:
        policy.wildcard(pattern)
    assert str(caught.value).startswith(repr(pattern))
    assert "\n" not in str(caught.value)


def _python(code: str) -> str:
    return subprocess.run(
        [PYTHON, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout


def test_an_enum_loads_no_policy_and_no_other_service() -> None:
    loaded = _python(
        "import sys, typed_iam.actions.ecr;"
        "print(*sorted(m for m in sys.modules if m.startswith(('typed_iam', 'mypy', 'libcst'))))"
    ).split()
    assert loaded == [
        "typed_iam",
        "typed_iam._action",
        "typed_iam.actions",
        "typed_iam.actions.ecr",
    ]


def test_an_enum_does_not_load_typing() -> None:
    assert _python(
        "import sys; before = 'typing' in sys.modules; import typed_iam.actions.ecr;"
        "print('typing' in sys.modules, before)"
    ) in ("False False\n", "True True\n")


def test_policy_loads_neither_a_service_nor_typing_extensions() -> None:
    loaded = _python("import sys, typed_iam; typed_iam.PolicyDocument; print(*sys.modules)").split()
    assert "typed_iam.policy" in loaded
    assert not [name for name in loaded if name.startswith("typed_iam.actions")]
    if "typing_extensions" not in _python("import sys; print(*sys.modules)").split():
        assert "typing_extensions" not in loaded


def test_exports_are_sorted_complete_and_the_same_to_type_checkers() -> None:
    assert typed_iam.__all__ == sorted(set(typed_iam.__all__))
    assert set(typed_iam.__all__) <= set(dir(typed_iam))
    assert dir(typed_iam) == sorted(dir(typed_iam))
    assert all(getattr(typed_iam, name) is getattr(policy, name) for name in typed_iam.__all__)
    assert "    from typed_iam.policy import *" in Path(typed_iam.__file__).read_text()
    with pytest.raises(AttributeError, match=r"^module 'typed_iam' has no attribute 'Nothing'$"):
        _ = getattr(typed_iam, "Nothing")  # noqa: B009


def test_every_policy_type_gives_its_hints() -> None:
    types = [value for value in vars(policy).values() if typing.is_typeddict(value)]
    assert len(types) > 50, "the types are found"
    for each in types:
        assert typing.get_type_hints(each).keys() == each.__annotations__.keys()
        assert typing.get_type_hints(each, include_extras=True)


def test_required_keys_are_known_at_run_time() -> None:
    assert policy.PolicyDocument.__required_keys__ == {"Statement"}
    assert policy.PolicyDocument.__optional_keys__ == {"Id", "Version"}
    assert policy.IdentityActionResource.__required_keys__ == {"Action", "Effect", "Resource"}


def test_public_names_have_a_docstring_where_python_keeps_one() -> None:
    for name in typed_iam.__all__:
        value = getattr(policy, name)
        if isinstance(value, type):
            assert (value.__doc__ or "").split("\n")[0].endswith("."), name


def test_groups_are_runs_of_leading_words_that_two_actions_share() -> None:
    actions = [
        "GetLifecyclePolicy",
        "GetLifecyclePolicyPreview",
        "GetAuthorizationToken",
        "PutImage",
    ]
    assert list(group_patterns("ecr", actions)) == [
        "ecr:*",
        "ecr:Get*",
        "ecr:GetLifecycle*",
        "ecr:GetLifecyclePolicy*",
    ]


class Demo(Action):
    GetThing = "demo:GetThing"
    GetOther = "demo:GetOther"


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> typing.Any:
    made = type(sys)("demo_of_aliases")
    monkeypatch.setitem(sys.modules, made.__name__, made)
    monkeypatch.setattr(Demo, "__module__", made.__name__)
    made.__dict__["__getattr__"] = lazy_aliases(Demo)
    return made


@pytest.mark.parametrize("first", ["DemoAction", "DemoActionPattern", "AnyDemoAction"])
def test_aliases_are_made_on_first_use_and_kept(module: typing.Any, first: str) -> None:
    assert first not in vars(module)
    made = getattr(module, first)
    assert vars(module)[first] is made
    assert typing.get_args(module.DemoAction) == ("demo:GetThing", "demo:GetOther")
    assert {type(value) for value in typing.get_args(module.DemoAction)} == {str}
    assert typing.get_args(module.DemoActionPattern) == ("demo:*", "demo:Get*")
    assert typing.get_args(module.AnyDemoAction) == (Demo, module.DemoAction)


def test_other_names_are_attribute_errors(module: typing.Any) -> None:
    with pytest.raises(AttributeError, match=r"^module 'demo_of_aliases' has no attribute 'Ecr'$"):
        _ = module.Ecr
    assert not hasattr(module, "__path__")


def test_a_generated_module_has_its_aliases() -> None:
    from typed_iam.actions import ecr

    values = tuple(member.value for member in ecr.Ecr)
    assert typing.get_args(ecr.EcrAction) == values
    assert "ecr:Get*" in typing.get_args(ecr.EcrActionPattern)
    assert typing.get_args(ecr.AnyEcrAction) == (ecr.Ecr, ecr.EcrAction)


def test_members_and_wildcards_are_text_in_json() -> None:
    from typed_iam.actions.ecr import Ecr

    actions = [Ecr.PutImage, policy.wildcard("ecr:Get*")]
    assert json.dumps(actions) == '["ecr:PutImage", "ecr:Get*"]'
    assert isinstance(Ecr.PutImage, Action)
    assert list(Action) == []
