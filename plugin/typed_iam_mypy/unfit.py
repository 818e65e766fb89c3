"""What is said of a mypy that keeps from the plugin what it reads.

Most of that is no part of mypy's published interface, and a new version may move it.  mypy then
goes on without the plugin, but not in silence: no finding would look like no mistake.
"""

from __future__ import annotations

import sys

from mypy.version import __version__

from typed_iam_core.text.source import one_line


def say_unfit(reason: str) -> None:
    """Says on stderr, in one line, that policies are not checked, why, and what to do."""
    # In one piece: ``mypy -n`` has several processes that may say so at the same time.
    sys.stderr.write(
        f"typed-iam: mypy {__version__} hides what the plugin reads ({one_line(reason)}), so"
        ' policies are not checked; update typed-iam, or run "typed-iam check"\n'
    )
