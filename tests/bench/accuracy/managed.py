"""AWS's managed policies as Python: nearly all of their actions exist."""

from __future__ import annotations

import json
import pprint
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typed_iam_core.config import Config
from typed_iam_core.engine import Finding, check
from typed_iam_core.policies import slots
from typed_iam_core.readers import find
from typed_iam_core.text.source import Source


def documents(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and latest document of each policy in ``managedPolicies.json`` of the npm package."""
    for name, policy in json.loads(path.read_text("utf-8")).items():
        yield name, policy["versions"][policy["latestVersionId"]]["document"]


class Managed:
    """Counts of policies, actions and findings in the managed policies."""

    def __init__(self) -> None:
        self.policies = 0
        self.actions = 0
        self.findings: Counter[tuple[str, str]] = Counter()
        self.without_suggestion: Counter[str] = Counter()

    def add(self, document: dict[str, Any]) -> None:
        """Check one policy, written as a Python dict."""
        data = f"POLICY = {pprint.pformat(document, sort_dicts=False)}\n".encode()
        source = Source(data)
        self.policies += 1
        self.actions += len({slot.span for slot in slots(find(source).statements)})
        for finding in check(data, Config()):
            self._count(finding, source)

    def _count(self, finding: Finding, source: Source) -> None:
        text = source.segment(finding.span)
        self.findings[finding.code, text if len(text) < 100 else text[:100]] += 1
        if not finding.suggestions:
            self.without_suggestion[f"{finding.code} {text[:60]}: {finding.message}"] += 1
