"""Differences between two texts, coloured for people and exact for ``patch``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from difflib import diff_bytes, unified_diff
from pathlib import Path

import click

from typed_iam_cli.files import shown


def lines_of_diff(path: Path, before: bytes, after: bytes) -> Iterator[bytes]:
    """A unified diff in the file's own bytes, whatever its encoding; the lines with their ends."""
    name = os.fsencode(_named(path))
    for line in diff_bytes(unified_diff, _lines(before), _lines(after), name, name):
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def print_diff(path: Path, before: bytes, after: bytes) -> None:
    """On stdout; a pipe gets bytes that ``patch`` applies."""
    lines = lines_of_diff(path, before, after)
    if not sys.stdout.isatty():
        click.echo(b"".join(lines), nl=False)
        return
    colours = "NO_COLOR" not in os.environ
    for line in lines:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        click.echo(click.style(text, fg=_colour(text)) if colours else text)


def _lines(data: bytes) -> list[bytes]:
    # Neither carriage returns nor form feeds end a line for "patch".
    lines = data.split(b"\n")
    ended = [line + b"\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended


def _named(path: Path) -> str:
    """The path from here, as "patch" refuses others; a tab tells it where a blank is no end."""
    here = Path.cwd()
    name = shown(path.relative_to(here) if path.is_relative_to(here) else path)
    return f"{name}\t" if " " in name else name


def _colour(line: str) -> str | None:
    if line.startswith(("+++", "---")):
        return None
    colours = {"+": "green", "-": "red", "@": "cyan"}
    return colours.get(line[:1])
