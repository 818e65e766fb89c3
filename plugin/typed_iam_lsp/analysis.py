"""A document's text to findings and sites; the engine does the work."""

from __future__ import annotations

from pathlib import Path

from typed_iam_core import engine
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.config import Config
from typed_iam_core.engine import Finding
from typed_iam_core.policies import Slot, slots
from typed_iam_core.readers import find, may_hold_policies
from typed_iam_core.text.source import Source, UnreadableSource


def findings(text: str, config: Config, path: Path | None) -> list[Finding]:
    """What ``engine.check`` finds in a file of that text, in its order.

    Raises:
        UnreadableSource: it does not parse, as text does not while somebody types.
    """
    if path is not None and config.excludes(path):
        return []
    source = source_of(text)
    if len(source.data) > config.max_file_size or not engine.may_have_findings(
        source.data, config.catalogue
    ):
        return []
    return engine.check_source(source, config, path)


def actions(text: str, catalogue: Catalogue) -> list[Slot]:
    """The actions of a text, or none where it does not parse."""
    source = source_of(text)
    if not may_hold_policies(source.data, catalogue):
        return []
    try:
        return slots(find(source, catalogue).statements)
    except UnreadableSource:
        return []


def source_of(text: str) -> Source:
    """The text as the engine takes it, of the same places."""
    if text.startswith("\ufeff"):
        # Python's parser takes no byte order mark in a str.  A form feed is one character as
        # well, and means nothing at the start of a line.
        text = "\f" + text[1:]
    return Source.of_text(text)
