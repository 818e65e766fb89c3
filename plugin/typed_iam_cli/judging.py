"""Read and judge one file, or say in one line why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from typed_iam_cli.paths import problem, shown
from typed_iam_core import engine
from typed_iam_core.config import Config
from typed_iam_core.engine import Finding
from typed_iam_core.text.files import TooLarge
from typed_iam_core.text.source import Source, UnreadableSource


class Unchecked(Exception):
    """A file could not be judged; the text is one line with its name and the reason."""


class Judged(NamedTuple):
    """A file's bytes and its findings."""

    data: bytes
    findings: Sequence[Finding]


# Path and limit in bytes -> the file's bytes, or OSError.
Reader = Callable[[Path, int], bytes]


def judge(path: Path, config: Config, read: Reader, *, named: bool) -> Judged:
    """Read and judge one file.

    Args:
        path: the file.
        config: the project's settings.
        read: reads its bytes.
        named: whether the user named this very file, and so wants to know if it is not Python.

    Raises:
        Unchecked: it cannot be read, is too large, or is not Python.
    """
    try:
        data = read(path, config.max_file_size)
        return Judged(data, _findings(data, path, config, named))
    except UnreadableSource as error:
        raise Unchecked(f"{shown(path)}: {error}") from None
    except TooLarge as error:
        advice = "raise max-file-size in [tool.typed-iam] or exclude the file"
        raise Unchecked(f"{problem(path, error)}; {advice}") from None
    except OSError as error:
        raise Unchecked(problem(path, error)) from None
    except Exception as error:
        # An error in one file must not cost the findings of the others.
        reason = type(error).__name__
        raise Unchecked(f"{shown(path)}: internal error, please report ({reason})") from error


def _findings(data: bytes, path: Path, config: Config, named: bool) -> list[Finding]:
    if engine.may_have_findings(data, config.catalogue):
        return engine.check_source(Source(data), config, path)
    # The scan for ASCII words proves nothing about UTF-16 and the like.  To parse every file
    # of a tree only to see that it is not Python would cost a hundred times the scan.
    if named or not data.isascii() or b"\0" in data:
        source = Source(data)
        if named or "\0" in source.text:
            source.parse()
    return []
