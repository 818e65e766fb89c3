"""Whether real projects come back byte for byte: ``python -m tests.bench.round_trip FOLDER...``.

A copy of each folder is rewritten to enums, again to enums, and back to strings, by the command as
its users run it.  Prints a line a folder; exit status 1 if a second run changed anything or a file
did not come back as it was.  Options of ``typed-iam rewrite`` such as ``--scope=all`` are passed on.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FORMAT = "{:40} {:>6} {:>9} {:>8} {:>5} {:>8} {:>6} {:>10}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    arguments, options = parser.parse_known_args()
    print(
        FORMAT.format("", "files", "rewritten", "strings", "kept", "skipped", "again", "different")
    )
    bad = 0
    for folder in arguments.folders:
        with tempfile.TemporaryDirectory() as temporary:
            copy = Path(temporary) / folder.name
            shutil.copytree(folder, copy, symlinks=True)
            bad += round_trip(folder, copy, options)
    return 1 if bad else 0


def round_trip(folder: Path, copy: Path, options: list[str]) -> int:
    """Rewrites a copy there and back; how many files that changed and should not have."""
    there = rewrite(copy, *options)
    again = rewrite(copy, *options)
    rewritten = different(folder, copy)
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
            len(left),
        ),
        flush=True,
    )
    for path in left:
        print(f"  {path}")
    return len(left) + int(again["summary"]["changed"])


def rewrite(folder: Path, *options: str) -> Any:
    command = [sys.executable, "-m", "typed_iam_cli", "rewrite", "--output-format=json", *options]
    done = subprocess.run([*command, folder], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def different(folder: Path, copy: Path) -> list[Path]:
    """Files, of whatever name, whose bytes are not those of the original."""
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
