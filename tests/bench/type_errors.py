"""Type errors added by a rewrite: ``python -m tests.bench.type_errors FOLDER...``.

mypy and pyright check a copy of each folder before and after ``typed-iam rewrite``. Compared is
how often each file has each code, because imports move lines and messages name types. Prints one
line for each folder and one for each addition; the exit status is 1 if there is any. Other options
are passed on to ``typed-iam rewrite``.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

_LINE = re.compile(r"(?P<path>.+?):\d+: error: .*  (?P<code>\[[\w-]+\])")
_MYPY = (
    *("--ignore-missing-imports", "--check-untyped-defs", "--hide-error-context", "--no-incremental"),
    *("--namespace-packages", "--explicit-package-bases", "--python-version=3.13"),
    # Many templates have the same name.
    "--exclude=/templates?/",
)  # fmt: skip


def of_mypy(folder: Path) -> Counter[str]:
    """Errors of mypy, by file and code."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *_MYPY, "."], cwd=folder, capture_output=True, text=True
    )
    if "errors prevented further checking" in done.stdout or not done.stdout:
        raise SystemExit(f"mypy could not check {folder}:\n{done.stdout}{done.stderr}")
    found = map(_LINE.fullmatch, done.stdout.splitlines())
    return Counter(f"{match['path']} {match['code']}" for match in found if match)


def of_pyright(folder: Path) -> Counter[str]:
    """Errors of pyright, by file and rule."""
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return Counter(
        f"{Path(each['file']).relative_to(folder)} [{each.get('rule')}]"
        for each in json.loads(done.stdout)["generalDiagnostics"]
        if each["severity"] == "error"
    )


CHECKERS: Mapping[str, Callable[[Path], Counter[str]]] = {"mypy": of_mypy, "pyright": of_pyright}


def compare(original: Path, folder: Path, options: list[str]) -> int:
    """The number of errors that a rewrite of a copy of the original adds."""
    shutil.copytree(original, folder, ignore=shutil.ignore_patterns(".git", ".venv"))
    before = {name: errors(folder) for name, errors in CHECKERS.items()}
    command = [sys.executable, "-m", "typed_iam_cli", "rewrite", "--output-format=json"]
    done = subprocess.run([*command, *options, "."], cwd=folder, capture_output=True)
    strings = json.loads(done.stdout)["summary"]["strings"]
    after = {name: errors(folder) for name, errors in CHECKERS.items()}
    added = {name: after[name] - before[name] for name in CHECKERS}
    counts = ", ".join(
        f"{name} {before[name].total()} -> {after[name].total()} ({added[name].total()} more)"
        for name in CHECKERS
    )
    print(f"{original.name}: {strings} strings rewritten; errors of {counts}", flush=True)
    for name, errors_of_it in added.items():
        for error, count in errors_of_it.items():
            print(f"  {name}: {count} more in {error}")
    return sum(errors_of_it.total() for errors_of_it in added.values())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.type_errors", description=__doc__)
    parser.add_argument("folders", metavar="FOLDER", type=Path, nargs="+")
    options, passed_on = parser.parse_known_args()
    new = 0
    for original in options.folders:
        with tempfile.TemporaryDirectory() as folder:
            new += compare(original, Path(folder).resolve() / original.name, passed_on)
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
