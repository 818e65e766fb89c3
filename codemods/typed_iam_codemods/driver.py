"""Runs a codemod over files: one bad file costs that file, and no write is ever half done."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from typed_iam_core.edits import Plan, Planner, Unproven, rewritten
from typed_iam_core.enum_references import is_out_of_scope
from typed_iam_core.sites import may_hold_policies
from typed_iam_core.source import Source, UnreadableSource, one_line


class Skipped(Exception):
    """A file is left as it is; the text is one line that says why, without the file's name."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    ``before`` and ``after`` are its bytes, the same unless it was (or would be) rewritten.
    A file that was left alone although it should not have been has a ``reason``.
    """

    path: Path
    before: bytes = b""
    after: bytes = b""
    plan: Plan = field(default_factory=Plan)
    reason: str | None = None

    @property
    def changed(self) -> bool:
        """Whether the file was rewritten, or would have been."""
        return self.before != self.after


@dataclass(frozen=True)
class Driver:
    """How files are rewritten.

    Args:
        planner: the codemod: from a file's bytes to its edits.
        paths: what the user named; no symbolic link is followed out of these folders, or out of
            the folders of these files.
        max_file_size: larger files are skipped; in bytes.
        write: whether to write at all.
    """

    planner: Planner
    paths: Sequence[Path]
    max_file_size: int
    write: bool

    def run(self, files: Iterable[Path]) -> Iterator[Outcome]:
        """Rewrites one file after the other."""
        for path in files:
            if not is_out_of_scope(path):
                yield self.outcome(path)

    def outcome(self, path: Path) -> Outcome:
        """Rewrites one file; raises nothing that is the file's fault."""
        try:
            return self._rewrite(path)
        except (Skipped, UnreadableSource, Unproven) as error:
            return Outcome(path, reason=str(error))
        except OSError as error:
            reason = error.strerror or str(error)
            return Outcome(path, reason=one_line(reason[:1].lower() + reason[1:]))
        except (RecursionError, MemoryError):
            return Outcome(path, reason="left alone: nested too deeply")
        except Exception as error:
            # One file's bad luck must not cost the others.
            return Outcome(path, reason=f"internal error, please report ({type(error).__name__})")

    def _rewrite(self, path: Path) -> Outcome:
        before, status = read(path, self.max_file_size)
        if not may_hold_policies(before):
            _require_python(before, named=path in self.paths)
            return Outcome(path, before, before)
        result = rewritten(before, self.planner)
        if result.data != before:
            target = self._target(path, status)
            if self.write:
                replace(target, before, result.data)
        return Outcome(path, before, result.data, result.plan, result.plan.reason)

    def _target(self, path: Path, status: os.stat_result) -> Path:
        """The file to replace, behind all symbolic links."""
        target = path.resolve(strict=True)
        folders = (root if root.is_dir() else root.parent for root in self.paths)
        if not any(target.is_relative_to(folder.resolve()) for folder in folders):
            raise Skipped(f"links out of the given paths, to {one_line(str(target))}")
        if status.st_nlink > 1:
            # Replacing would leave the other names with the old text.
            raise Skipped(f"has {status.st_nlink} hard links")
        if not status.st_mode & stat.S_IWUSR or not os.access(target, os.W_OK):
            raise Skipped("read-only")
        return target


def _require_python(data: bytes, *, named: bool) -> None:
    """UnreadableSource for what is no Python, as far as it is worth while to know."""
    # Parsing every file of a tree would cost a hundred times the scan for policies.
    if named or not data.isascii() or b"\0" in data:
        source = Source(data)
        if named or "\0" in source.text:
            source.parse()


def read(path: Path, limit: int) -> tuple[bytes, os.stat_result]:
    """The bytes of a regular file and its status.

    Raises:
        Skipped: it is not regular, or has more than ``limit`` bytes.
        OSError: it cannot be read.
    """
    with open(path, "rb", opener=_open_at_once) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Skipped("not a regular file")
        if status.st_size > limit:
            raise Skipped(f"{status.st_size:,} bytes are over the limit of {limit:,}")
        return file.read(), status


def _open_at_once(path: str, flags: int) -> int:
    # Opening a FIFO would wait for its writer, and a path may become one after it was found.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def replace(path: Path, before: bytes, after: bytes) -> None:
    """Puts new bytes in the place of the old ones, all or none of them, and keeps the mode.

    Raises:
        Skipped: the file's bytes are not ``before`` any more.
        OSError: it cannot be written; it then is as it was.
    """
    import tempfile

    status = path.stat()
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".typed-iam-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(after)
            file.flush()
            _keep_owner_and_mode(temporary, status)
            os.fsync(file.fileno())
        if path.read_bytes() != before:
            raise Skipped("changed while it was being rewritten")
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def _keep_owner_and_mode(path: Path, status: os.stat_result) -> None:
    if hasattr(os, "chown"):
        # Only root can give a file away; for everyone else it is theirs already.
        with suppress(PermissionError):
            os.chown(path, status.st_uid, status.st_gid)
    # After the owner, whose change clears the bits that set a user or group.
    path.chmod(stat.S_IMODE(status.st_mode))


def _sync_folder(folder: Path) -> None:
    """Makes the new name last; where folders cannot be opened there is no need."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
