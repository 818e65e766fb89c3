"""Whether a file can hold a policy at all: a few searches of its bytes, before any parsing."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator

from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import is_pattern

# What looks like an action: a colon between a prefix and a name, the prefix after a quote.
# Patterns that begin with a fixed text are many times as fast as others, and colons are
# fewer than quotes.
_NAME = re.compile(rb":(?<=[A-Za-z0-9]:)([A-Za-z*?][A-Za-z0-9*?_-]*)")
_PREFIX = re.compile(rb"""["']([A-Za-z][A-Za-z0-9-]*)\Z""")
_LONGEST_PREFIX = 64
# Beside an effect, or in a statement, what stands in a slot for actions may be anything.
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
    re.compile(rb"\.grant\("),
    re.compile(rb"""setdefault\(\s*["'](?:Not)?Action"""),
)
# What dates a whole policy, whose keys are judged.
_VERSION = re.compile(rb"20(?:08|12)-10-17")
# Calls whose parameters take names of actions, wherever they stand.
_PERMISSION = re.compile(rb"_permission\((?<=(?:add|put)_permission\()(?<!def ..._permission\()")
_ITS_ACTIONS = re.compile(rb"""Action(?:s|Name)?(?:\s*=(?!=)|["']\s*[]:])""")
_CALLS = (
    re.compile(rb"ActionNames\s*="),
    re.compile(rb"check_access_not_granted\((?<!def check_access_not_granted\()"),
)


def may_hold_policies(data: bytes, catalogue: Catalogue | None = None) -> bool:
    """Whether a file could hold a site; False for nearly every file, at a few byte scans.

    A site is a string that is an action, or one that looks like an action in a file with slots
    for them, or anything in a slot beside an effect.  The catalogue, that of this installation
    by default, tells a service prefix from other words.
    """
    if b"ction" in data:
        if b"awacs" in data or _has_any(_CALLS, data):
            return True
        if _PERMISSION.search(data) and _ITS_ACTIONS.search(data):
            return True
        if _has_any(_EFFECTS, data) and _has_any((*_SLOTS, _VERSION), data):
            return True
    known = catalogue or catalogues.default()
    distinct = {(prefix, name) for _, prefix, name in _look_alikes(data)}
    alike = [each for each in distinct if known.has_prefix(each[0])]
    if not alike:
        return False
    return any(_is_action(*each, known) for each in alike) or _has_any(_SLOTS, data)


# What else a part of a file has to do with policies: it passes one on, or names a client.
_PASSED_ON = rb"""\w*(?:["']\s*:|\s*=(?!=)|\()"""
_TRACES = (
    re.compile(rb"awacs"),
    re.compile(rb"typed-iam:"),
    re.compile(rb"tatement"),
    re.compile(rb"""Effect(?<=["']Effect)"""),
    re.compile(rb"""Action(?<=["'t]Action)"""),
    re.compile(rb"olic(?:y|ies)" + _PASSED_ON),
    re.compile(rb"OLIC(?:Y|IES)" + _PASSED_ON),
)


def traces(data: bytes, catalogue: Catalogue) -> Iterator[int]:
    """Offsets of all that could be, or have a say in, what is found in a file; in no order."""
    for pattern in (*_TRACES, _PERMISSION, *_CALLS, *_EFFECTS, *_SLOTS, _VERSION):
        for match in pattern.finditer(data):
            yield match.start()
    for offset, prefix, _ in _look_alikes(data):
        if catalogue.has_prefix(prefix):
            yield offset


def _look_alikes(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Offset of the colon, prefix, in lower case, and name."""
    for match in _NAME.finditer(data):
        prefix = _prefix_before(match.start(), data)
        if prefix is not None:
            yield match.start(), prefix.lower(), match[1]


def _prefix_before(colon: int, data: bytes) -> bytes | None:
    """What stands between a quote and a colon, if that could be a service prefix."""
    prefix = _PREFIX.search(data, max(0, colon - _LONGEST_PREFIX), colon)
    return prefix[1] if prefix is not None else None


def _has_any(patterns: Iterable[re.Pattern[bytes]], data: bytes) -> bool:
    return any(pattern.search(data) for pattern in patterns)


def _is_action(prefix: bytes, name: bytes, catalogue: Catalogue) -> bool:
    service, text = catalogue.service(prefix.decode()), name.decode()
    return service is not None and (is_pattern(text) or text.lower() in service.actions)


# A string of nothing but what the names of actions are made of, without and with escapes.
_NAME_TO_QUOTE = re.compile(rb""":(?<=[A-Za-z0-9-]:)([A-Za-z0-9-]+)["']""")
# Escapes of what such names are made of: found at once, where the whole string takes a search.
_ESCAPE = re.compile(rb"""\\(?:[\r\n0-7xuU]|N{)""")
_ESCAPED = re.compile(
    rb"""["']((?:[A-Za-z0-9:-]*
    \\(?:\r?\n|\r|[0-7]{1,3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|N{[^}]*}))+
    [A-Za-z0-9:-]*)["']""",
    re.VERBOSE,
)


def may_hold_actions(data: bytes, catalogue: Catalogue | None = None) -> bool:
    """Whether a file could hold a string that is one action and nothing else; two byte scans."""
    known = catalogue or catalogues.default()
    texts = set()
    for match in _NAME_TO_QUOTE.finditer(data):
        prefix = _prefix_before(match.start(), data)
        if prefix is not None:
            texts.add(f"{prefix.decode()}:{match[1].decode()}")
    if _ESCAPE.search(data):
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
