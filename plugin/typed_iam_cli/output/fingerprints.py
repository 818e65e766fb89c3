"""What stands on a line and after it as a number, so that an alert can move with its line.

GitHub computes the same for reports that lack it, and complains of a report that has other
values: github/codeql-action, ``src/fingerprints.ts``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

_BLOCK = 100
_BASE = 37
_END = "\uffff"
_BLANKS = str.maketrans("", "", " \t")


def line_hashes(data: bytes, lines: Iterable[int]) -> dict[int, str]:
    """The hash of each of the lines, counted from 1, of a file.

    It is taken over the 100 characters (UTF-16 code units) from the line's beginning on, tabs
    and blanks aside, so it may reach into the lines below; a number tells lines that are equal.
    There is none for a line that only some odd encoding makes one.
    """
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    text = _units(text.translate(_BLANKS)) + _END
    starts = [0, *(index + 1 for index, unit in enumerate(text) if unit == "\n")]
    wanted = {line: _block(text, starts[line - 1]) for line in lines if line <= len(starts)}
    blocks = frozenset(wanted.values())
    seen: Counter[str] = Counter()
    hashes = {}
    for number, start in enumerate(starts, 1):
        block = _block(text, start)
        if block in blocks:
            seen[block] += 1
            if number in wanted:
                hashes[number] = f"{_hash(block):x}:{seen[block]}"
    return hashes


def _block(text: str, start: int) -> str:
    return text[start : start + _BLOCK]


def _hash(block: str) -> int:
    value = 0
    for unit in block.ljust(_BLOCK, "\0"):
        value = (value * _BASE + ord(unit)) % 2**64
    return value


def _units(text: str) -> str:
    """Text with each character beyond the BMP as its two surrogates."""
    if text.isascii():
        return text
    return "".join(
        unit if unit <= "\uffff" else f"{_high(ord(unit))}{_low(ord(unit))}" for unit in text
    )


def _high(character: int) -> str:
    return chr(0xD7C0 + (character >> 10))


def _low(character: int) -> str:
    return chr(0xDC00 + (character & 0x3FF))
