"""Findings as SARIF 2.1.0, the OASIS format that code scanning services read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import click

from typed_iam_cli.output.source_root import SourceRoot
from typed_iam_cli.output.statistics import plain
from typed_iam_cli.output.writer import Writer
from typed_iam_core.diagnostics import RULES
from typed_iam_core.diagnostics.base import Rule
from typed_iam_core.diagnostics.documentation import documentation
from typed_iam_core.engine import Finding
from typed_iam_core.text.literals import within_quotes
from typed_iam_core.text.source import Source, Span

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS: Mapping[str, str] = {"error": "error", "warning": "warning", "hint": "note"}
_INDEX = {code: index for index, code in enumerate(RULES)}

_Object = dict[str, object]


class SarifWriter(Writer):
    """One log on stdout at the end, so that it is valid in any case.

    Nothing in it depends on the machine or the working folder, except absolute paths of files
    outside the repository.
    """

    def __init__(self) -> None:
        self._root = SourceRoot()
        self._results: list[_Object] = []
        self._notifications: list[_Object] = []

    def file(self, path: Path, data: bytes, findings: Sequence[Finding]) -> None:
        if not findings:
            return
        location = self._location(path)
        source = Source(data)
        self._results += [_result(finding, location, source) for finding in findings]

    def problem(self, line: str, path: Path | None = None) -> None:
        notification: _Object = {"level": "error", "message": {"text": line}}
        if path is not None:
            location = {"physicalLocation": {"artifactLocation": self._location(path)}}
            notification["locations"] = [location]
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
        click.echo(json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2))

    def _location(self, path: Path) -> _Object:
        place = self._root.locate(path)
        # As bytes, because a name may not be valid text.
        uri = quote(os.fsencode(place.as_posix()))
        return {"uri": f"file://{uri}"} if place.is_absolute() else {"uri": uri, "uriBaseId": _ROOT}


def _rule(code: str, rule: Rule) -> _Object:
    summary, reason = map(plain, documentation(rule))
    return {
        "id": code,
        "name": type(rule).__name__,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": f"{summary} {reason}".strip()},
        "help": {
            "text": "\n".join([reason, "", "Wrong:", *rule.invalid, "", "Right:", *rule.valid]),
            "markdown": f"{reason}\n\nWrong:\n\n{_fenced(rule.invalid)}\n\nRight:\n\n{_fenced(rule.valid)}",
        },
        "defaultConfiguration": {"enabled": rule.default, "level": _LEVELS[rule.severity]},
    }


def _fenced(lines: Sequence[str]) -> str:
    return "\n".join(["```text", *lines, "```"])


def _result(finding: Finding, location: _Object, source: Source) -> _Object:
    region = {**_region(finding.span), "snippet": {"text": source.segment(finding.span)}}
    place = {"artifactLocation": location, "region": region}
    return {
        "ruleId": finding.code,
        "ruleIndex": _INDEX[finding.code],
        "level": _LEVELS[finding.severity],
        # Braces stay single: without arguments no viewer takes them for placeholders.
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": place}],
        "fixes": [_fix(*each, location) for each in _replacements(finding, source)],
    }


def _replacements(finding: Finding, source: Source) -> Iterator[tuple[Span, str]]:
    """Each suggestion that can replace the text inside the quotes unescaped."""
    span = finding.span
    segment = source.segment(span)
    within = within_quotes(segment)
    if within is None:
        return
    start, end = within
    content = span._replace(column=span.column + start, end_column=span.column + end)
    for text in finding.suggestions:
        if within_quotes(segment[:start] + text + segment[end:]) == (start, start + len(text)):
            yield content, text


def _fix(span: Span, text: str, location: _Object) -> _Object:
    replacement = {"deletedRegion": _region(span), "insertedContent": {"text": text}}
    return {
        "description": {"text": f'Replace with "{text}"'},
        "artifactChanges": [{"artifactLocation": location, "replacements": [replacement]}],
    }


def _region(span: Span) -> _Object:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
