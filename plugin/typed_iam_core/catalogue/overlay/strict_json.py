"""Untrusted JSON, validated at every step.

The content decides which actions count as valid, so nothing is guessed: a duplicate key, a
number of a thousand digits or a string of the wrong kind is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from typed_iam_core.text.source import one_line

_MAX_DIGITS = 20


class InvalidData(ValueError):
    """The content cannot be used; the text is one line that says what is wrong and where."""


class Node(NamedTuple):
    """A value in the JSON, not yet validated, and the path to it, which is empty at the root."""

    value: object
    path: str = ""

    def get(self, key: str, default: object = None) -> Node:
        """The value of a key of an object; that of a missing key is the default."""
        return Node(self._object().get(key, default), f"{self.path}.{key}".lstrip("."))

    def members(self, names: re.Pattern[str]) -> Iterator[tuple[str, Node]]:
        """Keys and values of an object, whose keys the whole pattern has to match."""
        for name in self._object():
            yield Node(name, self.path or "the file").text(names), self.get(name)

    def items(self) -> Iterator[Node]:
        """The items of a list; None, a missing key, has no items."""
        if not isinstance(self.value, list | None):
            raise self.error("must be a list")
        for index, item in enumerate(self.value or ()):
            yield Node(item, f"{self.path}[{index}]")

    def text(self, pattern: re.Pattern[str]) -> str:
        """A string that the whole pattern has to match."""
        if not isinstance(self.value, str):
            raise self.error("must be a string")
        if not pattern.fullmatch(self.value):
            raise self.error(f"must not be {shown(self.value)}")
        return self.value

    def texts(self, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """A list of such strings; None, a missing key, has none."""
        return tuple(item.text(pattern) for item in self.items())

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.error("must be true or false")
        return self.value

    def error(self, problem: str) -> InvalidData:
        """The error of a problem with this value."""
        return InvalidData(f"{self.path or 'the file'} {problem}")

    def _object(self) -> Mapping[str, object]:
        if not isinstance(self.value, dict):
            raise self.error("must be an object")
        return self.value


def loads(data: bytes) -> Node:
    """The root of a JSON text in UTF-8; InvalidData for duplicate keys and absurdly long numbers, too."""
    try:
        root = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_int=_number,
            parse_float=_number,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError as error:
        raise InvalidData(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise InvalidData(f"not JSON: {one_line(str(error))}") from None
    except RecursionError:
        raise InvalidData("nested too deeply") from None
    return Node(root)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InvalidData(f"key {shown(twice)} appears twice")
    return found


def _number(digits: str) -> float:
    if len(digits) > _MAX_DIGITS:
        raise InvalidData(f"number of {len(digits):,} digits")
    return float(digits)


def _no_constant(name: str) -> float:
    raise InvalidData(f"{name} is not JSON")


def shown(name: str) -> str:
    """A text in quotes, safe for a message."""
    return f'"{one_line(name, 60)}"'
