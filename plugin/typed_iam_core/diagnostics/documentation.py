"""The documentation of a rule, from its class."""

from __future__ import annotations

from inspect import cleandoc
from typing import NamedTuple

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.explain import Explanation, Row, of_operation, of_retired
from typed_iam_core.diagnostics.base import Rule
from typed_iam_core.text.source import one_line


class Documentation(NamedTuple):
    """A sentence on the mistake, and why it matters."""

    summary: str
    details: str


def documentation(rule: Rule) -> Documentation:
    """The docstring of a rule: its first line, and the rest."""
    summary, _, details = cleandoc(rule.__doc__ or "").partition("\n\n")
    return Documentation(summary, details)


def explanation(rule: Rule) -> Explanation:
    """The explanation of a rule, with its examples."""
    summary, details = documentation(rule)
    default = "on" if rule.default else "off; select it in [tool.typed-iam]"
    return Explanation(
        "diagnostic",
        rule.code,
        f"{rule.code}: {summary}",
        [
            Row("severity", [rule.severity]),
            Row("default", [default]),
            Row("wrong", [one_line(each, 500) for each in rule.invalid]),
            Row("right", [one_line(each, 500) for each in rule.valid]),
            Row(
                "to silence",
                [
                    f"# typed-iam: ignore[{rule.code}]  on the line",
                    f"# type: ignore[{rule.code}]  on the line, for mypy as well",
                    f'ignore = ["{rule.code}"]  in [tool.typed-iam] of pyproject.toml',
                ],
            ),
        ],
        {
            "code": rule.code,
            "summary": summary,
            "details": details,
            "severity": rule.severity,
            "default": rule.default,
            "valid": rule.valid,
            "invalid": rule.invalid,
        },
        details,
    )


def explanation_of_verdict(
    text: str, code: str, message: str, catalogue: Catalogue
) -> Explanation | None:
    """The explanation of an operation or a retired action; None if the text is neither.

    Args:
        code: of the diagnostic on the text.
        message: of the diagnostic.
    """
    if code == "iam-operation-name":
        return of_operation(text, catalogue)
    return of_retired(text, message, catalogue) if code == "iam-retired-action" else None
