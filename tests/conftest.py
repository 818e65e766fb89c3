"""The environment of all tests, and the tests that share a process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from typed_iam_core.readers import finder

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

# Tests that share what is expensive to make: the wheel with its installations, a run of the generator,
# a type checker's run.
_TOGETHER = re.compile(
    r"tests/packaging/|test_generated\.py::(?=\w+$)|test_flags_exactly_the_stated_lines\[\w+-"
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Hand out tests one by one, save those that belong together.

    ``--dist=loadgroup`` would do it by marks, and does nothing with pytest 9.2 (pytest-xdist 3.8
    sets an attribute of tests that pytest does not read any more).
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            found = _TOGETHER.search(nodeid)
            return found[0] if found else nodeid

    return Scheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def _empty_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hide the overlay in a developer's cache, which would add to the catalogue."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TYPED_IAM_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def no_module_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Split even the smallest modules into pieces, as work and findings must not depend on it."""
    monkeypatch.setattr(finder, "SMALL", 0)
