"""``typed-iam update``: what it adds, what it rejects, and that a rejection changes nothing."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.cli import aws
from typed_iam_cli.app import app
from typed_iam_core import catalogue
from typed_iam_core.catalogue.overlay import files as overlay_files
from typed_iam_core.catalogue.overlay import overlay

FLY = aws.action(
    "FlyImage",
    Resources=[{"Name": "image", "ConditionKeys": ["aws:ResourceTag/${TagKey}"]}],
    ActionConditionKeys=["ecr:Height"],
)
FLYING = [
    aws.operation("FlyImage", ["ecr:FlyImage"], ["ecr.fly_image"]),
    aws.operation("LaunchImage", ["ecr:FlyImage", "iam:PassRole"], ["ecr.launch_image"]),
]
ECR = aws.content(
    "ecr",
    FLY,
    Operations=FLYING,
    Resources=[{"Name": "image", "ARNFormats": ["arn:${Partition}:ecr:${Region}:image/${Id}"]}],
)
POLICY = '{"Effect": "Allow", "Action": ["ecr:FlyImage", "ecr:PutImage"], "Resource": "*"}\n'
DATE = re.compile(r"catalogue of (2\d\d\d-\d\d-\d\d)")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the user's overlay, which does not exist yet; the test runs in its own folder."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("TYPED_IAM_CACHE", str(folder))
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    return folder / "overlay.json"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """AWS's reference of ecr with one action that is not in the catalogue."""
    return aws.write(tmp_path / "source", ECR)


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def done(*arguments: str | Path) -> str:
    result = call(*arguments)
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    return result.stdout


def refused(*arguments: str | Path) -> str:
    """The only line on standard error of a command that does nothing."""
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("typed-iam: ") and result.stderr.count("\n") == 1
    assert result.stderr[:-1].isprintable()
    return result.stderr


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What it adds


def test_a_new_action_is_valid_from_then_on(source: Path, cache: Path) -> None:
    Path("policy.py").write_text(POLICY, "utf-8")
    assert 'Unknown action "ecr:FlyImage"' in call("check").stdout
    said = done("update", "--from", source)
    assert said.startswith(f"Wrote {cache}: 1 new action of 1 service (catalogue of ")
    assert call("check").exit_code == 0
    assert done("expand", "ecr:Fly*") == "ecr:FlyImage\n"


def test_the_overlay_has_the_facts_of_what_is_new_and_nothing_else(
    source: Path, cache: Path
) -> None:
    done("update", "--from", source)
    content = json.loads(cache.read_bytes())
    assert content["services"] == {
        "ecr": {
            "actions": {
                "FlyImage": {
                    "access": "Write",
                    "conditions": ["ecr:Height"],
                    "permission_only": False,
                    "resources": ["image"],
                }
            },
            "methods": {"ecr.launch_image": ["ecr:FlyImage", "iam:PassRole"]},
            "operations": {"LaunchImage": ["ecr:FlyImage", "iam:PassRole"]},
            "resources": {"image": "arn:${Partition}:ecr:${Region}:image/${Id}"},
        }
    }
    assert content["base"] == catalogue.default().date


def test_a_new_action_can_be_explained(source: Path) -> None:
    done("update", "--from", source)
    found = json.loads(done("explain", "ecr:flyimage", "--output-format", "json"))
    assert (found["action"], found["access"], found["reference"]) == ("ecr:FlyImage", "Write", None)
    (resource,) = found["resources"]
    assert resource["arn"].endswith(":image/${Id}")
    assert "ecr.launch_image" in found["methods"]
    assert "ecr:FlyImage" in done("explain", "ecr.launch_image")
    assert "newer than the enums" in done("explain", "ecr:FlyImage")


def test_findings_suggest_new_actions_and_carry_the_overlays_date(
    source: Path, cache: Path
) -> None:
    done("update", "--from", source)
    Path("policy.py").write_text(POLICY.replace("FlyImage", "FlyImages"), "utf-8")
    said = call("check").stdout
    assert 'did you mean "ecr:FlyImage"?' in said
    dates = {found for text in (said, done("--version")) for found in DATE.findall(text)}
    assert dates == {overlay_files.read(cache).date}


def test_a_new_service_is_known_in_lists_as_well(tmp_path: Path) -> None:
    fresh = aws.content("skyhook", aws.action("LiftHook"), aws.action("ListHooks", "IsList"))
    done("update", "--from", aws.write(tmp_path / "source", fresh))
    Path("lists.py").write_text('X = ["skyhook:LiftHook", "skyhook:LiftHooks"]\n', "utf-8")
    said = call("check").stdout
    assert said.count("iam-unknown-action") == 1 and 'did you mean "skyhook:LiftHook"?' in said
    assert "2 actions" in done("explain", "skyhook")


def test_rewriting_leaves_what_no_enum_has(source: Path) -> None:
    done("update", "--from", source)
    Path("policy.py").write_text(POLICY, "utf-8")
    assert call("rewrite", "policy.py").exit_code == 0
    text = Path("policy.py").read_text("utf-8")
    assert '"ecr:FlyImage"' in text and "Ecr.PutImage" in text and '"ecr:PutImage"' not in text


def test_a_name_that_aws_does_not_list_any_more_stays_valid(tmp_path: Path) -> None:
    folder = aws.write(tmp_path / "source", aws.content("ecr", without=["PutImage"]))
    assert "1 action of 1 service no longer listed, but kept" in done("update", "--from", folder)
    Path("policy.py").write_text(POLICY.replace("FlyImage", "GetImageCopyStatus"), "utf-8")
    assert call("check").exit_code == 0
    assert "no longer lists it" in done("explain", "ecr:PutImage")
    assert "unlisted" not in done("explain", "ecr:GetImageCopyStatus")


def test_a_new_action_is_kept_when_aws_withdraws_it(source: Path, cache: Path) -> None:
    done("update", "--from", source)
    done("update", "--from", aws.write(source, aws.content("ecr")))
    (listing,) = json.loads(cache.read_bytes())["services"].values()
    assert list(listing["actions"]) == listing["unlisted"] == ["FlyImage"]
    assert done("expand", "ecr:Fly*") == "ecr:FlyImage\n"


def test_the_same_source_writes_the_same_bytes(source: Path, cache: Path) -> None:
    done("update", "--from", source)
    first = cache.read_bytes()
    done("update", "--from", source)
    assert cache.read_bytes() == first
    aws.write(source, {**ECR, "Actions": ECR["Actions"][::-1], "Operations": FLYING[::-1]})
    done("update", "--from", source)
    assert cache.read_bytes() == first


def test_parts_of_the_format_that_are_not_used_may_change(source: Path) -> None:
    aws.write(source, {**ECR, "Version": "v1.12", "Novelty": [{"Deep": [1, 2.5, None]}]})
    assert "1 new action" in done("update", "--from", source)


def test_a_withdrawn_action_does_not_come_back_from_an_old_folder(tmp_path: Path) -> None:
    old = aws.content("ecr", aws.action("DescribeRepositoryCreationTemplate"))
    done("update", "--from", aws.write(tmp_path / "source", old))
    said = done("explain", "ecr:DescribeRepositoryCreationTemplate")
    assert "was renamed to" in said


# What it rejects


def _with(path: str, value: object) -> Callable[[], bytes]:
    """The file of ecr with one value changed; the path is as ``Actions.0.Name``."""

    def build() -> bytes:
        content: Any = json.loads(json.dumps(ECR))
        *way, last = path.split(".")
        part = content
        for step in way:
            part = part[int(step) if isinstance(part, list) else step]
        part[int(last) if isinstance(part, list) else last] = value
        return json.dumps(content).encode()

    return build


TEXT = json.dumps(ECR)
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "not JSON"),
    "truncated": (lambda: TEXT[:-1].encode(), "not JSON"),
    "something after its end": (lambda: f"{TEXT}{{}}".encode(), "not JSON"),
    "not JSON": (lambda: b"<html></html>", "not JSON"),
    "not UTF-8": (lambda: TEXT.replace("FlyImage", "Fl\xfd").encode("latin-1"), "not UTF-8"),
    "UTF-16": (lambda: TEXT.encode("utf-16"), "not UTF-8"),
    "deep": (lambda: b"[" * 200_000 + b"]" * 200_000, "nested too deeply"),
    "deep in an unused part": (
        lambda: f'{TEXT[:-1]}, "X": {"[" * 200_000}{"]" * 200_000}}}'.encode(),
        "nested too deeply",
    ),
    "a number of many digits": (
        lambda: f'{TEXT[:-1]}, "X": {"9" * 5000}}}'.encode(), "number of 5,000 digits",
    ),
    "a fraction of many digits": (
        lambda: f'{TEXT[:-1]}, "X": 1e{"9" * 50}}}'.encode(), "number of 52 digits",
    ),
    "not a number": (lambda: f'{TEXT[:-1]}, "X": NaN}}'.encode(), "NaN is not JSON"),
    "a key twice": (lambda: f'{TEXT[:-1]}, "Name": "ecr"}}'.encode(), '"Name" appears twice'),
    "a key twice, inside": (
        lambda: TEXT.replace('"Name": "FlyImage"', '"Name": "FlyImage", "Name": "Fly"').encode(),
        '"Name" appears twice',
    ),
    "a list": (lambda: b"[]", "must be an object"),
    "no name": (_with("Name", None), "Name must be a string"),
    "the name of another service": (_with("Name", "sqs"), 'Name is "sqs", not "ecr"'),
    "a name with a path": (_with("Name", "../ecr"), "must not be "),
    "a later format": (_with("Version", "v2.0"), 'Version must not be "v2.0"'),
    "no version": (_with("Version", None), "Version must be a string"),
    "no actions": (_with("Actions", []), "it has no actions"),
    "actions that are not a list": (_with("Actions", {"PutImage": {}}), "Actions must be a list"),
    "an action that is not an object": (_with("Actions.0", "PutImage"), "Actions[0] must be an object"),
    "an action without a name": (_with("Actions.0", {}), "Actions[0].Name must be a string"),
    "code in a name": (
        _with("Actions.-1.Name", "Fly\nimport os\nos.system('x')"), "must not be ",
    ),
    "a wildcard for a name": (_with("Actions.-1.Name", "Fly*"), "must not be "),
    "a service in a name": (_with("Actions.-1.Name", "ecr:Fly"), "must not be "),
    "a letter of another script": (_with("Actions.-1.Name", "Fly\u0406mage"), "must not be "),
    "an endless name": (_with("Actions.-1.Name", "F" * 1000), "must not be "),
    "a number for a name": (_with("Actions.-1.Name", 1), "must be a string"),
    "the same name twice": (_with("Actions.-1.Name", "putimage"), "repeats the name putimage"),
    "no access level": (_with("Actions.-1.Annotations", {}), "must be an object"),
    "a strange access level": (
        _with("Actions.-1.Annotations.Properties.IsWrite", "yes"), "must be true or false",
    ),
    "markup in a condition key": (
        _with("Actions.-1.ActionConditionKeys.0", "`](javascript:x)"), "must not be ",
    ),
    "a resource type with a line feed": (
        _with("Actions.-1.Resources.0.Name", "image\n"), "must not be ",
    ),
    "an ARN with an escape": (_with("Resources.0.ARNFormats.0", "arn:\x1b[31m"), "must not be "),
    "code in an operation": (_with("Operations.1.Name", "X'); import os"), "must not be "),
    "code in a method": (_with("Operations.1.SDK.0.Method", "x()"), "must not be "),
    "code in an authorized action": (
        _with("Operations.1.AuthorizedActions.0.Name", "X\n"), "must not be ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("before", [False, True], ids=["first", "again"])
def test_an_invalid_source_is_refused_as_a_whole(
    case: str, before: bool, source: Path, cache: Path
) -> None:
    if before:
        done("update", "--from", aws.write(source, aws.content("sqs", aws.action("FlyQueue"))))
    untouched = files(cache.parent)
    build, reason = HOSTILE[case]
    (source / "ecr.json").write_bytes(build())
    said = refused("update", "--from", source)
    assert f"{source / 'ecr.json'}: " in said and reason in said
    assert files(cache.parent) == untouched


def test_the_base_of_every_case_is_accepted(source: Path) -> None:
    (source / "ecr.json").write_bytes(_with("Actions.-1.Name", "FlyImage")())
    done("update", "--from", source)


@pytest.mark.parametrize(
    ("without", "accepted"),
    [(12, True), (13, False), (len(aws.known("ecr")), False)],
    ids=["fewer than a fifth", "more than a fifth", "all"],
)
def test_a_service_that_has_lost_many_actions_is_refused(
    without: int, accepted: bool, tmp_path: Path, cache: Path
) -> None:
    gone = aws.known("ecr")[:without]
    folder = aws.write(tmp_path / "source", aws.content("ecr", FLY, without=gone))
    if accepted:
        assert "12 actions of 1 service no longer listed" in done("update", "--from", folder)
    else:
        said = refused("update", "--from", folder)
        assert f"{without} of the {len(aws.known('ecr'))} known actions of ecr are missing" in said
        assert not cache.exists()


def test_many_services_that_have_lost_some_are_refused_together(
    tmp_path: Path, cache: Path
) -> None:
    large = ["ec2", "sagemaker", "connect", "quicksight", "chime", "glue", "iot"]
    lists = [aws.content(prefix, without=aws.known(prefix)[::6]) for prefix in large]
    total = sum(len(service.actions) for service in catalogue.default().services)
    said = refused("update", "--from", aws.write(tmp_path / "source", *lists))
    assert re.search(rf"\d+ of the {total:,} known actions are missing", said)
    assert not cache.exists()


@pytest.mark.parametrize(
    ("argument", "reason"),
    [
        ("nowhere", "no such file or directory"),
        (".", "no file of a service"),
        ("policy.py", "not a directory"),
        ("http://127.0.0.1:9/", "only https is followed"),
        ("file:///etc/passwd", "only https is followed"),
        ("ftp://127.0.0.1/", "only https is followed"),
    ],
)
def test_an_unreadable_source_is_refused(argument: str, reason: str, cache: Path) -> None:
    Path("policy.py").write_text(POLICY, "utf-8")
    result = call("update", "--from", argument)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr.splitlines()[-1]
    assert not cache.exists()


@pytest.mark.parametrize("kind", ["large", "fifo", "folder"])
def test_a_file_that_cannot_be_read_is_refused(kind: str, source: Path, cache: Path) -> None:
    path = source / "sqs.json"
    if kind == "large":
        path.touch()
        os.truncate(path, 30_000_000)
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()
    assert str(path) in refused("update", "--from", source)
    assert not cache.exists()


# Where it writes


def test_an_overlay_is_written_whole_or_not_at_all(
    source: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done("update", "--from", aws.write(source, aws.content("sqs", aws.action("FlyQueue"))))
    before = files(cache.parent)

    def fail(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    aws.write(source, aws.content("ecr", FLY, aws.action("SwimImage")))
    assert f"{cache}: no space left on device" in refused("update", "--from", source)
    assert files(cache.parent) == before


def test_output_names_another_file(source: Path, cache: Path) -> None:
    done("update", "--from", source, "--output", "deep/er/mine.json")
    assert overlay_files.read(Path("deep/er/mine.json")).services["ecr"].actions
    assert not cache.exists()


@pytest.mark.parametrize("content", ["", "[project]\n", '{"format": "another"}'])
def test_a_file_that_is_not_an_overlay_is_never_overwritten_or_removed(
    content: str, source: Path
) -> None:
    path = Path("settings.json")
    path.write_text(content, "utf-8")
    assert "not overwritten" in refused("update", "--from", source, "--output", path)
    assert "not removed" in refused("update", "--reset", "--output", path)
    assert path.read_text("utf-8") == content


def test_a_damaged_overlay_is_replaced(source: Path, cache: Path) -> None:
    done("update", "--from", source, "--output", "mine.json")
    whole = Path("mine.json").read_bytes()
    Path("mine.json").write_bytes(whole[:-100])
    result = call("update", "--from", source, "--output", "mine.json")
    assert result.exit_code == 0 and "; replaced" in result.stderr
    assert Path("mine.json").read_bytes() == whole


def test_reset_removes_the_overlay_and_reports_a_missing_one(source: Path, cache: Path) -> None:
    done("update", "--from", source)
    assert done("update", "--reset") == f"Removed {cache}\n"
    assert done("update", "--reset") == f"There is no overlay in {cache}\n"
    assert call("expand", "ecr:Fly*").exit_code == 1


# Overlays of projects and users


def _project(text: str = 'overlay = "iam.json"') -> None:
    Path("pyproject.toml").write_text(f"[tool.typed-iam]\n{text}\n", "utf-8")


def test_a_projects_overlay_is_written_to_its_place_and_counts(source: Path, cache: Path) -> None:
    _project()
    Path("policy.py").write_text(POLICY, "utf-8")
    assert "iam.json" in done("update", "--from", source)
    assert not cache.exists()
    assert call("check").exit_code == 0
    done("update", "--reset")
    assert not Path("iam.json").exists()


def test_the_users_overlay_is_ignored_in_a_project_that_has_one(source: Path) -> None:
    done("update", "--from", source)
    _project()
    done("update", "--from", aws.write(source, aws.content("ecr", aws.action("SwimImage"))))
    assert done("expand", "ecr:Swim*") == "ecr:SwimImage\n"
    assert call("expand", "ecr:Fly*").exit_code == 1


@pytest.mark.parametrize("command", [["check"], ["expand", "ecr:*"], ["explain", "ecr"]])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "foreign", "folder"])
def test_a_projects_overlay_has_to_be_usable(damage: str, command: list[str], source: Path) -> None:
    _project()
    path = Path("iam.json")
    if damage == "folder":
        path.mkdir()
    elif damage != "missing":
        done("update", "--from", source)
        cut = {"empty": 0, "cut": 200, "foreign": 0}[damage]
        path.write_bytes(path.read_bytes()[:cut] + (b"{}" if damage == "foreign" else b""))
    said = refused(*command)
    assert "iam.json: " in said and "typed-iam update" in said


@pytest.mark.parametrize("value", ['"../iam.json"', '"/tmp/iam.json"', '""', '"."', "1", '"a\\nb"'])
def test_a_projects_overlay_is_inside_the_project(value: str, source: Path) -> None:
    _project(f"overlay = {value}")
    said = refused("update", "--from", source)
    assert '"overlay" must be a path inside the project' in said
    assert said == refused("check")


@pytest.mark.parametrize("content", ["", "{}", '{"format": "typed-iam overlay 2"}'])
def test_a_damaged_overlay_of_the_user_is_ignored_with_one_line(content: str, cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_text(content, "utf-8")
    Path("policy.py").write_text(POLICY, "utf-8")
    result = call("check")
    assert result.exit_code == 1 and 'Unknown action "ecr:FlyImage"' in result.stdout
    (line,) = [line for line in result.stderr.splitlines() if str(cache) in line]
    assert "ignored; run typed-iam update to replace it" in line
    done("update", "--reset")
    assert str(cache) not in call("check").stderr


def test_an_overlay_older_than_the_installation_is_ignored(source: Path, cache: Path) -> None:
    done("update", "--from", source)
    _redate(cache, base="2025-01-01", date="2025-02-01")
    assert call("expand", "ecr:Fly*").exit_code == 1
    assert f"catalogue of {catalogue.default().date}" in done("--version")


def test_an_overlay_for_a_later_release_would_leave_a_gap(source: Path, cache: Path) -> None:
    done("update", "--from", source)
    _redate(cache, base="2099-01-01", date="2099-02-01")
    result = call("expand", "ecr:PutImage")
    assert (result.exit_code, result.stdout) == (0, "ecr:PutImage\n")
    assert "it adds to the catalogue of 2099-01-01" in result.stderr and "upgrade" in result.stderr
    _project()
    cache.rename("iam.json")
    assert "upgrade typed-iam" in refused("expand", "ecr:PutImage")


def _redate(path: Path, base: str, date: str) -> None:
    found = overlay_files.read(path)
    path.write_bytes(overlay.render(base, date, found.services))
