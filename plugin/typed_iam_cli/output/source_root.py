"""Paths of files relative to their repository, as code hosts name them."""

from __future__ import annotations

import os
from pathlib import Path

from typed_iam_cli.paths import repository_root


class SourceRoot:
    """The root of the repository that contains the working folder, or else that folder.

    GitHub takes a relative path from the root, wherever in the repository a tool was run, and
    does not follow symbolic links.
    """

    def __init__(self) -> None:
        try:
            here = Path(os.path.realpath(Path.cwd()))
        except OSError:
            # The folder is gone; paths that can still be checked are absolute.
            here = Path(os.sep)
        self._root = repository_root(here) or here

    def locate(self, path: Path) -> Path:
        """The file's path from the root, or an absolute one if it is elsewhere."""
        real = Path(os.path.realpath(path))
        return real.relative_to(self._root) if real.is_relative_to(self._root) else real
