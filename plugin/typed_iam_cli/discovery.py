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

    A folder means the ``*.py`` and ``*.pyi`` files in it.  Left out are those that
    ``exclude`` or ``.gitignore`` files cover (its own and those above it, up to the root of the
    repository, or else of the project), caches, virtual environments and the like, and folders
    that are symbolic links.  What covers the named folder itself does not count.

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
            for identity, file in _Walk(path, config, problems):
                found.setdefault(identity, file)
        else:
            found.setdefault(os.path.realpath(path), path)
    return list(found.values()), problems


class _Walk:
    """The files in a folder and below it."""

    def __init__(self, start: Path, config: Config, problems: list[str]) -> None:
        self._start = start
        self._problems = problems
        self._config = replace(config, exclude=()) if config.excludes(start) else config
        self._root = os.path.realpath(start)
        above = self._ignores_above()
        self._above = () if _ignored(f"{self._root}/", above) else above

    def __iter__(self) -> Iterator[tuple[str, Path]]:
        """Real path and path of each file, a folder's files before its subfolders."""
        # Not recursive: folders can be nested deeper than Python recurses.
        stack = [(os.fspath(self._start), self._root, self._above)]
        while stack:
            folder, real, ignores = stack.pop()
            entries = self._entries(folder)
            if any(entry.name == ".gitignore" for entry in entries):
                ignores = (*ignores, *self._read(real))
            folders = []
            for entry in entries:
                identity = f"{real.rstrip('/')}/{entry.name}"
                try:
                    if entry.is_dir(follow_symlinks=False):
                        if not (
                            entry.name in _SKIPPED
                            or os.path.lexists(f"{entry.path}/pyvenv.cfg")
                            or self._is_covered(entry, f"{identity}/", ignores)
                        ):
                            folders.append((entry.path, identity, ignores))
                    elif (
                        entry.name.endswith(_SUFFIXES)
                        # Not FIFOs, nor the dangling links that editors use as locks.
                        and entry.is_file()
                        and not self._is_covered(entry, identity, ignores)
                    ):
                        link = entry.is_symlink()
                        yield os.path.realpath(identity) if link else identity, Path(entry)
                except OSError as error:
                    self._problems.append(problem(Path(entry), error))
            stack.extend(reversed(folders))

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._problems.append(problem(Path(folder), error))
            return []

    def _is_covered(self, entry: os.DirEntry[str], identity: str, ignores: _Ignores) -> bool:
        return _ignored(identity, ignores) or self._config.excludes(entry.path)

    def _ignores_above(self) -> _Ignores:
        start = Path(self._root)
        top = repository_root(start) or Path(os.path.realpath(self._config.root))
        above = (folder for folder in reversed(start.parents) if folder.is_relative_to(top))
        return tuple(ignores for folder in above for ignores in self._read(str(folder)))

    def _read(self, folder: str) -> _Ignores:
        path = Path(folder, ".gitignore")
        try:
            data, _ = files.read(path, _LARGEST_GITIGNORE)
        except FileNotFoundError:
            return ()
        except OSError as error:
            # A folder or FIFO of that name has no patterns.
            if type(error) is not files.Skipped:
                self._problems.append(problem(path, error))
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
