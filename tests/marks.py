"""Parameters of which the first few are fast enough for every run, and the others are slow."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

Parameter = object


def slow_after(count: int, values: Iterable[Parameter]) -> list[Parameter]:
    """Mark all values but the first ones as slow; a tuple is a value for each argument."""
    return [value if number < count else _slow(value) for number, value in enumerate(values)]


def _slow(value: Parameter) -> Parameter:
    if isinstance(value, type(pytest.param())):
        return pytest.param(*value.values, id=value.id, marks=[*value.marks, pytest.mark.slow])
    values = value if isinstance(value, tuple) else (value,)
    return pytest.param(*values, marks=pytest.mark.slow)
