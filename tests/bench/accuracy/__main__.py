"""``python -m tests.bench.accuracy FOLDER [--review] [--managed FILE]``."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.bench.accuracy import precision, suggestions
from tests.bench.accuracy.managed import Managed, documents
from tests.bench.accuracy.occurrences import POLICY, Context
from tests.bench.accuracy.recall import Recall
from typed_iam_core import catalogue as catalogues


def main() -> int:
    """Print the measurements; return 1 if findings are new or gone."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.accuracy", description=__doc__)
    parser.add_argument("folder", type=Path, help="unpacked source distributions, a folder each")
    parser.add_argument("--managed", type=Path, help="managedPolicies.json of the npm package")
    parser.add_argument("--review", action="store_true", help="add new findings to the list")
    options = parser.parse_args()
    known = catalogues.default()
    verdicts = precision.reviewed()
    measured = precision.Precision(verdicts)
    recall = Recall()
    projects = sorted(path for path in options.folder.iterdir() if path.is_dir())
    print(f"{len(projects)} projects, catalogue of {known.date}\n")
    for project in projects:
        for path in sorted(project.rglob("*.py")):
            if path.is_file() and path.stat().st_size < 4_000_000:
                relative = path.relative_to(options.folder)
                measured.file(path, relative, known)
                recall.file(path, relative, known)
    _print_recall(recall)
    changed = _print_precision(measured, frozenset(precision.project_of(p.name) for p in projects))
    right, mistakes, others = suggestions.score()
    print(f"\nfirst suggestion right for {right} of {mistakes} real mistakes")
    for line in others:
        print(f"  {line}")
    if options.managed is not None:
        _print_managed(options.managed)
    if options.review:
        precision.write({**verdicts, **measured.reviews})
    return 1 if changed else 0


def _print_recall(recall: Recall) -> None:
    print(f"{'mutation recall':34}{'application':>20}{'tests':>20}{'all':>20}")
    rows = [(context.value, frozenset({context})) for context in Context]
    for name, contexts in [*rows, ("policies, the first four together", POLICY)]:
        cells = [_share(*recall.share(contexts, tests)) for tests in (False, True, None)]
        print(f"{name:34}" + "".join(f"{cell:>20}" for cell in cells))
    for missed in recall.missed:
        print(f"  missed {missed.path}:{missed.line} {missed.action} ({missed.detail})")


def _share(noticed: int, seen: int) -> str:
    return f"{noticed}/{seen} {noticed / seen:.1%}" if seen else "-"


def _print_precision(measured: precision.Precision, projects: frozenset[str]) -> bool:
    print(f"\n{'findings':34}{'application':>20}{'tests':>20}")
    for verdict in [*precision.VERDICTS, precision.NEW]:
        counts = [measured.found[verdict, tests] for tests in (False, True)]
        print(f"{verdict:34}" + "".join(f"{count:>20}" for count in counts))
    print(f"{'files with other findings in mypy':34}{len(measured.differing):>40}")
    print(*measured.differing, sep="\n", end="\n" * bool(measured.differing))
    print(f"{'strings judged':34}{measured.judged[False]:>20}{measured.judged[True]:>20}")
    changes = list(measured.changes(projects))
    print(*changes, sep="\n")
    return bool(changes)


def _print_managed(path: Path) -> None:
    managed = Managed()
    for _, document in documents(path):
        managed.add(document)
    codes: Counter[str] = Counter()
    for (code, _), count in managed.findings.items():
        codes[code] += count
    print(f"\n{managed.policies} managed policies, {managed.actions} actions: {dict(codes)}")
    for line, count in managed.without_suggestion.most_common():
        print(f"  without a suggestion, {count} times: {line}")


if __name__ == "__main__":
    sys.exit(main())
