"""IAM's wildcards: ``*`` matches any run of characters, ``?`` any one; case is ignored."""

from __future__ import annotations

from collections.abc import Iterable


def is_pattern(text: str) -> bool:
    """Whether the text has a wildcard; no other character is special to IAM."""
    return "*" in text or "?" in text


def matches(pattern: str, name: str) -> bool:
    """Whether the pattern matches the name, ignoring case.

    Two pointers and one place to go back to: at most ``len(pattern) * len(name)`` steps and no
    regular expression, so that no input can be slow or mean anything else.
    """
    pattern, name = pattern.lower(), name.lower()
    at = start = 0
    star = -1
    for_star = 0
    while start < len(name):
        if at < len(pattern) and pattern[at] == "*":
            star, for_star = at, start
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", name[start]):
            at += 1
            start += 1
        elif star >= 0:
            for_star += 1
            at, start = star + 1, for_star
        else:
            return False
    return all(rest == "*" for rest in pattern[at:])


def expand(pattern: str, names: Iterable[str]) -> list[str]:
    """The names that the pattern matches, in the given order."""
    if pattern and not pattern.strip("*"):
        return list(names)
    return [name for name in names if matches(pattern, name)]
