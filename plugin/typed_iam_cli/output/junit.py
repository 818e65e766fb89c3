"""Findings as failed tests, in the XML format of JUnit that continuous integration reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import click

from typed_iam_cli.output.formats import Writer
from typed_iam_cli.paths import shown
from typed_iam_core.engine import Finding

_SUITE = "typed-iam"


class JunitWriter(Writer):
    """One document on stdout at the end: the number of tests comes before the tests.

    A file without findings is a test that passes, so that a fixed file shows as such; a hint
    passes, too, with its text as output.  All names differ, as GitLab shows one test a name.
    """

    def __init__(self) -> None:
        self._cases: list[ElementTree.Element] = []
        self._names: Counter[str] = Counter()

    def file(self, path: Path, data: bytes, findings: Sequence[Finding]) -> None:
        name = shown(path)
        if not findings:
            self._add(name, file=name)
        for finding in findings:
            place = f"{name}:{finding.span.line}:{finding.span.column}"
            text = f"{place}: {finding.severity}: {finding.message} [{finding.code}]"
            case = self._add(f"{place} {finding.code}", file=name, line=str(finding.span.line))
            if finding.severity == "hint":
                ElementTree.SubElement(case, "system-out").text = text
            else:
                about = {"type": finding.severity, "message": finding.message}
                ElementTree.SubElement(case, "failure", about).text = text

    def problem(self, line: str, path: Path | None = None) -> None:
        case = self._add(shown(line if path is None else path))
        about = {"type": "unchecked", "message": line}
        ElementTree.SubElement(case, "error", about).text = line

    def close(self, checked: int) -> None:
        if not self._cases:
            self._add("No files checked")
        results = Counter(result.tag for case in self._cases for result in case)
        about = {
            "name": _SUITE,
            "tests": str(len(self._cases)),
            "failures": str(results["failure"]),
            "errors": str(results["error"]),
        }
        root = ElementTree.Element("testsuites", about)
        ElementTree.SubElement(root, "testsuite", about).extend(self._cases)
        ElementTree.indent(root)
        # ASCII is also UTF-8, whatever the terminal; other characters become references.
        click.echo('<?xml version="1.0" encoding="utf-8"?>')
        document = ElementTree.tostring(root, encoding="us-ascii", xml_declaration=False)
        # So that no text is a command to whatever shows the log.
        click.echo(document.replace(b"##", b"#&#35;"))

    def _add(self, name: str, **attributes: str) -> ElementTree.Element:
        self._names[name] += 1
        unique = f"{name} ({self._names[name]})" if self._names[name] > 1 else name
        about = {"classname": _SUITE, "name": unique, **attributes}
        self._cases.append(ElementTree.Element("testcase", about))
        return self._cases[-1]
