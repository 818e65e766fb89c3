"""JSON from elsewhere, taken apart with a doubt at every step.

What is read here decides which actions count as valid, so nothing is guessed: a key that
stands twice, a number of a thousand digits or a text of the wrong kind is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from typed_iam_core.text.source import one_line

_LONGEST_NUMBER = 20


class Unfit(ValueError):
    """The content cannot be used; the text is one line that says what is wrong where."""


def loads(data: bytes) -> object:
    """The value that a JSON text in UTF-8 stands for.

    Raises:
        Unfit: it is no JSON, nests too deeply, or has a key twice or a number out of all reason.
    """
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once,
            parse_int=_number(int),
            parse_float=_number(float),
            parse_constant=_no_constant,
        )
    except Unfit:
        raise
    except UnicodeDecodeError as error:
        raise Unfit(f"not UTF-8 at byte {error.start}") from None
    except ValueError as error:
        raise Unfit(f"not JSON: {one_line(str(error))}") from None
    except RecursionError:
        raise Unfit("nested too deeply") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Unfit(f"key {shown(twice)} stands twice")
    return found


def _number(kind: Callable[[str], float]) -> Callable[[str], float]:
    def parse(digits: str) -> float:
        if len(digits) > _LONGEST_NUMBER:
            raise Unfit(f"number of {len(digits):,} digits")
        return kind(digits)

    return parse


def _no_constant(name: str) -> float:
    raise Unfit(f"{name} is no JSON")


def table(value: object, where: str) -> dict[str, object]:
    """The value, if it is an object; ``where`` names it in the error."""
    if not isinstance(value, dict):
        raise Unfit(f"{where} must be an object")
    return value


def entries(value: object, where: str) -> Iterator[tuple[str, object]]:
    """The items of a list with their names for errors; None, for a key that is not there, has none."""
    if value is None:
        return
    if not isinstance(value, list):
        raise Unfit(f"{where} must be a list")
    for index, item in enumerate(value):
        yield f"{where}[{index}]", item


def text(value: object, pattern: re.Pattern[str], where: str) -> str:
    """The value, if it is a string that the whole pattern matches."""
    if not isinstance(value, str):
        raise Unfit(f"{where} must be a string")
    if not pattern.fullmatch(value):
        raise Unfit(f"{where}: {shown(value)} cannot stand there")
    return value


def texts(value: object, pattern: re.Pattern[str], where: str) -> tuple[str, ...]:
    """The value, if it is a list of such strings, or not there."""
    return tuple(text(item, pattern, place) for place, item in entries(value, where))


def shown(name: str) -> str:
    """A text in quotes, fit for a message."""
    return f'"{one_line(name, 60)}"'
