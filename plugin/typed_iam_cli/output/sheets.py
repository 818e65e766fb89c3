"""Explanations as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import singledispatch
from textwrap import indent

from typed_iam_cli.output.counts import counted
from typed_iam_core.catalogue.sheets import (
    ActionSheet,
    DiagnosticSheet,
    OperationSheet,
    PatternSheet,
    RetiredSheet,
    ServiceSheet,
    Sheet,
)
from typed_iam_core.text.source import one_line

# The names in JSON.
KINDS: dict[type[Sheet], str] = {
    ActionSheet: "action",
    OperationSheet: "operation",
    PatternSheet: "pattern",
    RetiredSheet: "retired",
    ServiceSheet: "service",
    DiagnosticSheet: "diagnostic",
}
_LABEL = 16
_Rows = Mapping[str, Iterable[str]]


def lines(sheet: Sheet) -> Iterator[str]:
    """The lines of a sheet: a heading, and rows of a label and one or more texts."""
    heading, rows = _content(sheet)
    yield heading
    if rows:
        yield ""
    for label, texts in rows.items():
        for text in filter(None, texts):
            yield f"  {label:{_LABEL}}  {text}"
            label = ""


@singledispatch
def _content(sheet: Sheet) -> tuple[str, _Rows]:
    raise TypeError(type(sheet).__name__)


@_content.register
def _action(sheet: ActionSheet) -> tuple[str, _Rows]:
    heading = f"{sheet.action} ({sheet.access})"
    if sheet.description:
        heading += f"\n  {one_line(sheet.description, 1000)}"
    elif sheet.description is None:
        heading += "\n  (for AWS's description, run pip install 'typed-iam[lsp]')"
    return heading, {
        "enum": [sheet.reference or "none yet: newer than the enums; use the string"],
        "resource types": (
            f"{resource.name}{' (required)' if resource.required else ''}  {resource.arn}".rstrip()
            for resource in sheet.resources
        ),
        "condition keys": sheet.conditions,
        "permission only": ["no API operation has that name"] if sheet.permission_only else [],
        "API operations": sheet.operations,
        "boto3 methods": sheet.methods,
        "deprecated": ["AWS has announced its removal"] if sheet.deprecated else [],
        "replacement": sheet.replacements if sheet.deprecated else [],
        "unlisted": ["AWS no longer lists it"] if sheet.unlisted else [],
        "link": [sheet.url],
    }


@_content.register
def _operation(sheet: OperationSheet) -> tuple[str, _Rows]:
    kind = "a boto3 method" if set("_.") & set(sheet.operation) else "an API operation"
    heading = f"{sheet.operation} is {kind}, not an action"
    return heading, {"authorized by": sheet.actions, "in some cases": sheet.others}


@_content.register
def _pattern(sheet: PatternSheet) -> tuple[str, _Rows]:
    heading = f"{one_line(sheet.pattern)} matches {counted(len(sheet.actions), 'action')}"
    return "\n".join([heading, "", *(f"  {action}" for action in sheet.actions)]), {}


@_content.register
def _retired(sheet: RetiredSheet) -> tuple[str, _Rows]:
    return sheet.verdict, {
        "first seen": [sheet.first_seen or "never listed"],
        "last seen": [sheet.last_seen or "never listed"],
        "replacement": sheet.replacements,
        "confidence": [sheet.confidence or ""] if sheet.replacements else [],
    }


@_content.register
def _service(sheet: ServiceSheet) -> tuple[str, _Rows]:
    return f"{sheet.prefix}: {sheet.title}, {counted(sheet.actions, 'action')}", {
        "access levels": (f"{count:5,}  {level}" for level, count in sheet.access.items()),
        "enum": [sheet.enum or "none yet: newer than the enums"],
        "boto3 clients": sheet.clients,
        "link": sheet.urls,
    }


@_content.register
def _diagnostic(sheet: DiagnosticSheet) -> tuple[str, _Rows]:
    details = f"\n\n{indent(sheet.details, '  ')}" if sheet.details else ""
    return f"{sheet.code}: {sheet.summary}{details}", {
        "severity": [sheet.severity],
        "default": ["on" if sheet.default else 'off, unless "select" in [tool.typed-iam] has it'],
        "wrong": (one_line(text, 500) for text in sheet.invalid),
        "right": (one_line(text, 500) for text in sheet.valid),
        "to silence": [
            f"# typed-iam: ignore[{sheet.code}]  on the line",
            f"# type: ignore[{sheet.code}]  on the line, for mypy as well",
            f'ignore = ["{sheet.code}"]  in [tool.typed-iam] of pyproject.toml',
        ],
    }
