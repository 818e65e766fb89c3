"""The explanation of the action under the cursor, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.explain import Explanation, Row, of_text

_SHOWN = 10


def about(text: str, catalogue: Catalogue) -> str | None:
    """Markdown on an action or a wildcard; None if it matches nothing."""
    found = of_text(text, catalogue)
    return "\n\n".join(_paragraphs(found)) if found else None


def _paragraphs(found: Explanation) -> Iterator[str]:
    mark = "**" if found.kind == "action" else "`"  # wildcards have stars of their own
    yield f"{mark}{found.subject}{mark}{_escaped(found.title.removeprefix(found.subject))}"
    if found.text:
        yield _escaped(found.text)
    links = [link for label, values in found.rows if label == "link" for link in values]
    rows = [line for row in found.rows if row.label != "link" for line in _lines(row)]
    if rows:
        yield "\n".join(rows)
    yield from (f"[AWS documentation]({link})" for link in links)


def _lines(row: Row) -> Iterator[str]:
    shown = [f"`{value}`" for value in row.values[:_SHOWN]]
    more = len(row.values) - len(shown)
    if more:
        shown.append(f"and {more:,} more")
    if row.label and shown:
        yield f"- {row.label}: {', '.join(shown)}"
    else:
        yield from (f"- {each}" for each in shown)


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)
