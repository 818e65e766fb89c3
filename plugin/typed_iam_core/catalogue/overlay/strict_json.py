"""Untrusted JSON, validated at every step.

The content decides which actions count as valid, so nothing is guessed: a duplicate key, a
number of a thousand digits or a string of the wrong kind is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from typed_iam_core.text.source import one_line

_MAX_DIGITS = 20


class InvalidData(ValueError):
    """The content cannot be used; the text is one line that says what is wrong and where."""


def loads(data: bytes) -> object:
    """The value of a JSON text in UTF-8.

    Raises:
        InvalidData: it is not JSON, nests too deeply, or has a duplicate key or an absurdly long number.
    """
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_int=_number(int),
            parse_float=_number(float),
            parse_constant=_no_constant,
        )
    except InvalidData:
        raise
    except UnicodeDecodeError as error:
        raise InvalidData(f"not UTF-8 at byte {error.start}") from None
    except ValueError as error:
        raise InvalidData(f"not JSON: {one_line(str(error))}") from None
    except RecursionError:
        raise InvalidData("nested too deeply") from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InvalidData(f"key {shown(twice)} appears twice")
    return found


def _number(kind: Callable[[str], float]) -> Callable[[str], float]:
    def parse(digits: str) -> float:
        if len(digits) > _MAX_DIGITS:
            raise InvalidData(f"number of {len(digits):,} digits")
        return kind(digits)

    return parse


def _no_constant(name: str) -> float:
    raise InvalidData(f"{name} is not JSON")


def table(value: object, where: str) -> dict[str, object]:
    """The value, if it is an object; ``where`` names it in the error."""
    if not isinstance(value, dict):
        raise InvalidData(f"{where} must be an object")
    return value


def entries(value: object, where: str) -> Iterator[tuple[str, object]]:
    """The items of a list, each with its name for errors; None, a missing key, has no items."""
    if value is None:
        return
    if not isinstance(value, list):
        raise InvalidData(f"{where} must be a list")
    for index, item in enumerate(value):
        yield f"{where}[{index}]", item


def text(value: object, pattern: re.Pattern[str], where: str) -> str:
    """The value, if it is a string that the whole pattern matches."""
    if not isinstance(value, str):
        raise InvalidData(f"{where} must be a string")
    if not pattern.fullmatch(value):
        raise InvalidData(f"{where}: {shown(value)} is not valid here")
    return value


def texts(value: object, pattern: re.Pattern[str], where: str) -> tuple[str, ...]:
    """The value, if it is a list of such strings, or missing."""
    return tuple(text(item, pattern, place) for place, item in entries(value, where))


def shown(name: str) -> str:
    """A text in quotes, safe for a message."""
    return f'"{one_line(name, 60)}"'
