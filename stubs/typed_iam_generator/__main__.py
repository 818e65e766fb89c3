"""Command line of the generator: ``python -m typed_iam_generator [--check]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from typed_iam_generator import boto3_calls, catalogue, sources, stubs

ROOT = Path(__file__).resolve().parents[2]


def outputs() -> dict[Path, str]:
    """Return the path and text of every generated file."""
    facts = sources.read()
    data = ROOT / "plugin/typed_iam_core/data"
    actions = ROOT / "stubs/typed_iam/actions"
    return {
        **{data / name: text for name, text in catalogue.files(facts)},
        **{data / name: text for name, text in boto3_calls.files()},
        **{actions / name: text for name, text in stubs.files(facts)},
    }


def leftovers(expected: dict[Path, str]) -> list[Path]:
    """Return the generated files on disk that have no source any more."""
    return sorted(
        path
        for folder in {path.parent for path in expected}
        for path in folder.glob("*.*")
        if path not in expected and path.name != "__init__.py"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="typed_iam_generator", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if any file differs"
    )
    check_only = parser.parse_args().check
    try:
        expected = outputs()
    except sources.SourceError as error:
        print(f"typed_iam_generator: {error}", file=sys.stderr)
        return 2
    differing = [
        path
        for path, text in expected.items()
        if not path.exists() or path.read_bytes() != text.encode()
    ]
    stale = leftovers(expected)
    for path in [*differing, *stale]:
        print(path.relative_to(ROOT))
    if check_only:
        return 1 if differing or stale else 0
    for path in differing:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(expected[path].encode())
    for path in stale:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
