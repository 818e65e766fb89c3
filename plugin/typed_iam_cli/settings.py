"""The settings of a run: ``[tool.typed-iam]``, narrowed by options of the command line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from typed_iam_cli.command import Failure
from typed_iam_cli.paths import exists
from typed_iam_core import config as configuration
from typed_iam_core.config import Config, ConfigError
from typed_iam_core.text.files import reason


def load(paths: Sequence[Path] = (), explicit: Path | None = None) -> Config:
    """The settings in the ``explicit`` pyproject.toml, or in the nearest one above all paths.

    If no path exists, the working folder counts.  Failure if the settings cannot be used.
    """
    try:
        if explicit is not None:
            return configuration.read(explicit)
        # Path.absolute() would keep "..", and with it the wrong parents.
        existing = [os.path.abspath(path) for path in paths if exists(path)]  # noqa: PTH100
        return configuration.load(Path(os.path.commonpath(existing or [str(Path.cwd())])))
    except ConfigError as error:
        raise Failure(str(error)) from None
    except (OSError, ValueError) as error:
        # A folder that is gone or not readable, or paths on two drives.
        raise Failure(f"no folder to look for pyproject.toml in: {reason(error)}") from None


def narrowed(config: Config, select: Sequence[str], ignore: Sequence[str]) -> Config:
    """The settings with the codes of ``--select`` and ``--ignore``; Failure for unknown ones."""
    if select:
        config = replace(config, select=_codes("--select", select), ignore=frozenset())
    if ignore:
        config = replace(config, ignore=config.ignore | _codes("--ignore", ignore))
    return config


def _codes(option: str, values: Sequence[str]) -> frozenset[str]:
    codes = [code.strip() for value in values for code in value.split(",") if code.strip()]
    if not codes:
        raise Failure(f"{option} names no code")
    try:
        return configuration.known_codes(option, codes)
    except ConfigError as error:
        raise Failure(str(error)) from None
