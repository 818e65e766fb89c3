"""The mypy plugin: ``plugins = ["typed_iam_mypy"]``.

It reports what ``typed-iam check`` reports, at the string in question, under error codes of its
own, and shortens mypy's messages about large ``Literal`` types of this package.
"""

from __future__ import annotations

from mypy.plugin import Plugin

# mypy uses this, with this file's hash, as the plugin's version: when it changes, caches are rebuilt
# and daemons restarted.  The plugin appends a digest of what its findings depend on.
__version__ = "0.1.0"


def plugin(version: str) -> type[Plugin]:
    """mypy's entry point; the argument is mypy's version."""
    try:
        from typed_iam_mypy.hooks import TypedIamPlugin
    except ImportError as error:
        if not (error.name or "").startswith("mypy"):
            raise
        from typed_iam_mypy.unsupported import warn_unsupported_mypy

        warn_unsupported_mypy(str(error).partition(" (")[0])  # without the path of mypy's file
        return Plugin
    return TypedIamPlugin
