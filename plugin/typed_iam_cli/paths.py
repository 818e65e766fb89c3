"""Paths in messages and reports, and whether they exist."""

from __future__ import annotations

import os
from pathlib import Path

from typed_iam_core.text.files import reason
from typed_iam_core.text.source import one_line


def shown(path: str | os.PathLike[str]) -> str:
    """A path on one printable line, whatever characters it has, and safe to begin that line."""
    return line_start(one_line(os.fspath(path), 4096))


def line_start(text: str) -> str:
    """A text to begin a line of output, with its first colon escaped where GitHub would see a command."""
    # GitHub ignores blanks before it.
    return text.replace(":", "\\x3a", 1) if text.lstrip().startswith("::") else text


def problem(path: str | os.PathLike[str], error: OSError | ValueError) -> str:
    """One line on a path that cannot be read or written, with the system's reason."""
    return f"{shown(path)}: {one_line(reason(error))}"


def internal_error(path: str | os.PathLike[str], error: Exception) -> str:
    """One line on a file that a mistake in this program kept from being finished."""
    return f"{shown(path)}: internal error, please report ({type(error).__name__})"


def exists(path: Path) -> bool:
    """Whether a path exists; never an error."""
    return os.path.exists(path)  # noqa: PTH110 - Path's raises in a folder without permission


def repository_root(folder: Path) -> Path | None:
    """The root of the git repository that contains a folder, if any."""
    # A worktree's .git is a file.
    return next((each for each in (folder, *folder.parents) if exists(each / ".git")), None)


def working_folder() -> Path:
    """The working folder, or the root of the file system if it is gone."""
    try:
        return Path.cwd()
    except OSError:
        # Paths that can still be read are absolute.
        return Path(os.sep)


def source_root() -> Path:
    """The root of the repository that contains the working folder, or else that folder."""
    here = Path(os.path.realpath(working_folder()))
    return repository_root(here) or here


def from_root(path: Path, root: Path) -> Path:
    """A file's path from the root, or an absolute one if it is elsewhere.

    GitHub takes a relative path from the root, wherever in the repository a tool was run, and
    does not follow symbolic links.
    """
    real = Path(os.path.realpath(path))
    return real.relative_to(root) if real.is_relative_to(root) else real
