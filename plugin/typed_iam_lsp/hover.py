"""The explanation of the action under the cursor, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typed_iam_core.catalogue import explain
from typed_iam_core.catalogue.explain import Explanation, Row
from typed_iam_core.config import Config
from typed_iam_core.diagnostics.documentation import explanation_of_verdict
from typed_iam_core.engine import judge
from typed_iam_core.policies import Slot

_SHOWN = 10


def about(slot: Slot, config: Config) -> str | None:
    """Markdown on an action or wildcard, or on what is wrong with it; None if nothing is known."""
    known, text = config.catalogue, slot.text
    if text is None:
        return None
    found = explain.of_text(text, known)
    if found is not None:
        mark = "**" if found.kind == "action" else "`"  # wildcards have stars of their own
        title = f"{mark}{found.subject}{mark}{_escaped(found.title.removeprefix(found.subject))}"
        return "\n\n".join([title, *_details(found)])
    verdict = judge(slot, known, config)
    if verdict is None:
        return None
    code, (message, _) = verdict
    found = explanation_of_verdict(text, code, message, known)
    return "\n\n".join([_escaped(message), *(_details(found) if found is not None else ())])


def _details(found: Explanation) -> Iterator[str]:
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
