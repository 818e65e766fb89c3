"""Explanations as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from typed_iam_core.catalogue.explain import Explanation

_LABEL = 16


def lines(explanation: Explanation) -> Iterator[str]:
    """The lines of an explanation: a title, a text, and rows of a label and one or more values."""
    yield explanation.title
    text = explanation.text
    if text is None:
        text = "(for AWS's description, run pip install 'typed-iam[lsp]')"
    if text:
        yield indent(text, "  ")
    yield ""
    for label, values in explanation.rows:
        for index, value in enumerate(values):
            yield f"  {label if index == 0 else '':{_LABEL}}  {value}" if label else f"  {value}"
