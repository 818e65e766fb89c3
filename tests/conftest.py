from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _an_empty_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The overlay in a developer's cache would add to what the tests know of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TYPED_IAM_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
