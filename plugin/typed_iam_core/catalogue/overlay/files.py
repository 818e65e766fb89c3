"""Where overlays lie, and how they are read and written."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from typed_iam_core import catalogue
from typed_iam_core.catalogue.overlay import overlay
from typed_iam_core.catalogue.overlay.overlay import Overlay, OverlayError
from typed_iam_core.catalogue.overlay.strict_json import Unfit
from typed_iam_core.text.source import one_line

_NAME = "overlay.json"


def user_file() -> str | None:
    """The overlay in the user's cache, whether there is one or not; None without a home.

    In ``TYPED_IAM_CACHE``, or ``typed-iam`` in ``XDG_CACHE_HOME`` or where the platform has caches.
    """
    own = os.environ.get("TYPED_IAM_CACHE")
    if own:
        return os.path.join(own, _NAME)  # noqa: PTH118 - a Path costs more than all of this
    cache = os.environ.get("XDG_CACHE_HOME", "")
    # The specification has relative ones ignored.
    if not os.path.isabs(cache):  # noqa: PTH117
        cache = _platform_cache()
    return os.path.join(cache, "typed-iam", _NAME) if cache else None  # noqa: PTH118


def _platform_cache() -> str:
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA", "")
    folder = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    expanded = os.path.expanduser(folder)  # noqa: PTH111
    return "" if expanded == folder else expanded


def of_user() -> Overlay | None:
    """The overlay in the user's cache; None, at the price of one ``stat``, if there is none.

    Raises:
        OverlayError: see ``read``.
    """
    path = user_file()
    if path is None or not os.path.lexists(path):
        return None
    return read(path)


def read(path: str | os.PathLike[str]) -> Overlay:
    """The overlay in a file; the same object as long as the file is the same.

    Raises:
        OverlayError: it is missing, unreadable, damaged, none, or for a later release.
    """
    name = os.fspath(path)
    try:
        status = Path(name).stat()
        if not stat.S_ISREG(status.st_mode):
            raise Unfit("not a regular file")
        found = _read(name, status.st_mtime_ns, status.st_size, status.st_ino)
        catalogue.extended(found)
        return found
    except (OSError, ValueError) as error:
        raise OverlayError(f"{one_line(name, 4096)}: {_reason(error)}") from None


# A language server reads its settings anew for every check.
@lru_cache(maxsize=8)
def _read(name: str, modified: int, size: int, inode: int) -> Overlay:
    if size > overlay.LARGEST:
        raise Unfit(f"{size:,} bytes are over the limit of {overlay.LARGEST:,}")
    return overlay.parse(Path(name).read_bytes())


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, Unfit):
        return f"no overlay that can be used: {error}"
    reason = getattr(error, "strerror", None) or one_line(str(error))
    return reason[:1].lower() + reason[1:]


def write(path: Path, data: bytes) -> None:
    """Puts an overlay in its place, all of it or nothing; a symbolic link there is replaced.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    # Not by way of tempfile, whose files nobody else may read: a project's is for all.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def remove(path: Path) -> bool:
    """Removes an overlay, damaged or not; False if there is none.

    Raises:
        OverlayError: the file is something else.
        OSError: it cannot be read or removed.
    """
    if not os.path.lexists(path):
        return False
    if not is_ours(path):
        raise OverlayError(f"{one_line(str(path), 4096)}: no overlay, and therefore left alone")
    path.unlink()
    return True


def is_ours(path: Path) -> bool:
    """Whether a file is an overlay, or was one before it was damaged.

    Raises:
        OSError: it cannot be read.
    """
    if os.fspath(path) == user_file():
        return True
    # Opening a FIFO would wait for its writer.
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(overlay.HEAD)) == overlay.HEAD
