"""The measurement of growth can itself tell work in proportion from more."""

from __future__ import annotations

from tests.growth import excessive_growth


def test_sorting_and_loops_are_in_proportion() -> None:
    assert not excessive_growth(lambda size: [abs(n) for n in range(size)], 50)
    assert not excessive_growth(lambda size: sorted(range(size), key=lambda n: -n), 50)


def test_loops_in_loops_are_not() -> None:
    def nested(size: int) -> None:
        for one in range(size):
            for other in range(size):
                abs(one - other)

    assert excessive_growth(nested, 40)
