"""Round trip of real projects, byte for byte: ``python -m tests.bench.round_trip FOLDER...``.

A copy of each folder is rewritten to enums, again to enums, and back to strings, by the command as
its users run it. Policies that are literals are also evaluated before and after the first rewrite:
both must give the same JSON. Prints one line for each folder; the exit status is 1 if the second
run changed anything, JSON differs or a file was not restored. Options of ``typed-iam rewrite``
such as ``--scope=all`` are passed on.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORMAT = "{:40} {:>6} {:>9} {:>8} {:>5} {:>8} {:>6} {:>9} {:>8} {:>10}"
HEADINGS = (
    "files", "rewritten", "strings", "kept", "skipped", "again", "literals", "unequal", "different",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    arguments, options = parser.parse_known_args()
    print(FORMAT.format("", *HEADINGS))
    bad = 0
    for folder in arguments.folders:
        with tempfile.TemporaryDirectory() as temporary:
            copy = Path(temporary) / folder.name
            shutil.copytree(folder, copy, symlinks=True)
            bad += round_trip(folder, copy, options)
    return 1 if bad else 0


def round_trip(folder: Path, copy: Path, options: list[str]) -> int:
    """Rewrite a copy there and back; return the number of files and literals that differ."""
    there = rewrite(copy, *options)
    again = rewrite(copy, *options)
    rewritten = different(folder, copy)
    dumped = [pair for path in rewritten for pair in dumps(folder / path, copy / path)]
    unequal = sum(before != after for before, after in dumped)
    rewrite(copy, "--to", "strings")
    left = different(folder, copy)
    summary = there["summary"]
    print(
        FORMAT.format(
            folder.name[:40],
            summary["files"],
            len(rewritten),
            summary["strings"],
            sum(file.get("kept", 0) for file in there["files"]),
            sum(summary["skipped"].values()),
            again["summary"]["changed"],
            len(dumped),
            unequal,
            len(left),
        ),
        flush=True,
    )
    for path in left:
        print(f"  {path}")
    return len(left) + unequal + int(again["summary"]["changed"])


def dumps(before: Path, after: Path) -> Iterator[tuple[str, str]]:
    """The JSON, before and after the rewrite, of each literal that names an enum afterwards."""
    trees = [ast.parse(path.read_bytes()) for path in (before, after)]
    enums = dict(enums_of(trees[1]))
    # The trees differ in imports only, so their displays correspond.
    for old, new in zip(*map(displays, trees), strict=True):
        if not any(isinstance(node, ast.Name) and node.id in enums for node in ast.walk(new)):
            continue
        try:
            value = ast.literal_eval(old)
            expected = json.dumps(value)
        except (ValueError, TypeError):
            continue  # not made of literals alone, or not expressible in JSON
        code = compile(ast.Expression(new), str(after), "eval")
        yield expected, json.dumps(eval(code, {"__builtins__": {}}, enums))


def displays(tree: ast.Module) -> list[ast.expr]:
    kinds = (ast.Dict, ast.List, ast.Tuple)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def enums_of(tree: ast.Module) -> Iterator[tuple[str, object]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "typed_iam.actions."
        ):
            for alias in node.names:
                enum = getattr(importlib.import_module(node.module or ""), alias.name)
                yield alias.asname or alias.name, enum


def rewrite(folder: Path, *options: str) -> Any:
    command = [sys.executable, "-m", "typed_iam_cli", "rewrite", "--output-format=json", *options]
    done = subprocess.run([*command, folder], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def different(folder: Path, copy: Path) -> list[Path]:
    """Files of any name whose bytes differ from the original."""
    originals = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    copies = {path.relative_to(copy) for path in copy.rglob("*") if path.is_file()}
    changed = {
        path
        for path in originals & copies
        if (folder / path).read_bytes() != (copy / path).read_bytes()
    }
    return sorted(changed | (originals ^ copies))


if __name__ == "__main__":
    sys.exit(main())
