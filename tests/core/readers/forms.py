"""The tables of all readers together: ``SEEN`` is code with one mistake, ``UNSEEN`` without any."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.core.readers.judging import WRONG

_MODULES = [
    f"tests.core.readers.{path.stem}"
    for path in sorted(Path(__file__).parent.glob("test_*.py"))
    if path.stem != "test_forms"  # which tests this module
]


def _rows(table: str) -> dict[str, str]:
    rows = {}
    for name in [*_MODULES, "tests.core.test_expressions"]:
        found = getattr(import_module(name), table, {})
        rows.update({f"{name.rpartition('.test_')[2]}: {row}": code for row, code in found.items()})
    return rows


SEEN, UNSEEN = _rows("SEEN"), _rows("UNSEEN")

__all__ = ["SEEN", "UNSEEN", "WRONG"]
