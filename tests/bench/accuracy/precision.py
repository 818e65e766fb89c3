"""Compare every finding on unchanged real code with a list of reviewed findings.

A line of ``reviewed.tsv`` is one finding in one file: project, path, code, the source text of the
finding, and a verdict.  It has no line number: lines move from release to release.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.bench.accuracy.occurrences import is_test
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.config import Config
from typed_iam_core.engine import Finding, check, check_policies
from typed_iam_core.policies import slots
from typed_iam_core.readers import find, may_hold_policies
from typed_iam_core.text.source import Source, UnreadableSource, one_line

REVIEWED = Path(__file__).with_name("reviewed.tsv")
VERDICTS = {
    "wrong": "no action, or no policy, of IAM",
    "obsolete": "was right once",
    "fake": "wrong on purpose, in a test or an example",
    "false": "nothing is wrong: a false alarm",
}
NEW = "?"


class Review(NamedTuple):
    """A finding without its line number."""

    project: str
    path: str
    code: str
    text: str


def project_of(folder: str) -> str:
    """``aws_sam_cli-1.170.0`` -> ``aws-sam-cli``."""
    return re.sub(r"-\d.*", "", folder).replace("_", "-").lower()


def reviewed() -> dict[Review, str]:
    """The reviewed findings with their verdicts."""
    lines = REVIEWED.read_text("utf-8").splitlines() if REVIEWED.exists() else []
    entries = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {Review(*entry[:4]): entry[4] for entry in entries}


def write(verdicts: dict[Review, str]) -> None:
    """Write the list, sorted, so that a change of one verdict changes one line."""
    known = [f"# {name}: {meaning}\n" for name, meaning in VERDICTS.items()]
    lines = ["\t".join([*review, verdict]) + "\n" for review, verdict in sorted(verdicts.items())]
    REVIEWED.write_text("".join([*known, *lines]), "utf-8")


class Precision:
    """Counts of strings judged and of findings, outside tests and in them."""

    def __init__(self, verdicts: dict[Review, str]) -> None:
        self._verdicts = verdicts
        self.judged: Counter[bool] = Counter()
        self.found: Counter[tuple[str, bool]] = Counter()
        self.reviews: dict[Review, str] = {}
        self.differing: list[Path] = []

    def file(self, path: Path, relative: Path, catalogue: Catalogue) -> None:
        """Add one file; ``relative`` begins with the project's folder."""
        data = path.read_bytes()
        if not may_hold_policies(data):
            return
        try:
            source = Source(data)
            findings = check(data, Config())
            if not _same_in_pieces(source, findings, catalogue):
                self.differing.append(relative)
            found = slots(find(source, catalogue).statements)
        except UnreadableSource:
            return
        tests = is_test(Path(*relative.parts[1:]))
        self.judged[tests] += sum(slot.text is not None for slot in found)
        project = project_of(relative.parts[0])
        place = Path(*relative.parts[1:]).as_posix()
        for finding in findings:
            text = one_line(source.segment(finding.span), 80)
            review = Review(project, place, finding.code, text)
            verdict = self._verdicts.get(review, NEW)
            self.reviews[review] = verdict
            self.found[verdict, tests] += 1

    def changes(self, projects: frozenset[str]) -> Iterator[str]:
        """A line for each finding that is not reviewed, and for each reviewed one that is gone."""
        for review, verdict in sorted(self.reviews.items()):
            if verdict == NEW:
                yield f"new:  {' '.join(review)}"
        for review in sorted(self._verdicts.keys() - self.reviews.keys()):
            if review.project in projects:
                yield f"gone: {' '.join(review)}"


def _same_in_pieces(source: Source, findings: list[Finding], catalogue: Catalogue) -> bool:
    """Whether the same is found if all of the module is parsed."""
    policies = find(source, catalogue, whole=True)
    return check_policies(source, policies, Config()) == findings
