"""A server for each test, which must shut down cleanly and log nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lsp.editor import Editor


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    """An editor whose workspace is the test's folder."""
    editor = Editor(tmp_path)
    yield editor
    editor.close()
    assert (editor.stderr, editor.log) == (b"", [])
