"""Unified diffs: colored on a terminal, exact bytes for ``patch``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from difflib import diff_bytes, unified_diff
from io import BytesIO
from pathlib import Path

import click

from typed_iam_cli.output.color import is_colored
from typed_iam_cli.output.text import visible
from typed_iam_cli.paths import shown, working_folder

_COLORS = {"+": "green", "-": "red", "@": "cyan"}


def diff_lines(path: Path, before: bytes, after: bytes) -> Iterator[bytes]:
    """A unified diff in the file's own bytes, whatever its encoding; lines with their ends."""
    # The path from here, as "patch" refuses others; after a name with blanks it needs a tab.
    here = working_folder()
    name = shown(path.relative_to(here) if path.is_relative_to(here) else path)
    label = os.fsencode(f"{name}\t" if " " in name else name)
    # Unlike Python, "patch" ends no line at a carriage return or form feed.
    old, new = (BytesIO(data).readlines() for data in (before, after))
    for line in diff_bytes(unified_diff, old, new, label, label):
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def print_diff(path: Path, before: bytes, after: bytes) -> None:
    """Print a diff on stdout; a pipe gets bytes that ``patch`` applies."""
    lines = diff_lines(path, before, after)
    if not sys.stdout.isatty():
        click.echo(b"".join(lines), nl=False)
        return
    for line in lines:
        text = visible(line.decode("utf-8", "replace").rstrip("\r\n"))
        color = None if text.startswith(("+++", "---")) else _COLORS.get(text[:1])
        click.echo(click.style(text, fg=color), color=is_colored())
