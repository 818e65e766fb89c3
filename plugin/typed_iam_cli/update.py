"""``typed-iam update``: newer actions from AWS, without a new release."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import click

from typed_iam_cli.files import problem, shown
from typed_iam_cli.wording import counted
from typed_iam_core import catalogue as catalogues
from typed_iam_core import config as configuration
from typed_iam_core.catalogue.facts import Overlay, ServiceFacts
from typed_iam_core.catalogue.overlay import files as overlay_files
from typed_iam_core.catalogue.overlay import overlay, service_reference
from typed_iam_core.catalogue.overlay.overlay import OverlayError
from typed_iam_core.catalogue.overlay.strict_json import InvalidData
from typed_iam_core.catalogue.overlay.updating import changes
from typed_iam_core.config import ConfigError

_EPILOG = """\
Writes an overlay: what AWS lists and this installation does not have.  From then on check,
the mypy plugin and the language server know it, too; enums, and rewrite with them, get new
members with the next release.  No action is ever taken away: what AWS does not list any more
is marked and stays valid.

The overlay is for you alone, in your cache, unless [tool.typed-iam] of the nearest
pyproject.toml has overlay = "PATH": then it is the project's, to be committed, so that
everybody's results are the same, and the one in your cache does not count there.

This is the only command that uses the network.  A source that is not in AWS's format, or
lacks too many known actions, is refused, and nothing is written.

Exit status: 0 if the overlay is written or removed; 2 if not.
"""
_LARGEST = 20_000_000


class _Refused(Exception):
    """Nothing has been written; the text is one line that says why."""


class _Source(NamedTuple):
    """What a source says; ``complete`` if services that it lacks are not listed any more."""

    listed: Mapping[str, ServiceFacts]
    date: str
    complete: bool


@click.command(epilog="\n\n".join(f"\b\n{part}" for part in _EPILOG.split("\n\n")))
@click.option(
    "--from",
    "source",
    metavar="DIR|URL",
    default=service_reference.ROOT,
    show_default=True,
    help="Where AWS's Service Reference is: the URL of its list, or a directory that holds"
    " files of some services.",
)
@click.option(
    "--output",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="The overlay to write, or with --reset to remove.",
)
@click.option("--reset", is_flag=True, help="Remove the overlay.")
@click.pass_context
def update(ctx: click.Context, source: str, output: Path | None, reset: bool) -> None:
    """Learn of newer actions from AWS."""
    try:
        target = _target(output)
        click.echo(_remove(target) if reset else _write(source, target))
    except (_Refused, ConfigError, OverlayError, InvalidData) as error:
        click.echo(f"typed-iam: {error}", err=True)
        ctx.exit(2)


def _target(output: Path | None) -> Path:
    project = None if output else configuration.overlay_file(Path.cwd())
    user = overlay_files.user_file()
    target = output or project or (Path(user) if user else None)
    if target is None:
        raise _Refused("there is no home directory to keep an overlay in: use --output")
    return target


def _remove(target: Path) -> str:
    try:
        removed = overlay_files.remove(target)
    except OSError as error:
        raise _Refused(problem(target, error)) from None
    return f"Removed {shown(target)}" if removed else f"There is no overlay in {shown(target)}"


def _write(source: str, target: Path) -> str:
    shipped = catalogues.default()
    previous = _previous(target)
    found = _from_url(source) if "://" in source else _from_folder(Path(source))
    try:
        new = changes(found.listed, shipped, previous, complete=found.complete)
    except InvalidData as error:
        raise _Refused(f"{shown(source)}: {error}: not the whole of AWS's list") from None
    day = max(shipped.date, found.date, previous.date if previous else "")
    try:
        overlay_files.write(target, overlay.render(shipped.date, day, new))
    except OSError as error:
        raise _Refused(problem(target, error)) from None
    return f"Wrote {shown(target)}: {_summary(new)} (catalogue of {day})"


def _previous(target: Path) -> Overlay | None:
    """The overlay whose names are kept; one that is damaged has none to keep."""
    if not os.path.lexists(target):
        return None
    try:
        return overlay_files.read(target)
    except OverlayError as error:
        if overlay_files.is_ours(target):
            click.echo(f"typed-iam: {error}; written anew", err=True)
            return None
        raise _Refused(f"{error}, and therefore not overwritten") from None


def _from_url(url: str) -> _Source:
    from typed_iam_cli.download import DownloadError, fetch_all

    click.echo(f"Reading {shown(url)}", err=True)
    try:
        return _Source(fetch_all(url), datetime.now(UTC).date().isoformat(), complete=True)
    except DownloadError as error:
        raise _Refused(str(error)) from None


def _from_folder(folder: Path) -> _Source:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".json")
    except OSError as error:
        raise _Refused(problem(folder, error)) from None
    if not paths:
        raise _Refused(f"{shown(folder)}: no file of a service, such as ecr.json, in it")
    read = list(map(_read, paths))
    # A directory says nothing of its age but this.
    newest = min(max(found.modified for found in read), datetime.now(UTC).date())
    listed = {path.stem: found.listing for path, found in zip(paths, read, strict=True)}
    return _Source(listed, newest.isoformat(), complete=False)


class _Read(NamedTuple):
    listing: ServiceFacts
    modified: date


def _read(path: Path) -> _Read:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InvalidData("not a regular file")
        if status.st_size > _LARGEST:
            raise InvalidData(f"{status.st_size:,} bytes are over the limit of {_LARGEST:,}")
        listing = service_reference.listing(path.read_bytes(), path.stem)
    except InvalidData as error:
        raise _Refused(f"{shown(path)}: {error}") from None
    except OSError as error:
        raise _Refused(problem(path, error)) from None
    return _Read(listing, datetime.fromtimestamp(status.st_mtime, UTC).date())


def _summary(new: Mapping[str, ServiceFacts]) -> str:
    return ", ".join(_counts(new)) or "nothing new"


def _counts(new: Mapping[str, ServiceFacts]) -> Iterator[str]:
    actions = [len(listing.actions) for listing in new.values() if listing.actions]
    if actions:
        yield f"{counted(sum(actions), 'new action')} of {counted(len(actions), 'service')}"
    gone = [len(listing.unlisted) for listing in new.values() if listing.unlisted]
    if gone:
        named = f"{counted(sum(gone), 'action')} of {counted(len(gone), 'service')}"
        yield f"{named} not listed any more, and kept"
