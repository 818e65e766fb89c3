"""The warning about a mypy that hides what the plugin reads.

Most of that is not part of mypy's published interface, and a new version may move it.  mypy then
goes on without the plugin, but not silently: no finding would look like no mistake.
"""

from __future__ import annotations

import sys

from mypy.version import __version__

from typed_iam_core.text.source import one_line


def warn_unsupported_mypy(reason: str) -> None:
    """Say on stderr, in one line, that policies are not checked, why, and what to do."""
    # One write: ``mypy -n`` has several processes that may say so at the same time.
    sys.stderr.write(
        f"typed-iam: policies are not checked: mypy {__version__} hides what the plugin reads"
        f' ({one_line(reason)}); update typed-iam, or run "typed-iam check"\n'
    )
