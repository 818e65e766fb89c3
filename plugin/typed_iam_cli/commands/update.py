"""``typed-iam update``: newer actions from AWS, without a new release."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import click

from typed_iam_cli.command import Command, Failure
from typed_iam_cli.paths import problem, shown
from typed_iam_core import catalogue as catalogues
from typed_iam_core import config as configuration
from typed_iam_core.catalogue.explain import counted
from typed_iam_core.catalogue.facts import Overlay, ServiceFacts
from typed_iam_core.catalogue.overlay import files as overlay_files
from typed_iam_core.catalogue.overlay import overlay, service_reference
from typed_iam_core.catalogue.overlay.overlay import OverlayError
from typed_iam_core.catalogue.overlay.strict_json import InvalidData
from typed_iam_core.catalogue.overlay.updating import changes
from typed_iam_core.config import ConfigError
from typed_iam_core.text import files

_SECTIONS = {
    "Examples": {
        "typed-iam update": "download AWS's list",
        "typed-iam update --from FOLDER": "read it from files",
        "typed-iam update --reset": "remove the overlay",
    },
    "What it writes": """\
An overlay with the actions that AWS lists and this installation does not have. From then on, \
check, fix, the mypy plugin and the language server know them; enums, and rewrite with them, get \
them with the next release. No action is ever removed: those that AWS no longer lists are marked \
and stay valid.""",
    "Where": """\
In your cache, for you alone. For a team, set overlay = "FILE" in [tool.typed-iam] and commit that \
file, so that everyone has the same results; the project then ignores the one in your cache.""",
    "Network": """\
This is the only command that uses the network. A source that is not in AWS's format, or lacks \
too many known actions, is rejected, and nothing is written.""",
    "Exit status": {"0": "the overlay is written or removed", "2": "it is not"},
}
_LARGEST = 20_000_000


class _Source(NamedTuple):
    """The content of a source; ``complete`` if AWS no longer lists services that it lacks."""

    listed: Mapping[str, ServiceFacts]
    date: str
    complete: bool


@click.command(cls=Command, sections=_SECTIONS)
@click.option(
    "--from",
    "source",
    metavar="FOLDER|URL",
    default=service_reference.ROOT,
    show_default=True,
    help="AWS's Service Reference: the URL of its list, or a folder with files of some services.",
)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The overlay to write, or with --reset to remove.",
)
@click.option("--reset", is_flag=True, help="Remove the overlay.")
def update(source: str, output: Path | None, reset: bool) -> None:
    """Download newly listed actions from AWS."""
    try:
        target = _target(output)
        click.echo(_remove(target) if reset else _write(source, target))
    except (ConfigError, OverlayError) as error:
        raise Failure(error) from None


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Turn every error about a file into one Failure with its name."""
    try:
        yield
    except (OSError, InvalidData) as error:
        raise Failure(problem(path, error)) from None


def _target(output: Path | None) -> Path:
    project = None if output else configuration.overlay_file(Path.cwd())
    user = overlay_files.user_file()
    target = output or project or (Path(user) if user else None)
    if target is None:
        raise Failure("no home directory to keep an overlay in; use --output")
    return target


def _remove(target: Path) -> str:
    with _naming(target):
        removed = overlay_files.remove(target)
    return f"Removed {shown(target)}" if removed else f"There is no overlay in {shown(target)}"


def _write(source: str, target: Path) -> str:
    shipped = catalogues.default()
    previous = _previous(target)
    found = _from_url(source) if "://" in source else _from_folder(Path(source))
    try:
        new = changes(found.listed, shipped, previous, complete=found.complete)
    except InvalidData as error:
        raise Failure(f"{shown(source)}: {error}: not the whole of AWS's list") from None
    day = max(shipped.date, found.date, previous.date if previous else "")
    with _naming(target):
        overlay_files.write(target, overlay.render(shipped.date, day, new))
    summary = ", ".join(_counts(new)) or "nothing new"
    return f"Wrote {shown(target)}: {summary} (catalogue of {day})"


def _previous(target: Path) -> Overlay | None:
    """The overlay whose names are kept; None if there is none, or a damaged one."""
    if not os.path.lexists(target):
        return None
    try:
        return overlay_files.read(target)
    except OverlayError as error:
        with _naming(target):
            is_ours = overlay_files.is_ours(target)
        if is_ours:
            click.echo(f"typed-iam: {error}; replaced", err=True)
            return None
        raise Failure(f"{error}; not overwritten") from None


def _from_url(url: str) -> _Source:
    from typed_iam_cli.download import fetch_all

    click.echo(f"Reading {shown(url)}", err=True)
    return _Source(fetch_all(url), datetime.now(UTC).date().isoformat(), complete=True)


def _from_folder(folder: Path) -> _Source:
    with _naming(folder):
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".json")
    if not paths:
        raise Failure(f"{shown(folder)}: has no file of a service, such as ecr.json")
    listed, newest = {}, date.min
    for path in paths:
        with _naming(path):
            data, status = files.read(path, _LARGEST)
            listed[path.stem] = service_reference.listing(data, path.stem)
        # Nothing else in a folder tells its age.
        newest = max(newest, datetime.fromtimestamp(status.st_mtime, UTC).date())
    newest = min(newest, datetime.now(UTC).date())
    return _Source(listed, newest.isoformat(), complete=False)


def _counts(new: Mapping[str, ServiceFacts]) -> Iterator[str]:
    actions = [len(listing.actions) for listing in new.values() if listing.actions]
    if actions:
        yield f"{counted(sum(actions), 'new action')} of {counted(len(actions), 'service')}"
    gone = [len(listing.unlisted) for listing in new.values() if listing.unlisted]
    if gone:
        named = f"{counted(sum(gone), 'action')} of {counted(len(gone), 'service')}"
        yield f"{named} no longer listed, but kept"
