"""Findings as failed tests, in the XML format of JUnit that continuous integration reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import click

from typed_iam_cli.output.writer import Writer
from typed_iam_cli.paths import shown
from typed_iam_core.engine import Finding
from typed_iam_core.text.source import one_line

_SUITE = "typed-iam"


class _Case(NamedTuple):
    """A test; ``outcome`` is the element in it, if any: failure, error or system-out."""

    name: str
    file: str = ""
    line: int = 0
    outcome: str = ""
    type: str = ""
    message: str = ""
    text: str = ""


class JunitWriter(Writer):
    """One document on stdout at the end: the number of tests comes before the tests.

    A file without findings is a test that passes, so that a fixed file shows as such; a hint
    passes, too, with its text as output.  All names differ, as GitLab shows one test a name.
    """

    def __init__(self) -> None:
        self._cases: list[_Case] = []

    def file(self, path: Path, data: bytes, findings: Sequence[Finding]) -> None:
        name = shown(path)
        if not findings:
            self._cases.append(_Case(name, name))
        met: Counter[str] = Counter()
        for finding in findings:
            case = _case(name, finding)
            met[case.name] += 1
            again = f" ({met[case.name]})" if met[case.name] > 1 else ""
            self._cases.append(case._replace(name=case.name + again))

    def problem(self, line: str, path: Path | None = None) -> None:
        name = one_line(line, 4096) if path is None else shown(path)
        self._cases.append(_Case(name, outcome="error", type="unchecked", message=line, text=line))

    def close(self, checked: int) -> None:
        cases = self._cases or [_Case("No files checked")]
        about = {
            "name": _SUITE,
            "tests": str(len(cases)),
            "failures": str(sum(case.outcome == "failure" for case in cases)),
            "errors": str(sum(case.outcome == "error" for case in cases)),
        }
        root = ElementTree.Element("testsuites", about)
        suite = ElementTree.SubElement(root, "testsuite", about)
        for case in cases:
            _add(suite, case)
        ElementTree.indent(root)
        # ASCII is also UTF-8, whatever the terminal; other characters become references.
        click.echo('<?xml version="1.0" encoding="utf-8"?>')
        click.echo(ElementTree.tostring(root, encoding="us-ascii", xml_declaration=False))


def _case(path: str, finding: Finding) -> _Case:
    line, column, *_ = finding.span
    return _Case(
        name=f"{path}:{line}:{column} {finding.code}",
        file=path,
        line=line,
        outcome="system-out" if finding.severity == "hint" else "failure",
        type=finding.severity,
        message=finding.message,
        text=f"{path}:{line}:{column}: {finding.severity}: {finding.message} [{finding.code}]",
    )


def _add(suite: ElementTree.Element, case: _Case) -> None:
    element = ElementTree.SubElement(suite, "testcase", classname=_SUITE, name=case.name)
    if case.file:
        element.set("file", case.file)
    if case.line:
        element.set("line", str(case.line))
    if case.outcome:
        outcome = ElementTree.SubElement(element, case.outcome)
        outcome.text = case.text
        if case.outcome != "system-out":
            outcome.set("type", case.type)
            outcome.set("message", case.message)
