"""Whether to print colors."""

from __future__ import annotations

import os
import sys


def is_colored(choice: str = "auto") -> bool:
    """Whether stdout gets colors: ``always``, ``never``, or ``auto``.

    The latter means on a terminal or with FORCE_COLOR, unless NO_COLOR is set.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    is_terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return is_terminal or bool(os.environ.get("FORCE_COLOR"))
