"""Reads a file's bytes, and replaces them as a whole or not at all."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where nobody can remove a file that another process has open
    fcntl = None  # type: ignore[assignment]

_LEFTOVER = re.compile(r"\.typed-iam-[0-9a-f]{16}\.tmp")


class Skipped(Exception):
    """A file is left as it is; the text is one line that says why, without the file's name."""


def reason(error: OSError) -> str:
    """What the system says of a file, in the middle of a line."""
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:]


def read(path: Path, limit: int) -> tuple[bytes, os.stat_result]:
    """The bytes of a regular file and its status.

    Raises:
        Skipped: it is not regular, or has more than ``limit`` bytes.
        OSError: it cannot be read.
    """
    # Opening a FIFO would wait for its writer, and a path may become one after it was found.
    descriptor = os.open(path, os.O_RDONLY | _AT_ONCE)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Skipped(
                "is a directory" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            )
        if status.st_size > limit:
            raise Skipped(too_large(status.st_size, limit))
        with os.fdopen(descriptor, "rb", buffering=0, closefd=False) as file:
            return file.read(), status
    finally:
        os.close(descriptor)


def too_large(size: int, limit: int) -> str:
    """The reason why a file of so many bytes is skipped."""
    return f"{size:,} bytes are over the limit of {limit:,}"


_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def require_replaceable(target: Path, status: os.stat_result) -> None:
    """Skipped for what should not be replaced, as far as can be told before it is tried.

    Args:
        target: the file, behind all symbolic links.
        status: what is known of it.
    """
    if status.st_nlink > 1:
        # Replacing would leave the other names with the old text.
        raise Skipped(f"has {status.st_nlink} hard links")
    if not status.st_mode & stat.S_IWUSR or not os.access(target, os.W_OK):
        raise Skipped("read-only")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise Skipped("in a read-only folder")


def replace(path: Path, before: bytes, after: bytes) -> None:
    """Puts new bytes in the place of the old ones, all or none of them, and keeps the mode.

    Raises:
        Skipped: the file's bytes are not ``before`` any more.
        OSError: it cannot be written; it then is as it was.
    """
    status = path.stat()
    # As "tempfile" would do it, whose import costs as much as rewriting a file.
    temporary = path.with_name(f".typed-iam-{os.urandom(8).hex()}.tmp")
    try:
        with os.fdopen(os.open(temporary, _NEW, 0o600), "wb") as file:
            _lock(file.fileno())
            file.write(after)
            file.flush()
            _keep_owner_and_mode(path, temporary, status)
            os.fsync(file.fileno())
            if path.read_bytes() != before:
                raise Skipped("changed while it was being rewritten")
            if fcntl is not None:
                temporary.replace(path)
        if fcntl is None:
            temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


# Of a name that is taken nothing may be overwritten, and no link followed.
_NEW = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
)


def _lock(descriptor: int) -> None:
    """Tells other runs that a file is no leftover, for as long as this process lives."""
    if fcntl is not None:
        # Not every file system has locks.
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _keep_owner_and_mode(path: Path, temporary: Path, status: os.stat_result) -> None:
    if hasattr(os, "chown"):
        # Only root can give a file away; the others can keep its group, if they are in it.
        for owner in (status.st_uid, -1):
            with suppress(PermissionError):
                os.chown(temporary, owner, status.st_gid)
                break
    # After the owner, whose change clears the bits that set a user or group.
    temporary.chmod(stat.S_IMODE(status.st_mode))
    if hasattr(os, "listxattr"):
        # Access control lists are among them.  Not every file system has any, and not all are ours.
        with suppress(OSError):
            for name in os.listxattr(path):
                with suppress(PermissionError):
                    os.setxattr(temporary, name, os.getxattr(path, name))


def _sync_folder(folder: Path) -> None:
    """Makes the new name last; where folders cannot be opened there is no need."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_leftovers(folder: Path) -> None:
    """Removes what a killed run left in a folder; never what a run that lives is writing."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _LEFTOVER.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                _remove_unless_locked(entry.path)


def _remove_unless_locked(path: str) -> None:
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
        try:
            if fcntl is not None:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                Path(path).unlink()
        finally:
            os.close(descriptor)
        if fcntl is None:
            Path(path).unlink()
