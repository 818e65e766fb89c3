"""Paths in messages and reports, and whether they exist."""

from __future__ import annotations

import os
from pathlib import Path

from typed_iam_core.text.files import reason
from typed_iam_core.text.source import one_line


def shown(path: str | os.PathLike[str]) -> str:
    """A path on one printable line, whatever characters it has."""
    return one_line(os.fspath(path), 4096)


def problem(path: str | os.PathLike[str], error: OSError | ValueError) -> str:
    """One line on a path that cannot be read or written, with the system's reason."""
    return f"{shown(path)}: {one_line(reason(error))}"


def exists(path: Path) -> bool:
    """Whether a path exists; never an error."""
    return os.path.exists(path)  # noqa: PTH110 - Path's raises in a folder without permission


def repository_root(folder: Path) -> Path | None:
    """The root of the git repository that contains a folder, if any."""
    # A worktree's .git is a file.
    return next((each for each in (folder, *folder.parents) if exists(each / ".git")), None)


def source_root() -> Path:
    """The root of the repository that contains the working folder, or else that folder."""
    try:
        here = Path(os.path.realpath(Path.cwd()))
    except OSError:
        # The folder is gone; paths that can still be checked are absolute.
        here = Path(os.sep)
    return repository_root(here) or here


def from_root(path: Path, root: Path) -> Path:
    """A file's path from the root, or an absolute one if it is elsewhere.

    GitHub takes a relative path from the root, wherever in the repository a tool was run, and
    does not follow symbolic links.
    """
    real = Path(os.path.realpath(path))
    return real.relative_to(root) if real.is_relative_to(root) else real
