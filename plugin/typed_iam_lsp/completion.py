"""Services and actions for the string under the cursor, in text that need not parse.

The text before the cursor is cut into strings, names and signs, line by line, and read
backwards: out of the lists that the string is in, to the key that they are the value of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from typed_iam_core.catalogue import Catalogue
from typed_iam_lsp.positions import Place

# Lists of actions longer than this exist, but nobody completes at the end of one.
_LINES_READ_BACK = 300
_TOKEN = re.compile(
    r"""(?P<comment>\#.*)
    |(?P<string>[rRuU]?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
    |(?P<open>[rRuU]?["'].*)
    |(?P<name>\w+)
    |(?P<sign>[^\s\w])""",
    re.VERBOSE,
)
_SO_FAR = re.compile(r"[A-Za-z0-9-]*(?::[A-Za-z0-9-]*)?")
_REST = re.compile(r"[A-Za-z0-9:*?-]*")

_KEYWORDS = frozenset({"Action", "NotAction", "actions", "not_actions"})
_KEYS = frozenset({"Action", "NotAction"})
# Of a dict that has an "effect" as well; the engine asks the same.
_LOWER_KEYS = frozenset(
    {"action", "actions", "notAction", "notActions", "not_action", "not_actions"}
)
_COLLECTIONS = frozenset({"list", "tuple", "set", "frozenset", "sorted"})


class Slot(NamedTuple):
    """The string under the cursor: what is typed of it, and where an item would stand."""

    typed: str
    line: int
    column: int
    end_column: int


class Item(NamedTuple):
    """One proposal; ``is_service`` tells ``ecr:`` from an action."""

    text: str
    detail: str
    is_service: bool


class _Token(NamedTuple):
    kind: str
    text: str


def slot(lines: Sequence[str], place: Place) -> Slot | None:
    """The string under the cursor if it stands where actions do, or None."""
    if not 0 < place.line <= len(lines):
        return None
    line = lines[place.line - 1]
    start = _string_start(line[: place.column - 1])
    if start is None:
        return None
    typed = line[start : place.column - 1]
    if not _SO_FAR.fullmatch(typed):
        return None
    rest = _REST.match(line, place.column - 1)
    end = rest.end() if rest else place.column - 1
    before = [*lines[max(0, place.line - 1 - _LINES_READ_BACK) : place.line - 1], line[: start - 1]]
    tokens = [token for text in before for token in _tokens(text)]
    # A prefix of the literal, as the r of r"ecr:", is glued to its quote.
    if tokens and tokens[-1].kind == "name" and tokens[-1].text in "rRuU":
        tokens.pop()
    if not _leads_to_actions(tokens, lower="effect" in "".join(lines)):
        return None
    return Slot(typed, place.line, start + 1, end + 1)


def items(found: Slot, catalogue: Catalogue) -> Iterator[Item]:
    """The services that begin as the slot does, or the actions behind its colon."""
    prefix, colon, name = found.typed.partition(":")
    if not colon:
        for known in catalogue.prefixes:
            if known.startswith(prefix.lower()):
                yield Item(f"{known}:", catalogue.titles.get(known, ""), is_service=True)
        return
    service = catalogue.service(prefix)
    if service is None:
        return
    facts = catalogue.facts(service.prefix).actions
    for folded, canonical in service.actions.items():
        if name.lower() in folded:
            yield Item(f"{service.prefix}:{canonical}", facts[canonical].access, is_service=False)


def _string_start(before: str) -> int | None:
    """Column, from 0, behind the quote of a string that the text leaves open, or None."""
    for match in _TOKEN.finditer(before):
        if match.lastgroup == "open":
            return match.start() + (1 if match[0][0] in "\"'" else 2)
    return None


def _tokens(line: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(line):
        kind = match.lastgroup or ""
        if kind != "comment":
            yield _Token(kind, match[0])


def _leads_to_actions(tokens: Sequence[_Token], lower: bool) -> bool:
    """Whether what precedes a string makes it an action, or one of a list of them."""
    depth = 0
    after_comma = False
    for index in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[index]
        if text in ("]", ")", "}"):
            depth += 1
        elif text in ("[", "(", "{"):
            if depth:
                depth -= 1
            else:
                after_comma = False
        elif depth or kind == "string" or text in ("+", "*"):
            continue
        elif text == ",":
            after_comma = True
        elif text in (":", "="):
            # Behind a comma, and not in a list, stands the next key.
            return not after_comma and _is_slot(tokens[:index], text, lower)
        elif text not in _COLLECTIONS:
            return False
    return False


def _is_slot(before: Sequence[_Token], sign: str, lower: bool) -> bool:
    if not before:
        return False
    if sign == ":":
        return _is_key(before[-1], lower)
    if before[-1].text == "]":
        return len(before) > 2 and before[-3].text == "[" and _is_key(before[-2], lower=False)
    return before[-1].text in _KEYWORDS


def _is_key(token: _Token, lower: bool) -> bool:
    if token.kind != "string":
        return False
    key = token.text.lstrip("rRuU")[1:-1]
    return key in _KEYS or (lower and key in _LOWER_KEYS)
