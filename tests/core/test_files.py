"""Reading within limits and replacing as a whole; ``tests/codemods`` has the kills."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from typed_iam_core.catalogue.overlay import files as overlay_files
from typed_iam_core.text import files
from typed_iam_core.text.files import Skipped, read, reason, replace


def test_the_bytes_and_the_size(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text")
    data, status = read(tmp_path / "a", 4)
    assert (data, status.st_size) == (b"text", 4)


def test_limits_and_other_kinds_of_files_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text" * 1000)
    os.mkfifo(tmp_path / "fifo")
    for path, line in {
        tmp_path / "a": "4,000 bytes are over the limit of 3,999",
        tmp_path / "fifo": "not a regular file",
        tmp_path: "is a directory",
        Path("/dev/null"): "not a regular file",
    }.items():
        with pytest.raises(Skipped) as caught:
            read(path, 3_999)
        assert reason(caught.value) == line
    with pytest.raises(FileNotFoundError) as missing:
        read(tmp_path / "gone", 4)
    assert reason(missing.value) == "no such file or directory"


def test_a_new_file_has_the_usual_mode_and_a_replaced_one_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a"
    before = os.umask(0o027)
    try:
        replace(path, None, b"one")
        assert path.stat().st_mode & 0o777 == 0o640
        path.chmod(0o604)
        replace(path, None, b"two")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o604
    assert path.read_bytes() == b"two"


def test_a_link_is_replaced_and_its_target_kept(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"text")
    (tmp_path / "link").symlink_to("target")
    replace(tmp_path / "link", None, b"new")
    assert not (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"text"


def test_a_file_that_another_run_removes_before_it_is_locked_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = files._lock
    descriptors = []

    def late(descriptor: int) -> None:
        if not descriptors:
            files.remove_leftovers(tmp_path)
        descriptors.append(descriptor)
        lock(descriptor)

    monkeypatch.setattr(files, "_lock", late)
    (tmp_path / "a").write_bytes(b"one")
    files.replace(tmp_path / "a", b"one", b"two")
    assert len(descriptors) == 2
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"two"]


def test_writing_an_overlay_removes_what_a_killed_run_left(tmp_path: Path) -> None:
    (tmp_path / ".typed-iam-0123456789abcdef.tmp").write_bytes(b"{")
    (tmp_path / ".typed-iam-other.tmp").write_bytes(b"{")
    overlay_files.write(tmp_path / "iam.json", b"{}")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".typed-iam-other.tmp", "iam.json"]
