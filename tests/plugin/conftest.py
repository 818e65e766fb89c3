from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugin.mypy_project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An empty project that uses the plugin; its daemon is stopped afterwards."""
    created = Project(tmp_path)
    yield created
    if (tmp_path / ".dmypy.json").exists():
        created.mypy("stop", module="mypy.dmypy")
