"""Read a file within limits, and replace a file as a whole or not at all."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows, where an open file can be neither renamed nor removed
    fcntl = None  # type: ignore[assignment]

# In bytes: how much is read at once of what does not say its size.
CHUNK_SIZE = 65_536
_LEFTOVER = re.compile(r"\.typed-iam-[0-9a-f]{16}\.tmp")


class Skipped(OSError):
    """A file is not read or not replaced; the text is one line that says why, without its name."""


class TooLarge(Skipped):
    """A file has more bytes than the limit."""


def reason(error: OSError | ValueError) -> str:
    """What went wrong, to continue a line, in the system's own words if it has any."""
    words: str | None = getattr(error, "strerror", None)
    return words[:1].lower() + words[1:] if words else str(error)


def read(path: str | os.PathLike[str], limit: int) -> tuple[bytes, os.stat_result]:
    """The bytes of a regular file and its status; Skipped for other kinds, TooLarge over the limit."""
    # Before it is opened, because opening a device may have effects; and again of the open file,
    # because the path may have become another file in between.
    _require_regular(os.stat(path), limit)  # noqa: PTH116 - a Path takes longer
    # Without O_NONBLOCK, opening a FIFO would wait for its writer; a buffer doubles the time.
    with open(path, "rb", buffering=0, opener=partial(_open, extra="O_NONBLOCK")) as file:
        status = os.fstat(file.fileno())
        _require_regular(status, limit)
        return bounded(file.read, limit, status.st_size + 1), status


def bounded(
    read_some: Callable[[int], bytes | None], limit: int, chunk_size: int = CHUNK_SIZE
) -> bytes:
    """All bytes of a stream; TooLarge over the limit, whatever size a file or pipe says it has.

    Args:
        read_some: reads up to that many bytes; None if the stream would wait for them.
        chunk_size: how many bytes to read at once; memory is used for no more.
    """
    chunks = []
    size = 0
    while chunk := read_some(chunk_size):
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"over the limit of {limit:,} bytes")
        chunk_size = max(chunk_size, CHUNK_SIZE)
    if chunk is None:
        # A regular file never waits; the kernel's log does.
        raise Skipped("not a regular file")
    return b"".join(chunks)


def _open(path: str, flags: int, extra: str) -> int:
    """An opener with one more flag, on systems that have it."""
    return os.open(path, flags | getattr(os, extra, 0))


def _require_regular(status: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        is_folder = stat.S_ISDIR(status.st_mode)
        raise Skipped("is a directory" if is_folder else "not a regular file")
    if status.st_size > limit:
        raise TooLarge(too_large(status.st_size, limit))
    if status.st_size == 0 and _is_in_proc(status):
        # The kernel makes it up; reading it may have effects.
        raise Skipped("not a regular file")


def _is_in_proc(status: os.stat_result) -> bool:
    try:
        proc, root = os.stat("/proc"), os.stat("/")  # noqa: PTH116
    except OSError:
        return False
    return status.st_dev == proc.st_dev != root.st_dev


def too_large(size: int, limit: int) -> str:
    """The reason to skip a file of that many bytes."""
    return f"{size:,} bytes are over the limit of {limit:,}"


def require_replaceable(target: Path, status: os.stat_result) -> None:
    """Raise Skipped for a file, all links resolved, that by its status should not be replaced."""
    if status.st_nlink > 1:
        # The other names would keep the old text.
        raise Skipped(f"has {status.st_nlink} hard links")
    if not status.st_mode & stat.S_IWUSR or not os.access(target, os.W_OK):
        raise Skipped("read-only")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise Skipped("in a read-only folder")


def replace(path: Path, before: bytes | None, after: bytes) -> None:
    """Replace all bytes of a file or none, and keep its mode, owner and extended attributes.

    Anything at the path that is not a regular file is replaced, too.

    Raises:
        Skipped: the file's bytes are not ``before`` any more; None allows any, and a new file.
        OSError: it cannot be written; it is unchanged then.
    """
    status = path.lstat() if os.path.lexists(path) else None
    is_kept = status is not None and stat.S_ISREG(status.st_mode)
    # Not by ``tempfile``: its import takes as long as rewriting a file.
    temporary = path.with_name(f".typed-iam-{os.urandom(8).hex()}.tmp")
    opener = partial(os.open, mode=0o600 if is_kept else 0o666)
    # "x": nothing is overwritten, and no link is followed.
    with open(temporary, "xb", opener=opener) as file:
        try:
            _lock(file)
            if not os.path.lexists(temporary):
                # Another run removed it as a leftover before it was locked.
                return replace(path, before, after)
            file.write(after)
            file.flush()
            if status is not None and is_kept:
                _copy_owner_and_mode(path, temporary, status)
            os.fsync(file.fileno())
            if before is not None and path.read_bytes() != before:
                raise Skipped("changed while it was being rewritten")
            if fcntl is None:
                file.close()
            temporary.replace(path)
        except BaseException:
            for undo in (file.close, temporary.unlink):
                with suppress(OSError):
                    undo()
            raise
    _sync_folder(path.parent)


def _lock(file: BinaryIO) -> None:
    """Mark a file as in use, so that other runs keep it, for as long as this process lives."""
    if fcntl is not None:
        # Some file systems have no locks.  Waits for ``remove_leftovers`` of another run.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)


def _copy_owner_and_mode(path: Path, temporary: Path, status: os.stat_result) -> None:
    if hasattr(os, "chown"):
        # Only root can change the owner; others can still keep a group that they belong to.
        for owner in (status.st_uid, -1):
            with suppress(PermissionError):
                os.chown(temporary, owner, status.st_gid)
                break
    # After the owner, because changing that clears the set-user-ID and set-group-ID bits.
    temporary.chmod(stat.S_IMODE(status.st_mode))
    if hasattr(os, "listxattr"):
        # Access control lists are among them.  Some file systems have none; some need privileges.
        with suppress(OSError):
            for name in os.listxattr(path):
                with suppress(PermissionError):
                    os.setxattr(temporary, name, os.getxattr(path, name))


def _sync_folder(folder: Path) -> None:
    """Make a new name durable; systems that cannot open folders do not need it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files of killed runs from a folder, and none that a live run is writing."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _LEFTOVER.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                opener = partial(_open, extra="O_NOFOLLOW")
                with suppress(OSError), open(entry, "r+b", opener=opener) as file:
                    if fcntl is None:
                        file.close()
                    else:
                        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    Path(entry).unlink()
