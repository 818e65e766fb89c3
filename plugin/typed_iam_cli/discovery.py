"""Find the files that paths name."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from typed_iam_cli.paths import problem, repository_root
from typed_iam_core.config import Config
from typed_iam_core.text import files

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# For each ``.gitignore``, the nearest last: its folder's path with a slash at the end, its patterns.
_Ignores: TypeAlias = "tuple[tuple[str, GitIgnoreSpec], ...]"

_SUFFIXES = (".py", ".pyi")
_LARGEST_GITIGNORE = 4_000_000
# Caches, version control and installed code; virtual environments of other names have a
# pyvenv.cfg.
_SKIPPED = frozenset(
    {
        ".bzr", ".direnv", ".eggs", ".git", ".hg", ".hypothesis", ".ipynb_checkpoints",
        ".mypy_cache", ".nox", ".pants.d", ".pyenv", ".pytest_cache", ".pytype", ".ruff_cache",
        ".svn", ".tox", ".venv", "__pycache__", "__pypackages__", "node_modules", "site-packages",
    }
)  # fmt: skip


def discover(
    paths: Sequence[Path], config: Config, *, force_exclude: bool = False
) -> tuple[list[Path], list[str]]:
    """The files in a stable order, each once, and a line for each path that cannot be read.

    In a folder, these are the ``*.py`` and ``*.pyi`` files, except those that ``exclude`` or
    ``.gitignore`` files cover (its own and those above it, up to the root of the repository, or
    else of the project), caches, virtual environments and the like, and folders that are symbolic
    links.  A pattern that covers the named folder itself is ignored.

    A named file is taken whatever its suffix, even if ``.gitignore`` or ``exclude`` covers it, as
    in ruff and black; with ``force_exclude``, ``exclude`` counts, since hooks name every changed
    file.
    """
    found: dict[str, Path] = {}
    problems: list[str] = []
    for path in paths:
        try:
            is_directory = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError) as error:
            problems.append(problem(path, error))
            continue
        if force_exclude and config.excludes(path):
            continue
        if is_directory:
            for identity, file in _walk(path, config, problems):
                found.setdefault(identity, file)
        else:
            found.setdefault(os.path.realpath(path), path)
    return list(found.values()), problems


def _walk(start: Path, config: Config, problems: list[str]) -> Iterator[tuple[str, Path]]:
    """Real path and path of each file in a folder and below it, before those of its subfolders."""
    root = os.path.realpath(start)
    top = repository_root(Path(root)) or Path(os.path.realpath(config.root))
    ignores: _Ignores = ()
    for folder in reversed(Path(root).parents):
        if folder.is_relative_to(top):
            ignores += _read(str(folder), problems)
    if _ignored(f"{root}/", ignores):
        ignores = ()
    if config.excludes(start):
        config = replace(config, exclude=())
    # Not recursive: folders can be nested deeper than Python recurses.
    stack = [(os.fspath(start), root, ignores)]
    while stack:
        path, real, ignores = stack.pop()
        try:
            with os.scandir(path) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            problems.append(problem(Path(path), error))
            continue
        if any(entry.name == ".gitignore" for entry in entries):
            ignores += _read(real, problems)
        folders = []
        for entry in entries:
            identity = f"{real.rstrip('/')}/{entry.name}"
            try:
                if entry.is_dir(follow_symlinks=False):
                    if not (
                        entry.name in _SKIPPED
                        or os.path.lexists(f"{entry.path}/pyvenv.cfg")
                        or _ignored(f"{identity}/", ignores)
                        or config.excludes(entry.path)
                    ):
                        folders.append((entry.path, identity, ignores))
                elif (
                    entry.name.endswith(_SUFFIXES)
                    # Not FIFOs, nor the dangling links that editors use as locks.
                    and entry.is_file()
                    and not _ignored(identity, ignores)
                    and not config.excludes(entry.path)
                ):
                    link = entry.is_symlink()
                    yield os.path.realpath(identity) if link else identity, Path(entry)
            except OSError as error:
                problems.append(problem(Path(entry), error))
        stack.extend(reversed(folders))


def _read(folder: str, problems: list[str]) -> _Ignores:
    """The ``.gitignore`` of a folder, if it has one."""
    path = Path(folder, ".gitignore")
    try:
        data, _ = files.read(path, _LARGEST_GITIGNORE)
    except FileNotFoundError:
        return ()
    except OSError as error:
        # A folder or FIFO of that name has no patterns.
        if type(error) is not files.Skipped:
            problems.append(problem(path, error))
        return ()
    # A fifth of the command line's imports, and not every tree has such a file.
    from pathspec import GitIgnoreSpec

    specs: list[GitIgnoreSpec] = []
    for line in data.decode("utf-8-sig", "surrogateescape").split("\n"):
        # git skips invalid patterns; the others still count.
        with suppress(ValueError):
            specs.append(GitIgnoreSpec.from_lines([line]))
    patterns = [pattern for spec in specs for pattern in spec.patterns]
    return ((f"{folder.rstrip('/')}/", GitIgnoreSpec(patterns)),)


def _ignored(path: str, ignores: _Ignores) -> bool:
    """Whether git would ignore a path: the nearest ``.gitignore`` with a match decides."""
    for prefix, spec in reversed(ignores):
        include = spec.check_file(path[len(prefix) :]).include
        # False: a "!" pattern keeps it.
        if include is not None:
            return include
    return False
