"""A file has its old or its new bytes, whatever happens: ``python -m tests.reliability.writes [--long]``.

Runs are killed, run at once, run on a full disk and where nothing can be written, and their worker
processes crash. The exit status and a line for each file say what was not done, and the next run
does it.
"""

from __future__ import annotations

import ctypes
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from tests.bench.kills import Tree, kill, torture
from tests.cli import aws
from tests.reliability.promises import Kept, Planted, Promise, command, main, with_fault

# Faults in the product, as code that runs before it.
IN_PLACE = """
import time
from typed_iam_core.text import files

def replace(path, before, after):
    with path.open("wb") as file:
        for start in range(0, len(after), 1000):
            file.write(after[start : start + 1000])
            file.flush()
            time.sleep(0.001)

files.replace = replace
"""
NO_LOCKS = """
import time
from typed_iam_core.text import files

files._lock = lambda file: None
files.os.fsync = lambda descriptor: time.sleep(0.002)
"""
NOT_REPLACED = """
from typed_iam_codemods.driver import processes

def answer(self, worker, is_ready):
    return worker.pipe.recv()

processes.Processes._answer = answer
"""
SILENT = """
from typed_iam_codemods.driver import runs

runs._left_alone = lambda path, error: runs.Outcome(path)
"""
NO_ERRORS = """
from pathlib import Path
from typed_iam_core.catalogue.overlay import files

def write(path, data):
    try:
        path.write_bytes(data)
    except OSError:
        pass

files.write = write
"""
_REWRITE = ("rewrite", "--jobs", "2", ".")
_TIMEOUT = 120


def _run(
    folder: Path, product: str, *arguments: str, environment: Mapping[str, str] | None = None,
    prepare: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """A run of ``typed-iam``; ``prepare`` is called in its process before it starts."""
    return subprocess.run(
        command(product, *arguments), cwd=folder, capture_output=True, text=True, timeout=_TIMEOUT,
        env={**os.environ, **(environment or {})}, preexec_fn=prepare,
    )  # fmt: skip


def _limit_file_size() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))


def _obey_permissions() -> None:
    """Let the permissions of files hold for root, too."""
    if sys.platform == "linux":
        drop_from_bounding_set, may_override = 24, 1
        ctypes.CDLL(None).prctl(drop_from_bounding_set, may_override, 0, 0, 0)


def _state(tree: Tree) -> Iterator[str]:
    """What is wrong with the files of a tree, whether they are rewritten or not."""
    for path in tree.torn():
        yield f"{path.name} has neither its old nor its new bytes"
    for path in tree.others():
        yield f"{path.name} is left over"


def kills(folder: Path, long: bool, product: str = "") -> Kept:
    """Rewrites that are killed leave each file old or new; the next run finishes and cleans up."""
    count = 100 if long else 8
    report = torture(
        folder, 60 if product else count, command=command(product, *_REWRITE),
        to_first_tear=bool(product),
    )  # fmt: skip
    broken = [f"{report.torn} files torn"] * bool(report.torn)
    broken += [f"{report.left} temporary files left"] * bool(report.left)
    return Kept(
        f"{report.kills} kills, {report.half_done} in the middle, {report.torn} files torn,"
        f" {report.temporary} temporary files found, {report.left} left",
        broken,
    )


def _names_and_time(path: Path) -> tuple[set[str], int]:
    """What changes when a file is written, in place or beside it."""
    return {each.name for each in path.parent.iterdir()}, path.stat().st_mtime_ns


def _has_changed(path: Path, before: tuple[set[str], int]) -> bool:
    return _names_and_time(path) != before


def overlay_kills(folder: Path, long: bool, product: str = "") -> Kept:
    """An update that is killed leaves the old overlay or the new one."""
    count = 60 if long else 6
    sources = [
        aws.write(
            folder / f"source {size}",
            aws.content("ecr", *(aws.action(f"Fly{each}") for each in range(size))),
        )
        for size in (1000, 2000)
    ]
    target = folder / "cache" / "overlay.json"

    def update(source: Path) -> tuple[str, ...]:
        return command(product, "update", "--from", str(source), "--output", str(target))

    # Names are only ever added: from each start, one result.
    subprocess.run(update(sources[0]), check=True, capture_output=True)
    old = target.read_bytes()
    subprocess.run(update(sources[1]), check=True, capture_output=True)
    new = target.read_bytes()
    chance = random.Random(1)
    torn = finished = found = 0
    for _ in range(count * (5 if product else 1)):
        target.write_bytes(old)
        has_begun = partial(_has_changed, target, _names_and_time(target))
        kill(update(sources[1]), folder, has_begun, chance.uniform(0, 0.1) ** 2)
        torn += target.read_bytes() not in (old, new)
        finished += target.read_bytes() == new
        found += len(list(target.parent.iterdir())) - 1
        if product and torn:
            break
    subprocess.run(update(sources[1]), check=True, capture_output=True)
    left = len(list(target.parent.iterdir())) - 1
    broken = [f"{torn} overlays torn"] * bool(torn) + [f"{left} files left"] * bool(left)
    broken += ["the last update did not finish"] * (target.read_bytes() != new)
    figure = f"{count} kills, {finished} after it was replaced, {torn} overlays torn, {found} temporary files found, {left} left"
    return Kept(figure, broken)


def at_once(folder: Path, long: bool, product: str = "") -> Kept:
    """Two rewrites of one tree at once finish it together."""
    rounds = 20 if long or product else 2
    tree = Tree(folder, 60)
    broken: list[str] = []
    for number in range(rounds):
        tree.restore()
        runs = [
            subprocess.Popen(
                command(product, *_REWRITE), cwd=folder, stderr=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        errors = [run.communicate(timeout=_TIMEOUT)[1] for run in runs]
        done = tree.done()
        if any("Traceback" in each for each in errors):
            broken.append(f"round {number}: {errors}")
        if any(run.returncode for run in runs) or done != len(tree.old):
            statuses = [run.returncode for run in runs]
            lines = [line for each in errors for line in each.splitlines()][:2]
            broken.append(f"round {number}: exit statuses {statuses}, {done} of 60 done: {lines}")
        broken += _state(tree)
        if product and broken:
            break
    return Kept(f"{rounds} rounds of two rewrites, {len(broken)} disturbed", broken)


@contextmanager
def _small_disk(folder: Path, kilobytes: int) -> Iterator[bool]:
    """Make a folder a disk of that size if this process may mount one."""
    size = f"size={kilobytes}k"
    mounting = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    try:
        is_mounted = subprocess.run(mounting, capture_output=True).returncode == 0
    except FileNotFoundError:
        is_mounted = False
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def full_disk(folder: Path, long: bool, product: str = "") -> Kept:
    """On a full disk the other files stay as they are, each with its reason."""
    disk = folder / "disk"
    disk.mkdir()
    broken: list[str] = []
    tree = Tree(disk, 60)
    needed = sum(-(-len(data) // 4096) * 4 for data in tree.old.values())
    with _small_disk(disk, needed + 60) as is_mounted:
        tree.restore()
        if is_mounted:
            filler = disk / "filler"
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while file.write(bytes(512)):
                    pass
            os.truncate(filler, filler.stat().st_size - 4096)
        # Without a disk to fill, files over a size cannot be written.
        done = _run(disk, product, *_REWRITE, prepare=None if is_mounted else _limit_file_size)
        finished = tree.done()
        reported = len([line for line in done.stderr.splitlines() if line.startswith("package_")])
        if is_mounted:
            filler.unlink()
        broken += _state(tree)
        if done.returncode != 2 or "Traceback" in done.stderr or finished + reported != 60:
            broken.append(
                f"exit status {done.returncode}, {finished} files done, {reported} reported:"
                f" {done.stderr[-200:]}"
            )
        again = _run(disk, product, *_REWRITE)
        if again.returncode or tree.done() != 60:
            broken.append(f"the run with more room: exit status {again.returncode}")
    where = "a full file system" if is_mounted else "a limit on the size of files"
    return Kept(f"{where}: {finished} files done, {reported} reported, then all done", broken)


@contextmanager
def _unwritable(folder: Path) -> Iterator[None]:
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for each in folders:
        each.chmod(0o555)
    try:
        yield
    finally:
        for each in folders:
            each.chmod(0o755)


def unwritable(folder: Path, long: bool, product: str = "") -> Kept:
    """Where nothing can be written, each file gets its reason, and reading works."""
    project, cache = folder / "project", folder / "cache"
    for each in (project, cache):
        each.mkdir()
    tree = Tree(project, 20)
    tree.restore()
    source = aws.write(folder / "source", aws.content("ecr", aws.action("FlyImage")))
    environment = {"TYPED_IAM_CACHE": str(cache / "mine"), "HOME": str(cache)}
    broken: list[str] = []
    with _unwritable(project), _unwritable(cache):
        runs = {
            "rewrite": (0, _REWRITE, 20),
            "fix": (0, ("fix", "."), 0),
            "check": (0, ("check", "."), 0),
            "update": (2, ("update", "--from", str(source)), 1),
        }
        for name, (status, arguments, lines) in runs.items():
            done = _run(
                project, product, *arguments, environment=environment, prepare=_obey_permissions
            )
            reported = re.findall(
                r"(?m)^.+: (?:in a read-only folder|permission denied)$", done.stderr
            )
            has_reports = len(reported) == lines and "Traceback" not in done.stderr
            if done.returncode != status or not has_reports:
                broken.append(f"{name}: exit status {done.returncode}: {done.stderr[-300:]}")
    broken += _state(tree)
    if tree.done():
        broken.append("files were rewritten")
    return Kept(f"{len(runs)} commands in a folder and a cache that are read-only", broken)


def _children(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    with suppress(OSError):
        return list(map(int, path.read_text().split()))
    return []


def crashing_workers(folder: Path, long: bool, product: str = "") -> Kept:
    """A worker process that crashes costs the file that it had, and the next run does it."""
    rounds, count = (20, 120) if long else (1, 60)
    tree = Tree(folder, count)
    chance = random.Random(1)
    broken: list[str] = []
    crashed = lost = 0
    for number in range(rounds):
        tree.restore()
        run = subprocess.Popen(
            command(product, *_REWRITE), cwd=folder, stderr=subprocess.PIPE, text=True
        )
        while run.poll() is None:
            time.sleep(chance.uniform(0.02, 0.2))
            for child in _children(run.pid)[:1] if tree.done() else []:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGSEGV)
                    crashed += 1
        errors = run.communicate()[1]
        done = tree.done()
        reported = len(re.findall(r"(?m)^package_.*: .*crashed .*\(SIGSEGV\)$", errors))
        lost += reported
        if "Traceback" in errors or run.returncode not in (0, 2) or done + reported != count:
            broken.append(
                f"round {number}: exit status {run.returncode}, {done} files done, {reported}"
                f" reported: {errors[-200:]}"
            )
        broken += _state(tree)
        if _run(folder, "", *_REWRITE).returncode or tree.done() != count:
            broken.append(f"round {number}: the next run did not finish")
    return Kept(f"{crashed} crashes of workers, {lost} files left for the next run", broken)


PROMISES: dict[str, Promise] = {
    "kills": kills,
    "kills of update": overlay_kills,
    "two at once": at_once,
    "full disk": full_disk,
    "unwritable": unwritable,
    "crashing workers": crashing_workers,
}


PLANTED: dict[str, Planted] = {
    "a rewrite that writes in place": with_fault(kills, IN_PLACE),
    "an overlay that is written in place": with_fault(overlay_kills, IN_PLACE),
    "temporary files that are not locked": with_fault(at_once, NO_LOCKS),
    "files left alone without a word": with_fault(full_disk, SILENT),
    "an update that hides that it cannot write": with_fault(unwritable, NO_ERRORS),
    "a worker whose crash is an exception": with_fault(crashing_workers, NOT_REPLACED),
}

if __name__ == "__main__":
    sys.exit(main("writes", __doc__, PROMISES))
