"""Facts about one text of a document, each computed by the engine when first asked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from typed_iam_core import engine
from typed_iam_core.config import Config
from typed_iam_core.engine import Finding
from typed_iam_core.ignores import Ignores
from typed_iam_core.policies import Policies, Slot, slots
from typed_iam_core.readers import find
from typed_iam_core.text.source import Source, UnreadableSource
from typed_iam_core.text.tokens import strings_over_lines


class Analysis:
    """The findings and actions of a text under one configuration.

    Args:
        path: the file that the text belongs to, if there is one.
    """

    def __init__(self, text: str, config: Config, path: Path | None) -> None:
        self.text = text
        self.config = config
        self._path = path

    @cached_property
    def source(self) -> Source:
        """The text as the engine reads it, with the same lines and columns."""
        if self.text.startswith("\ufeff"):
            # Python's parser does not accept a byte order mark in a str.  A form feed is one
            # character as well, and has no meaning at the start of a line.
            return Source.of_text("\f" + self.text[1:])
        return Source.of_text(self.text)

    @cached_property
    def _policies(self) -> Policies | None:
        """The policies of the text; None if it does not parse."""
        if not engine.may_have_findings(self.source.data, self.config.catalogue):
            return Policies([], [])
        try:
            return find(self.source, self.config.catalogue)
        except UnreadableSource:
            return None

    @cached_property
    def findings(self) -> list[Finding] | None:
        """The findings of ``engine.check``, in its order; None while the text does not parse."""
        config = self.config
        if self._path is not None and config.excludes(self._path):
            return []
        if len(self.source.data) > config.max_file_size:
            return []
        if self._policies is None:
            return None
        return engine.check_policies(self.source, self._policies, config, self._path)

    def findings_on(self, first: int, last: int) -> Iterable[Finding]:
        """The findings on these lines, from 1, in order."""
        return dict.fromkeys(
            finding
            for line in range(first, last + 1)
            for finding in self._findings_by_line.get(line, ())
        )

    @cached_property
    def _findings_by_line(self) -> dict[int, list[Finding]]:
        by_line: dict[int, list[Finding]] = {}
        for finding in self.findings or ():
            for line in range(finding.span.line, finding.span.end_line + 1):
                by_line.setdefault(line, []).append(finding)
        return by_line

    @cached_property
    def actions(self) -> list[Slot]:
        """The actions of the text; none while it does not parse."""
        return slots(self._policies.statements) if self._policies is not None else []

    @cached_property
    def ignores(self) -> Ignores:
        """The ignore comments of the text."""
        return Ignores(self.source)

    @cached_property
    def lines_ending_in_strings(self) -> frozenset[int]:
        """Lines, from 1, that end inside a string, where no comment can be."""
        spans = (
            self.source.span_of(start, len(self.source.text) if end is None else end)
            for start, end in strings_over_lines(self.source.text)
        )
        return frozenset(line for span in spans for line in range(span.line, span.end_line))
