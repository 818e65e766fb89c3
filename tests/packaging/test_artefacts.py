"""The contents of the wheel and the sdist."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path, PurePosixPath

from tests.packaging.conftest import ROOT, STRAYS, Artefacts

PACKAGES = (
    "typed_iam",
    "typed_iam_core",
    "typed_iam_mypy",
    "typed_iam_cli",
    "typed_iam_lsp",
    "typed_iam_codemods",
)
SUFFIXES = {".py", ".pyi", ".typed", ".json", ".txt"}


def in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def in_sdist(sdist: Path) -> set[str]:
    with tarfile.open(sdist) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def of_tree(source: str, package: str) -> set[str]:
    """Files of a package by their names in the wheel."""
    folder = ROOT / source
    return {
        path.relative_to(folder).as_posix()
        for path in (folder / package).rglob("*")
        if path.is_file() and not _is_cached(path.relative_to(folder))
    }


def _is_cached(path: Path) -> bool:
    return any(part == "__pycache__" or part.startswith(".") for part in path.parts)


def test_the_wheel_has_each_file_of_its_packages(artefacts: Artefacts) -> None:
    names = in_wheel(artefacts.wheel)
    for source in ("stubs", "plugin", "codemods"):
        for package in PACKAGES:
            assert of_tree(source, package) <= names
    assert {
        *(f"{package}/py.typed" for package in PACKAGES),
        "typed_iam/__init__.py",
        "typed_iam/actions/ecr.py",
        "typed_iam/actions/ecr.pyi",
        "typed_iam_core/data/actions.txt",
        "typed_iam_core/data/index.json",
        "typed_iam_core/data/services/ecr.json",
        "typed_iam_mypy/__init__.py",
        "typed_iam_cli/__main__.py",
        "typed_iam_codemods/use_enums.py",
    } <= names


def test_the_wheel_has_nothing_else(artefacts: Artefacts) -> None:
    names = [PurePosixPath(name) for name in in_wheel(artefacts.wheel)]
    tops = {name.parts[0] for name in names}
    (metadata,) = {top for top in tops if top.endswith(".dist-info")}
    # A package that is added needs a line in pyproject.toml and one here.
    assert tops - {metadata} == set(PACKAGES)
    shipped = [name for name in names if name.parts[0] != metadata]
    assert {name.suffix for name in shipped} <= SUFFIXES
    assert not [name for name in shipped if "generator" in str(name)]


def test_licence_and_notice_are_in_both(artefacts: Artefacts) -> None:
    for name in ("LICENSE", "NOTICE"):
        assert any(
            file.endswith(f".dist-info/licenses/{name}") for file in in_wheel(artefacts.wheel)
        )
        assert name in in_sdist(artefacts.sdist)


def test_the_sdist_makes_the_same_wheel_as_the_tree(artefacts: Artefacts) -> None:
    assert artefacts.wheel.name == artefacts.direct.name
    with zipfile.ZipFile(artefacts.wheel) as one, zipfile.ZipFile(artefacts.direct) as other:
        assert {(file.filename, file.CRC) for file in one.infolist()} == {
            (file.filename, file.CRC) for file in other.infolist()
        }


def test_neither_has_a_stray_file(artefacts: Artefacts) -> None:
    sdist = in_sdist(artefacts.sdist)
    assert sdist.isdisjoint(STRAYS)
    tops = {name.partition("/")[0] for name in sdist if name}
    assert tops <= {
        ".gitignore", "LICENSE", "NOTICE", "PKG-INFO", "README.md", "codemods", "plugin",
        "pyproject.toml", "stubs", "tests",
    }  # fmt: skip
    assert not [name for name in sdist if name.endswith(".pyc") or "_cache" in name]
    assert in_wheel(artefacts.wheel).isdisjoint(name.partition("/")[2] for name in STRAYS)
