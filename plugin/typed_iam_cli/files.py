"""Which files a list of paths stands for."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from typed_iam_core.config import Config
from typed_iam_core.text.source import one_line

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_SUFFIXES = (".py", ".pyi")
# Caches, version control and other people's code; a virtual environment of any name is
# known by its pyvenv.cfg.
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
    """The files to look at, in a stable order and each once, and a line for each path that fails.

    A file that is named is taken whatever its suffix, and also where ``.gitignore`` or
    ``exclude`` covers it (as ruff and black do); with ``force_exclude`` the latter counts, since
    hooks name whatever has changed.  A directory stands for the ``*.py`` and
    ``*.pyi`` files in it, without those that ``.gitignore`` files (its own, and those above it
    up to the root of the repository, or else of the project) or ``exclude`` cover, without
    caches, virtual environments and the like, and without directories that are symbolic links.
    A directory that is itself covered but named is walked nevertheless; what covers it does
    not count then.
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


def shown(path: str | os.PathLike[str]) -> str:
    """A path on one printable line, whatever its name holds."""
    return one_line(os.fspath(path), 4096)


def problem(path: str | os.PathLike[str], error: OSError | ValueError) -> str:
    """One line on a path that cannot be read, in the system's words."""
    reason = getattr(error, "strerror", None) or one_line(str(error))
    return f"{shown(path)}: {reason[:1].lower()}{reason[1:]}"


def exists(path: Path) -> bool:
    """Whether there is something at the end of a path; never an error."""
    return os.path.exists(path)  # noqa: PTH110 - Path's raises where a folder is closed to us


def repository(folder: Path) -> Path | None:
    """The root of the git repository that a folder is in, if it is in one."""
    # A worktree's .git is a file.
    return next((each for each in (folder, *folder.parents) if exists(each / ".git")), None)


class _Ignores(NamedTuple):
    """One ``.gitignore``, for paths that start with ``prefix``, its folder's name and a slash."""

    prefix: str
    spec: GitIgnoreSpec

    def verdict(self, path: str) -> bool | None:
        """Ignored, kept by a ``!`` pattern, or None where the file says nothing."""
        return self.spec.check_file(path[len(self.prefix) :]).include


class _Walk:
    def __init__(self, start: Path, config: Config, problems: list[str]) -> None:
        self._start = start
        self._problems = problems
        self._root = os.path.realpath(start)
        above = self._ignores_above(config)
        self._above = () if _ignored(f"{self._root}/", above) else above
        self._excludes: Callable[[str], bool] | None = None
        if config.exclude and not config.excludes(start):
            self._excludes = config.excludes

    def __iter__(self) -> Iterator[tuple[str, Path]]:
        """Real path and path of each file, a directory's files before its subdirectories."""
        # Iterative: directories nest deeper than Python recurses.
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
                        if self._is_walked(entry, f"{identity}/", ignores):
                            folders.append((entry.path, identity, ignores))
                    elif self._is_taken(entry, identity, ignores):
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

    def _is_walked(
        self, entry: os.DirEntry[str], identity: str, ignores: tuple[_Ignores, ...]
    ) -> bool:
        return not (
            entry.name in _SKIPPED
            or os.path.lexists(f"{entry.path}/pyvenv.cfg")
            or _ignored(identity, ignores)
            or (self._excludes is not None and self._excludes(entry.path))
        )

    def _is_taken(
        self, entry: os.DirEntry[str], identity: str, ignores: tuple[_Ignores, ...]
    ) -> bool:
        return (
            entry.name.endswith(_SUFFIXES)
            # Neither FIFOs nor the dangling links that editors leave as locks.
            and entry.is_file()
            and not _ignored(identity, ignores)
            and not (self._excludes is not None and self._excludes(entry.path))
        )

    def _ignores_above(self, config: Config) -> tuple[_Ignores, ...]:
        start = Path(self._root)
        folders = [start, *start.parents]
        top = repository(start) or Path(os.path.realpath(config.root))
        if not start.is_relative_to(top):
            return ()
        above = reversed(folders[1 : folders.index(top) + 1])
        return tuple(ignores for folder in above for ignores in self._read(str(folder)))

    def _read(self, folder: str) -> list[_Ignores]:
        path = Path(folder, ".gitignore")
        try:
            # Not a FIFO, which would block.
            if not stat.S_ISREG(path.stat().st_mode):
                return []
            text = path.read_text("utf-8-sig", "surrogateescape")
        except FileNotFoundError:
            return []
        except OSError as error:
            self._problems.append(problem(path, error))
            return []
        return [_Ignores(f"{folder.rstrip('/')}/", _spec(text.split("\n")))]


def _ignored(path: str, ignores: tuple[_Ignores, ...]) -> bool:
    """Whether git would ignore a path; the nearest file that says something decides."""
    verdicts = (file.verdict(path) for file in reversed(ignores))
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    # A fifth of what the command line imports, and many a tree has no such file.
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        # git passes over a pattern that means nothing; the others still count.
        return GitIgnoreSpec.from_lines(filter(_is_pattern, lines))


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
