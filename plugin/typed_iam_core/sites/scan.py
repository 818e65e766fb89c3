"""Whether a file can hold a policy at all: a few searches of its bytes, before any parsing."""

from __future__ import annotations

import re

from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue

# The beginning of a string that could be an action.  It starts with a quote because quotes
# are rare: a pattern that could start at any letter would take ten times as long.
_ACTION = re.compile(rb"""["']([A-Za-z][A-Za-z0-9-]+):[A-Za-z*?]""")
# Where an action's slot is certain, its text may be anything: a key, escaped or not, or a
# keyword, and near it what makes it certain.
_SLOT = re.compile(rb"""[Aa]ctions?(?:["'\\]|\s*=)""")
_NEAR_SLOTS = (b"ffect", b"Statement")
_OTHERS = (b"awacs", b"add_permission")


def may_hold_policies(data: bytes, catalogue: Catalogue | None = None) -> bool:
    """Whether a file could hold a site; False for nearly every file, at a few byte scans.

    The catalogue, that of this installation by default, tells a service prefix from other words.
    """
    if b"ction" in data:
        if any(word in data for word in _OTHERS):
            return True
        if any(word in data for word in _NEAR_SLOTS) and _SLOT.search(data):
            return True
    prefixes = {match[1].lower() for match in _ACTION.finditer(data)}
    known = catalogue or catalogues.default()
    return any(known.has_prefix(prefix) for prefix in prefixes)


# A string that could be a whole action, as it stands there or with escapes.
_WHOLE_ACTION = re.compile(rb"""["']([A-Za-z0-9-]+:[A-Za-z0-9-]+)["']""")
_ESCAPED = re.compile(rb"""["'][A-Za-z0-9:-]*\\[\r\nNUux0-7]""")


def may_hold_actions(data: bytes, catalogue: Catalogue | None = None) -> bool:
    """Whether a file could hold a string that is one action and nothing else, at two byte scans."""
    known = catalogue or catalogues.default()
    texts = {match[1].decode() for match in _WHOLE_ACTION.finditer(data)}
    return any(map(known.action, texts)) or _ESCAPED.search(data) is not None
