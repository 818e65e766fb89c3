"""Work grows in proportion to the input, for each shape and command."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.growth import is_proportionate
from tests.reliability.growth import (
    COMMANDS,
    SIZE,
    SIZE_OF_SHARED,
    growth,
    growth_of_settings,
)
from tests.reliability.shapes import SETTINGS, SHAPES, SHARED
from typed_iam_lsp.server import Server
from typed_iam_mypy.messages import _Shortener

pytestmark = pytest.mark.usefixtures("no_module_is_small")


def _pairs() -> Iterator[object]:
    """Each shape with each command; one command of each shape is fast enough for every run."""
    for number, shape in enumerate(SHAPES):
        for turn, command in enumerate(COMMANDS):
            is_fast = turn == number % len(COMMANDS) and shape not in SHARED
            yield pytest.param(shape, command, marks=[] if is_fast else pytest.mark.slow)


@pytest.mark.parametrize(("shape", "command"), list(_pairs()))
def test_work_grows_in_proportion_to_the_input(shape: str, command: str) -> None:
    size = SIZE_OF_SHARED if shape in SHARED else SIZE
    steps = growth(COMMANDS[command], SHAPES[shape], size)
    assert is_proportionate(steps), steps


@pytest.mark.parametrize("settings", SETTINGS)
def test_work_grows_in_proportion_to_the_configuration(settings: str) -> None:
    steps = growth_of_settings(SETTINGS[settings], SIZE)
    assert is_proportionate(steps), steps


def test_there_are_enough_shapes() -> None:
    assert len(SHAPES) >= 40


def test_a_file_that_is_judged_for_each_message_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(self: _Shortener, file: str) -> object:
        self._judged = None
        return known(self, file)

    known = _Shortener._of
    monkeypatch.setattr(_Shortener, "_of", forgetful)
    assert not is_proportionate(growth(COMMANDS["plugin"], SHAPES["statements on lines"], 6))


def test_a_text_that_is_judged_for_each_request_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(self: Server, *arguments: object) -> object:
        self._analyses.clear()
        return known(self, *arguments)  # type: ignore[arg-type]

    known = Server._analysis
    monkeypatch.setattr(Server, "_analysis", forgetful)
    assert not is_proportionate(growth(COMMANDS["server"], SHAPES["statements on lines"], 6))
