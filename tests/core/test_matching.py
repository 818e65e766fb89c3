from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typed_iam_core.catalogue.matching import expand, is_pattern, matches

ALPHABET = st.text(alphabet="aAbB*?[].", max_size=12)


def oracle(pattern: str, name: str) -> bool:
    """The meaning of IAM's wildcards, by way of a regular expression over escaped text."""
    parts = [{"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern.lower()]
    return re.fullmatch("".join(parts), name.lower(), re.DOTALL) is not None


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None)
@given(ALPHABET, ALPHABET)
def test_agrees_with_a_brute_force_oracle(pattern: str, name: str) -> None:
    assert matches(pattern, name) == oracle(pattern, name)


def test_stars_without_end_take_linear_time() -> None:
    start = time.process_time()
    assert not matches("*a" * 1500 + "b", "a" * 3000)
    assert matches("*" * 1500, "a" * 3000)
    assert time.process_time() - start < 5  # exponential matchers never come back


def test_nothing_but_star_and_question_mark_is_special() -> None:
    assert not matches("[bB]*", "BatchGetImage")
    assert not matches("Get.*", "GetObject")
    assert is_pattern("Get?") and not is_pattern("Get[a]")


def test_expand_keeps_the_order_given() -> None:
    assert expand("p*", ["PutImage", "GetX", "pull"]) == ["PutImage", "pull"]
