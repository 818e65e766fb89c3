"""Work grows in proportion to the input, for each shape and command."""

from __future__ import annotations

import pytest

from tests.growth import is_proportionate
from tests.marks import slow_after
from tests.reliability.growth import COMMANDS, growth
from tests.reliability.shapes import SHAPES, SHARED

pytestmark = pytest.mark.usefixtures("no_module_is_small")

SIZE = 24
SIZE_OF_SHARED = 120


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("shape", slow_after(12, SHAPES))
def test_work_grows_in_proportion_to_the_input(shape: str, command: str) -> None:
    size = SIZE_OF_SHARED if shape in SHARED else SIZE
    steps = growth(COMMANDS[command], SHAPES[shape], size)
    assert is_proportionate(steps), steps


def test_there_are_enough_shapes() -> None:
    assert len(SHAPES) >= 40
