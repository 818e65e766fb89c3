"""Explanations as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


@singledispatch
def lines(sheet: Sheet) -> Iterator[str]:
    """The lines of a sheet, without line ends."""
    raise TypeError(type(sheet).__name__)


@lines.register
def _action(sheet: ActionSheet) -> Iterator[str]:
    yield f"{sheet.action} ({sheet.access})"
    if sheet.description:
        yield f"  {one_line(sheet.description, 1000)}"
    elif sheet.description is None:
        yield "  (for AWS's description, run pip install 'typed-iam[lsp]')"
    yield ""
    yield from _row("enum", [sheet.reference or "none yet: newer than the enums; use the string"])
    yield from _row(
        "resource types",
        (
            f"{resource.name}{' (required)' if resource.required else ''}  {resource.arn}".rstrip()
            for resource in sheet.resources
        ),
    )
    yield from _row("condition keys", sheet.conditions)
    if sheet.permission_only:
        yield from _row("permission only", ["no API operation has that name"])
    yield from _row("API operations", sheet.operations)
    yield from _row("boto3 methods", sheet.methods)
    if sheet.deprecated:
        yield from _row("deprecated", ["AWS has announced its removal"])
        yield from _row("replacement", sheet.replacements)
    if sheet.unlisted:
        yield from _row("unlisted", ["AWS no longer lists it"])
    yield from _row("link", [sheet.url])


@lines.register
def _operation(sheet: OperationSheet) -> Iterator[str]:
    is_method = "_" in sheet.operation or "." in sheet.operation
    yield f"{sheet.operation} is {'a boto3 method' if is_method else 'an API operation'}, not an action"
    yield ""
    yield from _row("authorized by", sheet.actions)
    yield from _row("in some cases", sheet.others)


@lines.register
def _pattern(sheet: PatternSheet) -> Iterator[str]:
    yield f"{one_line(sheet.pattern)} matches {counted(len(sheet.actions), 'action')}"
    yield ""
    yield from (f"  {action}" for action in sheet.actions)


@lines.register
def _retired(sheet: RetiredSheet) -> Iterator[str]:
    yield sheet.verdict
    yield ""
    yield from _row("first seen", [sheet.first_seen or "never listed"])
    yield from _row("last seen", [sheet.last_seen or "never listed"])
    yield from _row("replacement", sheet.replacements)
    yield from _row("confidence", [sheet.confidence or ""] if sheet.replacements else ())


@lines.register
def _service(sheet: ServiceSheet) -> Iterator[str]:
    yield f"{sheet.prefix}: {sheet.title}, {counted(sheet.actions, 'action')}"
    yield ""
    yield from _row(
        "access levels", (f"{count:5,}  {level}" for level, count in sheet.access.items())
    )
    yield from _row("enum", [sheet.enum or "none yet: newer than the enums"])
    yield from _row("boto3 clients", sheet.clients)
    yield from _row("link", sheet.urls)


@lines.register
def _diagnostic(sheet: DiagnosticSheet) -> Iterator[str]:
    yield f"{sheet.code}: {sheet.summary}"
    yield ""
    if sheet.details:
        yield indent(sheet.details, "  ")
        yield ""
    yield from _row("severity", [sheet.severity])
    yield from _row(
        "default", ["on" if sheet.default else 'off, unless "select" in [tool.typed-iam] has it']
    )
    yield from _row("wrong", map(one_line, sheet.invalid, [500] * len(sheet.invalid)))
    yield from _row("right", map(one_line, sheet.valid, [500] * len(sheet.valid)))
    yield from _row(
        "to silence",
        [
            f"# typed-iam: ignore[{sheet.code}]  on the line",
            f"# type: ignore[{sheet.code}]  on the line, for mypy as well",
            f'ignore = ["{sheet.code}"]  in [tool.typed-iam] of pyproject.toml',
        ],
    )


def _row(label: str, texts: Iterable[str]) -> Iterator[str]:
    for text in filter(None, texts):
        yield f"  {label:{_LABEL}}  {text}"
        label = ""
