"""Comments that silence findings: ``# typed-iam: ignore[code]`` and ``# type: ignore[code]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typed_iam_core.source import Source

if TYPE_CHECKING:
    from typed_iam_core.engine import Finding

# Marker of a comment, and whether it says something without naming codes.
_MARKERS = (("typed-iam:", True), ("type:", False))


class Ignores:
    """The ignore comments of one file, by line.

    mypy's own comment counts where it names the code, so that a line which satisfies mypy
    satisfies every other front end; a bare ``# type: ignore`` says nothing about policies.
    """

    def __init__(self, source: Source, type_ignores: bool = True) -> None:
        self._by_line: dict[int, frozenset[str] | None] = {}
        self._markers = _MARKERS if type_ignores else _MARKERS[:1]
        # Tokenizing costs more than everything else; hardly a file has such a comment.
        if any(marker in source.text for marker, _ in self._markers):
            self._read(source)

    def _read(self, source: Source) -> None:
        import tokenize

        readline = iter(source.lines).__next__
        try:
            for token in tokenize.generate_tokens(readline):
                if token.type == tokenize.COMMENT:
                    self._comment(token.start[0], token.string)
        except (tokenize.TokenError, SyntaxError):
            return

    def _comment(self, line: int, comment: str) -> None:
        for marker, bare in self._markers:
            _, found, rest = comment.partition(marker)
            words = rest.strip()
            if not found or not words.startswith("ignore"):
                continue
            codes, bracket, _ = words.removeprefix("ignore").lstrip().partition("]")
            if bracket and codes.startswith("["):
                named = frozenset(code.strip() for code in codes[1:].split(","))
                self._by_line[line] = named | (self._by_line.get(line) or frozenset())
            elif bare:
                self._by_line[line] = None
            return

    def covers(self, finding: Finding) -> bool:
        """Whether a comment on one of the finding's lines silences its code."""
        return any(
            self._silences(line, finding.code)
            for line in range(finding.span.line, finding.span.end_line + 1)
        )

    def _silences(self, line: int, code: str) -> bool:
        codes = self._by_line.get(line, frozenset())
        return codes is None or code in codes
