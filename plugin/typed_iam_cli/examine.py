"""One file: read, judged, or a line that says why not."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from typed_iam_cli.files import problem, shown
from typed_iam_core import engine
from typed_iam_core.config import Config
from typed_iam_core.engine import Finding
from typed_iam_core.text.source import Source, UnreadableSource


class Unchecked(Exception):
    """A file that could not be judged; the text is one line that names it and says why."""


class Checked(NamedTuple):
    """A file's bytes and what was found in them."""

    data: bytes
    findings: Sequence[Finding]


# Path and limit in bytes -> the file's bytes; OSError or Unchecked where there are none.
Reader = Callable[[Path, int], bytes]


def from_disk(path: Path, limit: int) -> bytes:
    """The bytes of a regular file."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise Unchecked(f"{shown(path)}: not a regular file")
    if status.st_size > limit:
        raise _too_large(path, _sizes(status.st_size, limit))
    return path.read_bytes()


def from_stdin(path: Path, limit: int) -> bytes:
    """The bytes of standard input, which stand for the file of that path."""
    if sys.stdin is None:
        raise Unchecked(f"{shown(path)}: standard input is closed")
    data = sys.stdin.buffer.read(limit + 1)
    if len(data) > limit:
        raise _too_large(path, f"over the limit of {limit / 1e6:.1f} MB")
    return data


def examine(path: Path, config: Config, *, named: bool, read: Reader = from_disk) -> Checked:
    """Reads and judges one file.

    Args:
        path: the file.
        config: the project's settings.
        named: whether somebody asked for this very file and wants to know what is odd about it.
        read: how to get its bytes.

    Raises:
        Unchecked: it cannot be read, is too large, or is no Python.
    """
    try:
        data = read(path, config.max_file_size)
        return Checked(data, _judge(data, path, config, named))
    except Unchecked:
        raise
    except UnreadableSource as error:
        raise Unchecked(f"{shown(path)}: {error}") from None
    except OSError as error:
        raise Unchecked(problem(path, error)) from None
    except Exception as error:
        # One file's bad luck must not cost the others their findings.
        reason = type(error).__name__
        raise Unchecked(f"{shown(path)}: internal error, please report ({reason})") from error


def _judge(data: bytes, path: Path, config: Config, named: bool) -> list[Finding]:
    if not engine.may_have_findings(data, config.catalogue):
        # The scan for ASCII words proves nothing of UTF-16 and the like.  Parsing every file
        # of a tree to learn that it is no Python would cost a hundred times the scan.
        if named or not data.isascii() or b"\0" in data:
            source = Source(data)
            if named or "\0" in source.text:
                source.parse(newer=True)
        return []
    return engine.check_source(Source(data), config, path)


def _too_large(path: Path, said: str) -> Unchecked:
    return Unchecked(
        f"{shown(path)}: {said}; raise max-file-size in [tool.typed-iam] or exclude the file"
    )


def _sizes(size: int, limit: int) -> str:
    texts = [f"{number / 1e6:.1f} MB" for number in (size, limit)]
    if texts[0] == texts[1]:
        texts = [f"{number:,} bytes" for number in (size, limit)]
    return f"{texts[0]} is over the limit of {texts[1]}"
