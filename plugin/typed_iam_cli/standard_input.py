"""Standard input in place of files, as editors and hooks pass it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from typed_iam_cli import settings
from typed_iam_cli.command import Failure
from typed_iam_cli.paths import exists, shown
from typed_iam_core.config import Config
from typed_iam_core.text.files import Skipped, TooLarge

_PATH = "-"


def is_meant(paths: Sequence[str], filename: Path | None) -> bool:
    """Whether to read standard input.

    Raises:
        Failure: the paths and ``--stdin-filename`` contradict each other.
    """
    if _PATH not in paths and filename is None:
        return False
    if _PATH not in paths:
        raise Failure(f"--stdin-filename {shown(filename or '')} needs {_PATH} as the path")
    if len(paths) > 1:
        raise Failure(f"{_PATH} is standard input; use it without other paths")
    return True


def load_settings(filename: Path | None, explicit: Path | None) -> Config:
    """The settings for the file that standard input is a copy of, which need not exist yet."""
    # Path.absolute() would keep "..", and with it the wrong parents.
    above = Path(os.path.abspath(filename)).parents if filename else ()  # noqa: PTH100
    return settings.load(list(filter(exists, above))[:1], explicit)


def read(path: Path, limit: int) -> bytes:
    """The bytes of standard input, whatever the path.

    Raises:
        OSError: it cannot be read, or has more than ``limit`` bytes.
    """
    if sys.stdin is None:
        raise Skipped("standard input is closed")
    # One byte more shows that there are too many.
    data = sys.stdin.buffer.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(f"over the limit of {limit:,} bytes")
    return data
