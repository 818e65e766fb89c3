"""``typed-iam update``: newer actions from AWS, without a new release."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from typed_iam_cli.command import Command, Failure, file_option
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


# Service prefix -> its facts in a source, and the day of that source.
_Source = tuple[Mapping[str, ServiceFacts], str]


@click.command(cls=Command, sections=_SECTIONS)
@click.option(
    "--from",
    "source",
    metavar="FOLDER|URL",
    default=service_reference.ROOT,
    help="AWS's Service Reference: the URL of its list, or a folder with files of some services.",
)
@file_option("--output", help="The overlay to write, or with --reset to remove.")
@click.option("--reset", is_flag=True, help="Remove the overlay.")
def update(source: str, output: Path | None, reset: bool) -> None:
    """Download newly listed actions from AWS."""
    try:
        target = output or configuration.overlay_file(Path.cwd()) or overlay_files.user_file()
        if target is None:
            raise Failure("no home directory to keep an overlay in; use --output")
        click.echo(_remove(Path(target)) if reset else _write(source, Path(target)))
    except (ConfigError, OverlayError) as error:
        raise Failure(str(error)) from None


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Turn every error about a file into one Failure with its name."""
    try:
        yield
    except (OSError, InvalidData) as error:
        raise Failure(problem(path, error)) from None


def _remove(target: Path) -> str:
    if not os.path.lexists(target):
        return f"There is no overlay in {shown(target)}"
    with _naming(target):
        if not overlay_files.is_ours(target):
            raise Failure(f"{shown(target)}: not an overlay; not removed")
        target.unlink()
    return f"Removed {shown(target)}"


def _write(source: str, target: Path) -> str:
    shipped = catalogues.default()
    previous = _previous(target)
    is_url = "://" in source
    listed, newest = _from_url(source) if is_url else _from_folder(Path(source))
    try:
        # A folder may lack services; AWS no longer lists those that its own list lacks.
        new = changes(listed, shipped, previous, complete=is_url)
    except InvalidData as error:
        raise Failure(f"{shown(source)}: {error}: not the whole of AWS's list") from None
    day = max(shipped.date, newest, previous.date if previous else "")
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
        if not is_ours:
            raise Failure(f"{error}; not overwritten") from None
        click.echo(f"typed-iam: {error}; replaced", err=True)
        return None


def _from_url(url: str) -> _Source:
    from typed_iam_cli.download import fetch_all

    click.echo(f"Reading {shown(url)}", err=True)
    return fetch_all(url), datetime.now(UTC).date().isoformat()


def _from_folder(folder: Path) -> _Source:
    with _naming(folder):
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".json")
    if not paths:
        raise Failure(f"{shown(folder)}: has no file of a service, such as ecr.json")
    listed, newest = {}, 0.0
    for path in paths:
        with _naming(path):
            data, status = files.read(path, _LARGEST)
            listed[path.stem] = service_reference.listing(data, path.stem)
        # Nothing else in a folder tells its age.
        newest = max(newest, status.st_mtime)
    return listed, datetime.fromtimestamp(min(newest, time.time()), UTC).date().isoformat()


def _counts(new: Mapping[str, ServiceFacts]) -> Iterator[str]:
    for noun, sizes, rest in (
        ("new action", [len(facts.actions) for facts in new.values()], ""),
        ("action", [len(facts.unlisted) for facts in new.values()], " no longer listed, but kept"),
    ):
        services = sum(map(bool, sizes))
        if services:
            yield f"{counted(sum(sizes), noun)} of {counted(services, 'service')}{rest}"
