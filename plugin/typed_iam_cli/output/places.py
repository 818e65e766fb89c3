"""Files as those who know the repository, and not this machine, name them."""

from __future__ import annotations

import os
from pathlib import Path

from typed_iam_cli.files import repository


class SourceRoot:
    """The root of the repository that the current directory is in, or else that directory.

    GitHub takes a relative path from the root, wherever in the repository a tool was run, and
    does not follow symbolic links.
    """

    def __init__(self) -> None:
        try:
            here = Path(os.path.realpath(Path.cwd()))
        except OSError:
            # The directory is gone; what can still be checked is named from the top.
            here = Path(os.sep)
        self._root = repository(here) or here

    def locate(self, path: Path) -> Path:
        """The file's path from the root, or an absolute one if it is elsewhere."""
        real = Path(os.path.realpath(path))
        return real.relative_to(self._root) if real.is_relative_to(self._root) else real
