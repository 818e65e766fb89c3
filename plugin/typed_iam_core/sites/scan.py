"""Whether a file can hold a policy at all: a few searches of its bytes, before any parsing."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable

from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.matching import is_pattern

# The beginning of a string that could be an action.  It starts with a quote because quotes
# are rare: a pattern that could start at any letter would take ten times as long.
_ACTION = re.compile(rb"""["']([A-Za-z][A-Za-z0-9-]+):([A-Za-z*?][A-Za-z0-9*?_-]*)""")
# Beside an effect, or in a statement, what stands in a slot for actions may be anything.
# Patterns that begin with a fixed text are ten times as fast as others.
_EFFECTS = (
    re.compile(rb"""ffect(?<![A-Za-z_].ffect)["'\\]*\s*[:=]"""),
    re.compile(rb"""Statement(?<![A-Za-z]Statement)(?:\(|["'\\]+\s*[:=])"""),
    re.compile(rb"PolicyStatement\("),
)
# Such a slot: a key, escaped or not, a keyword or a variable, a method of what has its name.
_AS_SLOT = rb"""(?:
    \\*["']\s*[]:]
    | \s*(?::[^=\n]{0,80})?\+?=(?!\s*(?:=|str\b|None\b|[0-9]|["'][a-z-]*["']))
    | \s*\.(?:append|extend|insert|add|update)\(
)"""
_SLOTS = (
    re.compile(rb"ction(?<=[Aa]ction)(?:s|_?[Nn]ames)?" + _AS_SLOT, re.VERBOSE),
    re.compile(rb"CTION(?<=ACTION)(?:S|_?NAMES)?" + _AS_SLOT, re.VERBOSE),
    re.compile(rb"ermissions" + _AS_SLOT, re.VERBOSE),
    re.compile(rb"ERMISSIONS" + _AS_SLOT, re.VERBOSE),
    re.compile(rb"_actions\("),
    re.compile(rb"wildcard\("),
)
_ADDED = re.compile(rb"(?<!def )add_permission\(")


def may_hold_policies(data: bytes, catalogue: Catalogue | None = None) -> bool:
    """Whether a file could hold a site; False for nearly every file, at a few byte scans.

    A site is a string that is an action, or one that looks like an action in a file with slots
    for them, or anything in a slot beside an effect.  The catalogue, that of this installation
    by default, tells a service prefix from other words.
    """
    if b"ction" in data:
        if b"awacs" in data or (b"add_permission(" in data and _ADDED.search(data)):
            return True
        if _has_any(_EFFECTS, data) and _has_any(_SLOTS, data):
            return True
    known = catalogue or catalogues.default()
    texts = {(match[1].lower(), match[2]) for match in _ACTION.finditer(data)}
    alike = [(prefix, name) for prefix, name in texts if known.has_prefix(prefix)]
    if not alike:
        return False
    return any(_is_action(*each, known) for each in alike) or _has_any(_SLOTS, data)


def _has_any(patterns: Iterable[re.Pattern[bytes]], data: bytes) -> bool:
    return any(pattern.search(data) for pattern in patterns)


def _is_action(prefix: bytes, name: bytes, catalogue: Catalogue) -> bool:
    service, text = catalogue.service(prefix.decode()), name.decode()
    return service is not None and (is_pattern(text) or text.lower() in service.actions)


# A string of nothing but what the names of actions are made of, without and with escapes.
_WHOLE = re.compile(rb"""["']([A-Za-z0-9-]+:[A-Za-z0-9-]+)["']""")
_ESCAPED = re.compile(
    rb"""["']((?:[A-Za-z0-9:-]*
    \\(?:\r?\n|\r|[0-7]{1,3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|N{[^}]*}))+
    [A-Za-z0-9:-]*)["']""",
    re.VERBOSE,
)


def may_hold_actions(data: bytes, catalogue: Catalogue | None = None) -> bool:
    """Whether a file could hold a string that is one action and nothing else; two byte scans."""
    known = catalogue or catalogues.default()
    texts = {match[1].decode() for match in _WHOLE.finditer(data)}
    if b"\\" in data:
        texts.update(_unescaped(match[1]) for match in _ESCAPED.finditer(data))
    return any(map(known.action, texts))


def _unescaped(literal: bytes) -> str:
    try:
        with warnings.catch_warnings():
            # Of what the module says amiss the parser will tell, or nobody.
            warnings.simplefilter("ignore")
            return str(ast.literal_eval(f'"{literal.decode()}"'))
    except (SyntaxError, ValueError):
        return ""
