"""Spawned processes that import nothing from the working folder, which may be the code to rewrite.

``multiprocessing`` starts them with ``python -c``, and on POSIX also a process that tracks their
resources.  Python would put the working folder first on the path of both, and run a
``threading.py`` in it.  Later they get their parent's path, and import its main module.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import spawn
from pathlib import Path
from typing import Any

_VARIABLE = "PYTHONSAFEPATH"
# It stays on the path: this package is run from there already.
_OWN_FOLDER = str(Path(__file__).parents[2])


@contextmanager
def safely_started() -> Iterator[None]:
    """Start processes with a safe path within a block.

    OSError if this interpreter passes on that it ignores the environment, but has no safe path.
    """
    if sys.flags.ignore_environment and not sys.flags.safe_path:
        raise OSError(errno.EPERM, "Python ignores its environment (-E); use -I")
    before, original = os.environ.get(_VARIABLE), spawn.get_preparation_data

    def preparation(name: str) -> dict[str, Any]:
        data = original(name)
        unsafe = {"", data["dir"]} - {_OWN_FOLDER}
        main = ("init_main_from_name", "init_main_from_path")
        kept = {key: value for key, value in data.items() if key not in main}
        return {**kept, "sys_path": [entry for entry in sys.path if entry not in unsafe]}

    os.environ[_VARIABLE] = "1"
    spawn.get_preparation_data = preparation
    try:
        yield
    finally:
        spawn.get_preparation_data = original
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before
