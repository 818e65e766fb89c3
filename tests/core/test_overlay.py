"""The overlay as a file and as part of the catalogue."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue.facts import ActionFacts, Overlay, ServiceFacts
from typed_iam_core.catalogue.overlay import files as overlay_files
from typed_iam_core.catalogue.overlay import overlay
from typed_iam_core.catalogue.overlay.files import OverlayError, of_user, read, user_file
from typed_iam_core.config import load

SHIPPED = catalogues.default()
NEW = {
    "ecr": ServiceFacts(
        actions={"FlyImage": ActionFacts("Write", ("repository",))}, unlisted=("PutImage",)
    ),
    "a-new-one": ServiceFacts(actions={"Zoom": ActionFacts("Read"), "Aim": ActionFacts("List")}),
}


def made(services: dict[str, ServiceFacts] = NEW) -> Overlay:
    return overlay.parse(overlay.render(SHIPPED.date, "2099-12-31", services))


def test_a_rendered_overlay_is_read_back() -> None:
    assert made().services == NEW
    assert made().date == "2099-12-31"


def test_an_overlay_may_have_everything_that_the_catalogue_has() -> None:
    """The patterns for names must match all names of AWS."""
    for prefix in SHIPPED.prefixes:
        facts = SHIPPED.facts(prefix)
        listing = ServiceFacts(
            resources=facts.resources,
            actions={name: each._replace(url="") for name, each in facts.actions.items()},
            operations=facts.operations,
            methods=facts.methods,
        )
        assert made({prefix: listing}).services == {prefix: listing}


def test_the_extended_catalogue_has_both() -> None:
    known = catalogues.extended(made())
    assert known.action("ECR:flyimage") == "ecr:FlyImage"
    assert known.action("ecr:putimage") == "ecr:PutImage"
    assert known.prefixes == tuple(sorted((*SHIPPED.prefixes, "a-new-one")))
    assert known.has_prefix(b"a-new-one")
    assert known.services_with("zoom") == ["a-new-one"]
    assert (known.facts("ecr").unlisted, known.facts("s3").unlisted) == (("PutImage",), ())
    facts = known.facts("ecr")
    assert set(facts.actions) == {*SHIPPED.facts("ecr").actions, "FlyImage"}
    assert facts.actions["FlyImage"].url.endswith("/list_ecr.html#ecr-FlyImage")
    assert known.facts("a-new-one").actions["Zoom"].access == "Read"


def test_services_that_the_overlay_lacks_are_unchanged() -> None:
    known = catalogues.extended(made())
    for prefix in SHIPPED.prefixes:
        if prefix != "ecr":
            assert known.service(prefix) == SHIPPED.service(prefix)
    assert known.facts("s3") == SHIPPED.facts("s3")


def test_the_catalogue_of_the_installation_is_unchanged() -> None:
    catalogues.extended(made())
    assert catalogues.default().action("ecr:FlyImage") is None
    assert catalogues.extended(None) is catalogues.default()


def test_facts_of_the_installation_are_not_replaced() -> None:
    """An overlay older than an upgrade has actions that the new release has with better facts."""
    stale = ServiceFacts(
        actions={"PutImage": ActionFacts("Read")},
        resources={"repository": "arn:x"},
        operations={"ListImageReferrers": ("ecr:PutImage",)},
    )
    known = catalogues.extended(made({"ecr": stale}))
    assert known.facts("ecr") == SHIPPED.facts("ecr")
    assert known.service("ecr") == SHIPPED.service("ecr")


def test_different_contents_have_different_versions() -> None:
    other = made({"ecr": NEW["ecr"]})
    versions = {known.version for known in map(catalogues.extended, (None, made(), other))}
    assert len(versions) == 3
    assert repr(made()) != repr(other) and made() == made() != other


def test_a_file_is_read_once_while_it_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "overlay.json"
    overlay_files.write(path, overlay.render(SHIPPED.date, "2099-12-31", NEW))
    assert read(path) is read(path)
    before = read(path)
    overlay_files.write(path, overlay.render(SHIPPED.date, "2099-12-30", NEW))
    assert read(path).date == "2099-12-30" != before.date


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TYPED_IAM_CACHE": "/c", "XDG_CACHE_HOME": "/x"}, "/c/overlay.json"),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/typed-iam/overlay.json"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/typed-iam/overlay.json"),
        ({"HOME": "/h"}, "/h/.cache/typed-iam/overlay.json"),
    ],
)
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="other places there")
def test_the_users_overlay_is_where_caches_are(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TYPED_IAM_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert user_file() == expected


def test_without_an_overlay_the_cost_is_one_stat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    original = os.lstat

    def spy(path: str) -> os.stat_result:
        looks.append(path)
        return original(path)

    monkeypatch.setenv("TYPED_IAM_CACHE", str(tmp_path))
    monkeypatch.setattr(os, "lstat", spy)
    assert of_user() is None
    assert looks == [str(tmp_path / "overlay.json")]


def test_settings_include_the_users_overlay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TYPED_IAM_CACHE", str(tmp_path / "cache"))
    assert load(tmp_path).catalogue is catalogues.default()
    path = tmp_path / "cache" / "overlay.json"
    overlay_files.write(path, overlay.render(SHIPPED.date, "2099-12-31", NEW))
    assert load(tmp_path).catalogue.action("ecr:FlyImage")
    path.write_text("no overlay", "utf-8")
    assert load(tmp_path).catalogue is catalogues.default()
    with pytest.raises(OverlayError, match="not a valid overlay"):
        of_user()


WRITER = """
import sys
from pathlib import Path
from typed_iam_core.catalogue.overlay import files as overlay_files
head = overlay_files.overlay.HEAD
while True:
    for letter in b"ab":
        overlay_files.write(Path(sys.argv[1]), head + bytes([letter]) * 3_000_000)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_writer_that_is_killed_leaves_one_whole_file_or_the_other(tmp_path: Path) -> None:
    assert _torn(tmp_path, WRITER) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_the_test_of_killed_writers_can_fail(tmp_path: Path) -> None:
    plain = WRITER.replace(
        "overlay_files.write(Path(sys.argv[1]), ", "Path(sys.argv[1]).write_bytes("
    )
    assert plain != WRITER
    assert _torn(tmp_path, plain) > 0


def _torn(folder: Path, script: str) -> int:
    """Of a few writers killed at different moments, how many left half a file."""
    path = folder / "overlay.json"
    whole = {overlay.HEAD + letter * 3_000_000 for letter in (b"a", b"b")}
    torn = 0
    for attempt in range(12):
        path.unlink(missing_ok=True)
        writer = subprocess.Popen([sys.executable, "-c", script, str(path)])
        while not path.exists():
            time.sleep(0.001)
        time.sleep(attempt * 0.0017)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        torn += path.read_bytes() not in whole
    return torn
