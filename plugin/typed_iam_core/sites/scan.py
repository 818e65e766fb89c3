"""Whether a file can hold a policy at all: a few searches of its bytes, before any parsing."""

from __future__ import annotations

import re

# The beginning of a string that could be an action.  It starts with a quote because quotes
# are rare: a pattern that could start at any letter would take ten times as long.
_ACTION = re.compile(rb"""["'][A-Za-z][A-Za-z0-9-]+:[A-Za-z*?]""")
# Where an action's slot is certain, its text may be anything; one of these stands near it.
_NEAR_SLOTS = (b"ffect", b"Statement", b"awacs", b"add_permission")


def may_hold_policies(data: bytes) -> bool:
    """Whether a file could hold a site; False for nearly every file, at a few byte scans."""
    if b"ction" in data and any(word in data for word in _NEAR_SLOTS):
        return True
    return _ACTION.search(data) is not None
