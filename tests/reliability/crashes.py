"""No file makes any part raise an exception: ``python -m tests.reliability.crashes [--long]``.

Each file goes, as bytes in memory, through the check, the rewrite to enums and back, the fixes, the
mypy plugin's findings and the language server's analysis. Nothing is written, and none of it is
run. For generated programs of all of Python's syntax: ``pip install hypothesmith pysource-codegen``.
"""

from __future__ import annotations

import importlib.util
import random
import sys
import sysconfig
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.bench import fuzz
from tests.codemods.test_generated_modules import module
from tests.reliability.promises import Kept, Planted, Promise, main
from typed_iam_codemods.rewriting import action_fixes, enum_references, string_references
from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_codemods.rewriting.plans import rewritten
from typed_iam_core import engine
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import RULES
from typed_iam_core.text.source import Source, UnreadableSource
from typed_iam_lsp import completion, fixes, hover
from typed_iam_lsp.analysis import Analysis
from typed_iam_lsp.positions import Place
from typed_iam_mypy.project import Project, strings_in

_ALL = Config(select=frozenset(RULES))
# What each front end reports in a line of its own; a file of any other outcome is a crash.
_REPORTED = (UnreadableSource, Unproven)
# The processes that rewrite turn these into a line, too; Python's parser raises the last one.
_TOO_DEEP = (RecursionError, MemoryError, SystemError)
_PER_JOB = 20
_SAMPLE = 40
_PROCESSES = 2


class _File(NamedTuple):
    name: str
    data: bytes


def _check(data: bytes) -> None:
    engine.check_source(Source(data), _ALL)


def _rewrite(data: bytes) -> None:
    try:
        there = rewritten(data, enum_references.plan)
        rewritten(there.data, string_references.plan)
    except _TOO_DEEP:
        return


def _fix(data: bytes) -> None:
    try:
        rewritten(data, partial(action_fixes.plan, config=Config(), unsafe=True))
    except _TOO_DEEP:
        return


def _plugin(data: bytes) -> None:
    project = Project(Config(), None, "", ())
    project.findings("module.py", data, "package", lambda name: "ecr:PutImage")
    strings_in(data)


def _server(data: bytes) -> None:
    text = Source(data).text
    analysis = Analysis(text, Config(), None)
    for finding in (analysis.findings or [])[:3]:
        place = Place(*finding.span[:2])
        list(fixes.at(analysis, place, place))
    for slot in analysis.actions[:3]:
        hover.about(slot, analysis.config)
        completion.slot(analysis.source, Place(*slot.span[:2]), analysis.config.catalogue)
    # Half of it, as while somebody types.
    half = Analysis(text[: len(text) // 2], Config(), None)
    _ = half.findings, half.actions
    line = half.source.lines[-1] if half.source.lines else ""
    end = Place(max(1, len(half.source.lines)), len(line) + 1)
    completion.slot(half.source, end, half.config.catalogue)


PARTS: dict[str, Callable[[bytes], None]] = {
    "check": _check,
    "rewrite": _rewrite,
    "fix": _fix,
    "plugin": _plugin,
    "server": _server,
}


def crashes(files: Iterable[_File]) -> list[str]:
    """A line for each file and part that raised what it should not."""
    found = []
    warnings.simplefilter("ignore")
    for file in files:
        for part, run in PARTS.items():
            try:
                run(file.data)
            except _REPORTED:
                continue
            except Exception as error:
                found.append(f"{part}: {type(error).__name__}: {str(error)[:80]} in {file.name}")
    return found


class _Hunted(NamedTuple):
    """How many files, how many bytes, and a line for each crash."""

    files: int
    size: int
    crashes: Sequence[str]


# Makes files where they are needed: generating them takes as long as the hunt.
_Maker = Callable[[], Sequence[_File]]


def _hunted(make: _Maker) -> _Hunted:
    files = make()
    return _Hunted(len(files), sum(len(file.data) for file in files), crashes(files))


def _hunt(makers: Mapping[str, _Maker], what: str) -> Kept:
    """The crashes, in processes of which each may end: Python itself may crash."""
    count = size = 0
    broken: list[str] = []
    with ProcessPoolExecutor(_PROCESSES, get_context("spawn")) as pool:
        for name, future in [(name, pool.submit(_hunted, make)) for name, make in makers.items()]:
            try:
                hunted = future.result()
            except BrokenProcessPool:
                broken.append(f"Python crashed in {name} or before")
                continue
            count += hunted.files
            size += hunted.size
            broken += hunted.crashes
    return Kept(f"{count:,} {what}, {size / 1e6:.2f} MB, {len(broken)} exceptions", broken)


def _read(paths: Sequence[Path]) -> list[_File]:
    return [_File(str(path), path.read_bytes()) for path in paths]


def _hunt_paths(paths: list[Path], long: bool, what: str) -> Kept:
    """All files, or for the short run a sample of them."""
    if not long:
        paths = random.Random(0).sample(paths, min(_SAMPLE, len(paths)))
    jobs = [paths[start : start + _PER_JOB] for start in range(0, len(paths), _PER_JOB)]
    return _hunt({f"{job[0]} to {job[-1]}": partial(_read, job) for job in jobs}, what)


def standard_library(_: Path, long: bool) -> Kept:
    """The standard library of the running Python."""
    folder = Path(sysconfig.get_path("stdlib"))
    paths = [path for path in sorted(folder.rglob("*.py")) if "site-packages" not in path.parts]
    return _hunt_paths(paths, long, "files of the standard library")


def site_packages(_: Path, long: bool) -> Kept:
    """All installed packages."""
    folders = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    paths = [path for folder in folders for path in sorted(Path(folder).rglob("*.py"))]
    return _hunt_paths(paths, long, "files of site-packages")


def _policies(start: int, count: int) -> list[_File]:
    """Modules of policies, in many spellings."""
    made: list[bytes] = []

    @seed(start)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(module())
    def collect(data: bytes) -> None:
        # Some of them with wrong actions.
        made.append(data if len(made) % 2 else data.replace(b"PutImage", b"PutImagse"))

    collect()
    return [_File(f"policies {data[:200]!r}", data) for data in made]


def _programs(start: int, count: int) -> list[_File]:
    """Programs of any syntax, with actions planted, in many encodings."""
    chance = random.Random(start)
    made = []
    for tree in fuzz.programs(count, start):
        with suppress(SyntaxError, ValueError, RecursionError, UnicodeError):
            data = fuzz.written(tree, chance)
            made.append(_File(f"program {data[:2000]!r}", data))
    return made


def generated(_: Path, long: bool) -> Kept:
    """Programs that are made up."""
    count = 2000 if long else 60
    has_makers = all(map(importlib.util.find_spec, ("hypothesmith", "pysource_codegen")))
    make = _programs if has_makers else _policies
    each = count // 20
    makers = {
        f"those from number {start}": partial(make, start, each) for start in range(0, count, each)
    }
    makers["policies"] = partial(_policies, count, count // 4)
    what = "generated programs" if has_makers else "generated modules of policies"
    return _hunt(makers, what)


def _with_fault(target: str, part: str, _: Path) -> Kept:
    """Crashes in one part with a function of the product that raises."""
    files = _policies(0, 20)
    with mock.patch(target, side_effect=ZeroDivisionError("planted")):
        found = crashes(files)
    return Kept(
        f"{len(found)} exceptions",
        [line for line in found if line.startswith(part) and "planted" in line],
    )


PROMISES: dict[str, Promise] = {
    "standard library": standard_library,
    "site-packages": site_packages,
    "generated": generated,
}
PLANTED: dict[str, Planted] = {
    f"an exception in {part}": partial(_with_fault, target, part)
    for part, target in {
        "check": "typed_iam_core.engine.judge",
        "rewrite": "typed_iam_codemods.rewriting.plans.splice",
        "fix": "typed_iam_codemods.rewriting.action_fixes.find",
        "plugin": "typed_iam_mypy.project.silencing_lines",
        "server": "typed_iam_lsp.analysis.find",
    }.items()
}

if __name__ == "__main__":
    sys.exit(main("crashes", __doc__, PROMISES))
