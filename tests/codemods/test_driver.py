"""How the driver writes files, and what happens to files that it cannot read or write."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from typed_iam_codemods.driver import Codemod, Driver, Outcome
from typed_iam_codemods.rewriting.enum_references import plan
from typed_iam_codemods.rewriting.plans import Plan
from typed_iam_core.text.source import Source

BEFORE = b'P = {"Effect": "Allow", "Action": "ecr:PutImage"}\n'
AFTER = b'from typed_iam.actions.ecr import Ecr\nP = {"Effect": "Allow", "Action": Ecr.PutImage}\n'

Rewrite = Callable[..., Outcome]


@pytest.fixture
def rewrite(tmp_path: Path) -> Rewrite:
    def _rewrite(
        path: Path, *, write: bool = True, paths: tuple[Path, ...] = (tmp_path,)
    ) -> Outcome:
        driver = Driver(Codemod(plan), paths, max_file_size=1000, write=write)
        (outcome,) = driver.run([path])
        return outcome

    return _rewrite


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.py"
    path.write_bytes(BEFORE)
    return path


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.suffix == ".tmp"]


def test_a_file_is_rewritten(rewrite, policy):
    outcome = rewrite(policy)
    assert outcome.changed
    assert outcome.reason is None
    assert policy.read_bytes() == AFTER == outcome.after
    assert not leftovers(policy.parent)
    assert not rewrite(policy).changed


def test_nothing_is_written_on_a_trial_run(rewrite, policy):
    status = policy.stat()
    outcome = rewrite(policy, write=False)
    assert (outcome.before, outcome.after) == (BEFORE, AFTER)
    assert policy.read_bytes() == BEFORE
    assert (policy.stat().st_mtime_ns, policy.stat().st_ino) == (status.st_mtime_ns, status.st_ino)


def test_a_file_with_nothing_to_do_is_not_touched(rewrite, policy):
    policy.write_bytes(AFTER)
    before = policy.stat().st_ino
    rewrite(policy)
    assert policy.stat().st_ino == before


@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o664, 0o4755])
def test_the_mode_is_kept(rewrite, policy, mode):
    policy.chmod(mode)
    assert rewrite(policy).changed
    assert stat.S_IMODE(policy.stat().st_mode) == mode


def test_the_owner_is_kept(rewrite, policy):
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    os.chown(policy, 12345, 54321)
    assert rewrite(policy).changed
    assert (policy.stat().st_uid, policy.stat().st_gid) == (12345, 54321)


def test_a_link_inside_the_given_folder_stays_a_link(rewrite, policy):
    link = policy.with_name("link.py")
    link.symlink_to(policy.name)
    assert rewrite(link).changed
    assert link.is_symlink()
    assert policy.read_bytes() == AFTER


def test_a_link_outside_the_given_folder_is_not_followed(rewrite, tmp_path):
    inside, outside = tmp_path / "inside", tmp_path / "outside.py"
    inside.mkdir()
    outside.write_bytes(BEFORE)
    (inside / "link.py").symlink_to(outside)
    outcome = rewrite(inside / "link.py", paths=(inside,))
    assert "links outside the given paths" in (outcome.reason or "")
    assert not outcome.changed
    assert outside.read_bytes() == BEFORE


def test_a_given_folder_may_itself_be_a_link(rewrite, policy, tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere") / "link"
    folder.symlink_to(policy.parent)
    assert rewrite(folder / policy.name, paths=(folder,)).changed


def test_a_named_file_counts_by_its_folder(rewrite, policy):
    assert rewrite(policy, paths=(policy,)).changed


def test_a_file_with_two_names_is_left_alone(rewrite, policy):
    os.link(policy, policy.with_name("other.py"))
    outcome = rewrite(policy)
    assert outcome.reason == "has 2 hard links"
    assert policy.read_bytes() == BEFORE


def test_a_file_with_two_names_and_nothing_to_do_is_fine(rewrite, policy):
    policy.write_bytes(b"x = 1\n")
    os.link(policy, policy.with_name("other.py"))
    assert rewrite(policy).reason is None


def test_a_file_in_a_read_only_folder_is_left_alone(rewrite, policy, monkeypatch):
    # Root can write everywhere, so modes would not test it.
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: path != policy.parent and access(path, mode)
    )
    assert rewrite(policy).reason == "in a read-only folder"
    assert policy.read_bytes() == BEFORE


def test_a_read_only_file_is_left_alone(rewrite, policy):
    policy.chmod(0o444)
    assert rewrite(policy).reason == "read-only"
    assert policy.read_bytes() == BEFORE


def test_a_file_that_changes_during_the_rewrite_is_left_alone(rewrite, policy, monkeypatch):
    sync = os.fsync

    def interfering(descriptor: int) -> None:
        policy.write_bytes(b"changed = True\n")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", interfering)
    assert rewrite(policy).reason == "changed while it was being rewritten"
    assert policy.read_bytes() == b"changed = True\n"
    assert not leftovers(policy.parent)


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_disk_costs_nothing(rewrite, policy, monkeypatch, call):
    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), failing)
    assert rewrite(policy).reason == "no space left on device"
    assert policy.read_bytes() == BEFORE
    assert not leftovers(policy.parent)


def test_an_interrupt_leaves_nothing_behind(rewrite, policy, monkeypatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rewrite(policy)
    assert policy.read_bytes() == BEFORE
    assert not leftovers(policy.parent)


def test_the_new_bytes_are_on_disk_before_they_get_the_name(rewrite, policy, monkeypatch):
    calls: list[str] = []
    sync, rename = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (calls.append("fsync"), sync(fd))[1])
    monkeypatch.setattr(Path, "replace", lambda *a: (calls.append("replace"), rename(*a))[1])
    assert rewrite(policy).changed
    assert calls == ["fsync", "replace", "fsync"]


BAD = {
    "not Python": (BEFORE + b"def\n", "line 2: not Python"),
    "not UTF-8": (BEFORE + b"# \xff\n", "line 2: not valid utf-8"),
    "not UTF-8 and without a policy": (b"# \xff\n", "line 1: not valid utf-8"),
    "UTF-16": ("x = 1\n".encode("utf-16"), "not valid utf-8"),
    "a NUL byte": (b"x = 1\n\0", "not Python"),
    "an unknown encoding": (b"# coding: klingon\n" + BEFORE, "klingon"),
    "an encoding of bytes": (b"# coding: rot13\n" + BEFORE, ""),
    "too large": (BEFORE * 30, "1,500 bytes are over the limit of 1,000"),
    "nested too deeply": (BEFORE + b"x = " + b"(" * 400 + b")" * 400 + b"\n", "line 2"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_a_reason_on_one_line_if_it_is(rewrite, policy, name):
    policy.write_bytes(BAD[name][0])
    outcome = rewrite(policy)
    assert outcome.reason
    assert BAD[name][1] in outcome.reason
    assert "\n" not in outcome.reason
    assert policy.read_bytes() == BAD[name][0]


def test_a_syntax_error_without_a_policy_is_reported_only_for_a_named_file(rewrite, policy):
    policy.write_bytes(b"def\n")
    assert rewrite(policy).reason is None
    assert "not Python" in (rewrite(policy, paths=(policy,)).reason or "")


def test_a_path_that_is_not_a_file_gets_a_reason(rewrite, tmp_path):
    os.mkfifo(tmp_path / "fifo.py")
    (tmp_path / "folder.py").mkdir()
    assert rewrite(tmp_path / "fifo.py").reason == "not a regular file"
    assert rewrite(tmp_path / "folder.py").reason == "is a directory"
    assert rewrite(tmp_path / "vanished.py").reason == "no such file or directory"


def test_an_unreadable_file_gets_a_reason(rewrite, policy, monkeypatch):
    # Root can read everything, so modes would not test it.
    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    assert rewrite(policy).reason == "permission denied"


def test_a_wrong_plan_is_not_written(policy):
    from typed_iam_codemods.rewriting.edits import Edit

    def wrong(source: Source) -> Plan:
        right = plan(source)
        edits = [
            Edit(edit.start, edit.end, edit.text.replace("PutImage", "ListImages"))
            for edit in right.edits
        ]
        return Plan(tuple(edits), right.strings, right.imports)

    driver = Driver(Codemod(wrong), (policy.parent,), max_file_size=1000, write=True)
    (outcome,) = driver.run([policy])
    assert "left alone" in (outcome.reason or "")
    assert policy.read_bytes() == BEFORE


def test_stubs_and_the_enums_themselves_are_skipped(tmp_path):
    stub = tmp_path / "policy.pyi"
    enum = tmp_path / "typed_iam" / "actions" / "ecr.py"
    enum.parent.mkdir(parents=True)
    for path in (stub, enum):
        path.write_bytes(BEFORE)
    outcomes = list(
        Driver(Codemod(plan), (tmp_path,), max_file_size=1000, write=True).run([stub, enum])
    )
    assert outcomes == []
    assert stub.read_bytes() == enum.read_bytes() == BEFORE


def test_a_file_with_a_long_name_is_rewritten(rewrite, tmp_path):
    path = tmp_path / ("é" * 120 + ".py")
    path.write_bytes(BEFORE)
    assert rewrite(path).changed
    assert not leftovers(tmp_path)


def test_the_driver_needs_no_libcst_and_no_pool_before_there_is_work():
    code = (
        "import sys, typed_iam_codemods.driver as d;"
        "print('libcst' in sys.modules, 'multiprocessing' in sys.modules)"
    )
    output = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert output.split() == ["False", "False"]


def test_extended_attributes_are_kept(rewrite, policy):
    try:
        os.setxattr(policy, "user.note", b"kept")
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")
    assert rewrite(policy).changed
    assert os.getxattr(policy, "user.note") == b"kept"


def test_leftovers_of_a_killed_run_are_removed_by_the_next(rewrite, policy):
    left = policy.with_name(".typed-iam-0123456789abcdef.tmp")
    left.write_bytes(AFTER[:20])
    others = [policy.with_name(".typed-iam-notes.tmp"), policy.with_name("a.tmp")]
    for other in others:
        other.write_bytes(b"mine")
    folder = policy.with_name(".typed-iam-0123456789abcdee.tmp")
    folder.mkdir()
    assert rewrite(policy).changed
    assert not left.exists()
    assert folder.is_dir()
    assert all(other.exists() for other in others)


def test_a_trial_run_removes_nothing(rewrite, policy):
    left = policy.with_name(".typed-iam-0123456789abcdef.tmp")
    left.touch()
    assert rewrite(policy, write=False).changed
    assert left.exists()


def test_the_temporary_file_of_a_running_run_is_not_removed(rewrite, policy):
    fcntl = pytest.importorskip("fcntl")
    written = policy.with_name(".typed-iam-0123456789abcdef.tmp")
    with written.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert rewrite(policy).changed
        assert written.exists()
    policy.write_bytes(BEFORE)
    assert rewrite(policy).changed
    assert not written.exists()


def test_a_link_with_the_name_of_a_leftover_is_not_followed(rewrite, policy, tmp_path_factory):
    precious = tmp_path_factory.mktemp("elsewhere") / "precious"
    precious.write_bytes(b"mine")
    link = policy.with_name(".typed-iam-0123456789abcdef.tmp")
    link.symlink_to(precious)
    assert rewrite(policy).changed
    assert link.is_symlink()
    assert precious.read_bytes() == b"mine"
