"""Findings as SARIF 2.1.0, the OASIS format that code scanning services read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import click

from typed_iam_cli.output.formats import Writer
from typed_iam_cli.output.json import dumped
from typed_iam_cli.output.statistics import plain
from typed_iam_cli.paths import from_root, source_root
from typed_iam_core.diagnostics import RULES
from typed_iam_core.diagnostics.base import Rule
from typed_iam_core.diagnostics.documentation import documentation
from typed_iam_core.engine import Finding
from typed_iam_core.text.literals import within_quotes
from typed_iam_core.text.source import Source, Span

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS: Mapping[str, str] = {"error": "error", "warning": "warning", "hint": "note"}
_CODES = list(RULES)

_Object = dict[str, object]


class SarifWriter(Writer):
    """One log on stdout at the end, so that it is valid in any case.

    Nothing in it depends on the machine or the working folder, except absolute paths of files
    outside the repository.
    """

    def __init__(self) -> None:
        self._root = source_root()
        self._results: list[_Object] = []
        self._notifications: list[_Object] = []

    def file(self, path: Path, data: bytes, findings: Sequence[Finding]) -> None:
        if findings:
            location, source = self._location(path), Source(data)
            self._results += [_result(finding, location, source) for finding in findings]

    def problem(self, line: str, path: Path | None = None) -> None:
        notification: _Object = {"level": "error", "message": {"text": line}}
        if path is not None:
            place = {"artifactLocation": self._location(path)}
            notification["locations"] = [{"physicalLocation": place}]
        self._notifications.append(notification)

    def close(self, checked: int) -> None:
        driver = {
            "name": "typed-iam",
            "semanticVersion": version("typed-iam"),
            "rules": [_rule(code, rule) for code, rule in RULES.items()],
        }
        run = {
            "tool": {"driver": driver},
            # GitHub drops all results if this is false; the notifications name unchecked files.
            "invocations": [
                {"executionSuccessful": True, "toolExecutionNotifications": self._notifications}
            ],
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
            "results": self._results,
        }
        click.echo(dumped({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}))

    def _location(self, path: Path) -> _Object:
        place = from_root(path, self._root)
        # As bytes, because a name may not be valid text.
        uri = quote(os.fsencode(place.as_posix()))
        return {"uri": f"file://{uri}"} if place.is_absolute() else {"uri": uri, "uriBaseId": _ROOT}


def _rule(code: str, rule: Rule) -> _Object:
    summary, reason = map(plain, documentation(rule))
    examples = {"Wrong": rule.invalid, "Right": rule.valid}
    shown = [(f"{title}:", "\n".join(lines)) for title, lines in examples.items() if lines]
    return {
        "id": code,
        "name": type(rule).__name__,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": f"{summary} {reason}".strip()},
        "help": {
            "text": "\n\n".join([reason, *(f"{title}\n{code}" for title, code in shown)]),
            "markdown": "\n\n".join(
                [reason, *(f"{title}\n\n```text\n{code}\n```" for title, code in shown)]
            ),
        },
        "defaultConfiguration": {"enabled": rule.default, "level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, location: _Object, source: Source) -> _Object:
    region = {**_region(finding.span), "snippet": {"text": source.segment(finding.span)}}
    place = {"artifactLocation": location, "region": region}
    return {
        "ruleId": finding.code,
        "ruleIndex": _CODES.index(finding.code),
        "level": _LEVELS[finding.severity],
        # Braces stay single: without arguments no viewer takes them for placeholders.
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": place}],
        "fixes": list(_fixes(finding, location, source)),
    }


def _fixes(finding: Finding, location: _Object, source: Source) -> Iterator[_Object]:
    """A fix for each suggestion that can replace the text inside the quotes unescaped."""
    span = finding.span
    segment = source.segment(span)
    within = within_quotes(segment)
    if within is None:
        return
    start, end = within
    content = span._replace(column=span.column + start, end_column=span.column + end)
    for text in finding.suggestions:
        if within_quotes(segment[:start] + text + segment[end:]) == (start, start + len(text)):
            edit = {"deletedRegion": _region(content), "insertedContent": {"text": text}}
            yield {
                "description": {"text": f'Replace with "{text}"'},
                "artifactChanges": [{"artifactLocation": location, "replacements": [edit]}],
            }


def _region(span: Span) -> _Object:
    names = ("startLine", "startColumn", "endLine", "endColumn")
    return dict(zip(names, span, strict=True))
