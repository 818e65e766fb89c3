"""What is known of the action under the cursor, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typed_iam_core.catalogue import Catalogue, Service
from typed_iam_core.catalogue.descriptions import description
from typed_iam_core.catalogue.facts import ActionFacts
from typed_iam_core.catalogue.matching import expand, is_pattern
from typed_iam_core.text.source import one_line

_SHOWN = 10


def about(text: str, catalogue: Catalogue) -> str | None:
    """Markdown on an action or a wildcard; None of what matches nothing."""
    if text and not text.strip("*"):
        return f"`*` takes in every action of all {len(catalogue.prefixes)} services."
    prefix, _, name = text.partition(":")
    service = catalogue.service(prefix)
    if service is None:
        return None
    if is_pattern(name):
        return _wildcard(service, name)
    canonical = service.actions.get(name.lower())
    if canonical is None:
        return None
    facts = catalogue.facts(service.prefix)["actions"][canonical]
    return "\n\n".join(_paragraphs(service.prefix, canonical, facts))


def _wildcard(service: Service, pattern: str) -> str | None:
    names = expand(pattern, service.actions.values())
    if not names:
        return None
    title = f"`{service.prefix}:{one_line(pattern)}` takes in {len(names)} of {len(service.actions)} actions:"
    listed = [f"- `{service.prefix}:{name}`" for name in names[:_SHOWN]]
    if len(names) > _SHOWN:
        listed.append(f"- and {len(names) - _SHOWN} more")
    return "\n".join([title, "", *listed])


def _paragraphs(prefix: str, name: str, facts: ActionFacts) -> Iterator[str]:
    only = ", permission only: no API operation of that name" if facts["permission_only"] else ""
    yield f"**{prefix}:{name}** ({facts['access']}{only})"
    text = description(prefix, name)
    if text:
        yield _escaped(one_line(text, 1000))
    rows = [
        f"- {label}: {', '.join(f'`{item}`' for item in items)}"
        for label, items in (
            # The catalogue's mark of a required type is a star at its end.
            ("Required resource types", [r[:-1] for r in facts["resources"] if r.endswith("*")]),
            ("Resource types", [r for r in facts["resources"] if not r.endswith("*")]),
            ("Condition keys", facts["conditions"]),
        )
        if items
    ]
    if rows:
        yield "\n".join(rows)
    if facts["url"]:
        yield f"[AWS documentation]({facts['url']})"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)
