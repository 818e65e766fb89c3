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
from typed_iam_core.text.files import Skipped, bounded


def is_meant(paths: Sequence[str], filename: Path | None) -> bool:
    """Whether to read standard input; Failure if the arguments contradict each other."""
    is_meant = "-" in paths
    if filename is not None and not is_meant:
        raise Failure(f"--stdin-filename {shown(filename)} needs - as the path")
    if is_meant and len(paths) > 1:
        raise Failure("- is standard input; use it without other paths")
    return is_meant


def load_settings(filename: Path | None, explicit: Path | None) -> Config:
    """The settings for the file that standard input is a copy of, which need not exist yet."""
    above = Path(os.path.abspath(filename)).parents if filename else ()  # noqa: PTH100 - see settings
    return settings.load(list(filter(exists, above))[:1], explicit)


def read(limit: int) -> bytes:
    """The bytes of standard input; TooLarge over the limit."""
    if sys.stdin is None:
        raise Skipped("standard input is closed")
    return bounded(sys.stdin.buffer.read, limit)
