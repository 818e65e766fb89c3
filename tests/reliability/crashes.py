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
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
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
        list(fixes.at(analysis.source, analysis.findings or [], place, place))
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


def _hunt(files: Sequence[_File]) -> list[str]:
    """As ``crashes``, in processes: what ends Python itself ends one of them."""
    found: list[str] = []
    context = get_context("spawn")
    jobs = [files[start : start + _PER_JOB] for start in range(0, len(files), _PER_JOB)]
    with ProcessPoolExecutor(_PROCESSES, context) as pool:
        for job, future in [(job, pool.submit(crashes, job)) for job in jobs]:
            try:
                found += future.result()
            except BrokenProcessPool:
                found.append(f"Python crashed on one of {[file.name for file in job]}")
    return found


def _python_files(folder: Path, *, without: str = "") -> Iterator[_File]:
    for path in sorted(folder.rglob("*.py")):
        if not without or without not in path.parts:
            yield _File(str(path.relative_to(folder)), path.read_bytes())


def _sample(files: Iterable[_File], long: bool, count: int) -> list[_File]:
    everything = list(files)
    return everything if long else random.Random(0).sample(everything, min(count, len(everything)))


def _kept(files: Sequence[_File], what: str) -> Kept:
    broken = _hunt(files)
    size = sum(len(file.data) for file in files) / 1e6
    return Kept(f"{len(files):,} {what}, {size:.2f} MB, {len(broken)} exceptions", broken)


def standard_library(_: Path, long: bool) -> Kept:
    """The standard library of the running Python; a sample of it in the short run."""
    folder = Path(sysconfig.get_path("stdlib"))
    files = _python_files(folder, without="site-packages")
    return _kept(_sample(files, long, 40), "files of the standard library")


def site_packages(_: Path, long: bool) -> Kept:
    """All installed packages; a sample of them in the short run."""
    folders = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    files = (file for folder in folders for file in _python_files(Path(folder)))
    return _kept(_sample(files, long, 40), "files of site-packages")


def _policies(count: int) -> Iterator[_File]:
    """Modules of policies, in many spellings."""
    made: list[bytes] = []

    @seed(0)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(module())
    def collect(data: bytes) -> None:
        made.append(data)

    collect()
    for number, data in enumerate(made):
        # Some of them with wrong actions.
        wrong = data.replace(b"PutImage", b"PutImagse") if number % 2 else data
        yield _File(f"policies {number}: {data[:200]!r}", wrong)


def _programs(count: int) -> Iterator[_File]:
    """Programs of any syntax, with actions planted, in many encodings."""
    chance = random.Random(0)
    for number, tree in enumerate(fuzz.programs(count, seed=0)):
        try:
            data = fuzz.written(tree, chance)
        except (SyntaxError, ValueError, RecursionError, UnicodeError):
            continue
        yield _File(f"program {number}", data)


def generated(_: Path, long: bool) -> Kept:
    """Programs that are made up."""
    count = 2000 if long else 60
    has_makers = all(map(importlib.util.find_spec, ("hypothesmith", "pysource_codegen")))
    programs = list(_programs(count)) if has_makers else []
    policies = list(_policies(count // 2))
    what = f"generated ({len(programs):,} programs, {len(policies):,} modules of policies)"
    return _kept([*programs, *policies], what)


def _with_fault(target: str, part: str, _: Path) -> Kept:
    """Crashes in one part with a function of the product that raises."""
    files = list(_policies(20))
    with mock.patch(target, side_effect=ZeroDivisionError("planted")):
        found = crashes(files)
    return Kept(f"{len(found)} exceptions", [line for line in found if line.startswith(part)])


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
