from __future__ import annotations

import threading

import pytest


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count one thread: the driver forks only then, and earlier tests may have left some waiting."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)
