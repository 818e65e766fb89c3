"""Find, read and write overlay files."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

from typed_iam_core.catalogue import default
from typed_iam_core.catalogue.facts import Overlay
from typed_iam_core.catalogue.overlay import overlay
from typed_iam_core.catalogue.overlay.overlay import OverlayError
from typed_iam_core.catalogue.overlay.strict_json import InvalidData
from typed_iam_core.text import files
from typed_iam_core.text.source import one_line

_NAME = "overlay.json"


def user_file() -> str | None:
    """The path of the overlay in the user's cache, existing or not; None without a home directory.

    It is in ``TYPED_IAM_CACHE``, or ``typed-iam`` in ``XDG_CACHE_HOME`` or the platform's cache.
    """
    own = os.environ.get("TYPED_IAM_CACHE")
    if own:
        return os.path.join(own, _NAME)  # noqa: PTH118 - a Path takes longer than all of this
    cache = os.environ.get("XDG_CACHE_HOME", "")
    # The specification says to ignore relative paths.
    if not os.path.isabs(cache):  # noqa: PTH117
        folder = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
        home = os.path.expanduser(folder)  # noqa: PTH111
        cache = os.environ.get("LOCALAPPDATA", "") if sys.platform == "win32" else home
    # Without a home directory, the "~" stays.
    return os.path.join(cache, "typed-iam", _NAME) if os.path.isabs(cache) else None  # noqa: PTH117, PTH118


def of_user() -> Overlay | None:
    """The overlay in the user's cache, as ``read``; None, after a single ``stat``, if there is none."""
    path = user_file()
    return read(path) if path is not None and os.path.lexists(path) else None


def read(path: str | os.PathLike[str]) -> Overlay:
    """The overlay in a file; the same object as long as the file is the same.

    OverlayError if it is missing, unreadable, damaged, not an overlay, or for a later release.
    """
    name = os.fspath(path)
    try:
        status = Path(name).stat()
        return _read(name, status.st_mtime_ns, status.st_size, status.st_ino)
    except InvalidData as error:
        reason = f"not a valid overlay: {error}"
    except (OSError, ValueError) as error:
        reason = one_line(files.reason(error))
    raise OverlayError(f"{one_line(name, 4096)}: {reason}")


# A language server reads its settings again for every check.
@lru_cache(maxsize=8)
def _read(name: str, modified: int, size: int, inode: int) -> Overlay:
    found = overlay.parse(files.read(name, overlay.MAX_SIZE)[0])
    if found.base > default().date:
        raise InvalidData(
            f"it adds to the catalogue of {found.base}, but this installation has that of"
            f" {default().date}; upgrade typed-iam"
        )
    return found


def write(path: Path, data: bytes) -> None:
    """Write an overlay as a whole or not at all; a symbolic link at its path is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    files.remove_leftovers(path.parent)
    files.replace(path, None, data)


def is_ours(path: Path) -> bool:
    """Whether a file is an overlay, or was one before it was damaged."""
    if os.fspath(path) == user_file():
        return True
    # Opening a FIFO would wait for its writer.
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(overlay.HEAD)) == overlay.HEAD
