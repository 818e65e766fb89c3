"""SARIF 2.1.0: what the standard and GitHub's code scanning ask for."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest

from tests.cli.conftest import WRONG, Run
from typed_iam_core.diagnostics import RULES

ROOT = "%SRCROOT%"


def report(run: Run, *arguments: str | Path, **keywords: Any) -> dict[str, Any]:
    done = run("check", "--output-format", "sarif", *arguments, **keywords)
    log = json.loads(done.stdout)
    assert (log["$schema"], log["version"]) == (
        "https://json.schemastore.org/sarif-2.1.0.json",
        "2.1.0",
    )
    (only,) = log["runs"]
    assert isinstance(only, dict)
    return only


def places(run: dict[str, Any]) -> list[dict[str, Any]]:
    return [result["locations"][0]["physicalLocation"] for result in run["results"]]


def uris(run: dict[str, Any]) -> list[str]:
    return [place["artifactLocation"]["uri"] for place in places(run)]


def test_a_result_has_all_that_code_scanning_requires(run: Run, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text(WRONG)
    found = report(run, "src")
    (result,) = found["results"]
    message = result.pop("message")["text"]
    assert message.startswith('Unknown action "ecr:PutImages"; did you mean "ecr:PutImage"?')
    assert result == {
        "ruleId": "iam-unknown-action",
        "ruleIndex": list(RULES).index("iam-unknown-action"),
        "level": "error",
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "src/a.py", "uriBaseId": ROOT},
                    "region": {
                        "startLine": 1,
                        "startColumn": 31,
                        "endLine": 1,
                        "endColumn": 46,
                        "snippet": {"text": '"ecr:PutImages"'},
                    },
                }
            }
        ],
        "fixes": [
            {
                "description": {"text": 'Replace with "ecr:PutImage"'},
                "artifactChanges": [
                    {
                        "artifactLocation": {"uri": "src/a.py", "uriBaseId": ROOT},
                        "replacements": [
                            {
                                "deletedRegion": {
                                    "startLine": 1,
                                    "startColumn": 32,
                                    "endLine": 1,
                                    "endColumn": 45,
                                },
                                "insertedContent": {"text": "ecr:PutImage"},
                            }
                        ],
                    }
                ],
            }
        ],
    }
    assert found["columnKind"] == "unicodeCodePoints"
    assert ROOT in found["originalUriBaseIds"]


def test_every_rule_is_described(run: Run) -> None:
    driver = report(run)["tool"]["driver"]
    assert driver["name"] == "typed-iam"
    assert driver["semanticVersion"].count(".") == 2
    rules = driver["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    for rule in rules:
        texts = [
            rule["shortDescription"]["text"],
            rule["fullDescription"]["text"],
            rule["help"]["text"],
            rule["help"]["markdown"],
        ]
        assert all(texts)
        assert not [text for text in texts if "``" in text.replace("```", "")]
        assert "\n" not in texts[0] + texts[1]
        # GitHub truncates longer ones.
        assert len(texts[0]) <= len(texts[1]) <= 1024
        assert texts[1].startswith(texts[0])
    levels = {rule["id"]: rule["defaultConfiguration"] for rule in rules}
    assert levels["iam-unknown-action"] == {"enabled": True, "level": "error"}
    assert levels["iam-duplicate-action"] == {"enabled": False, "level": "note"}


@pytest.mark.parametrize(
    ("severity", "level"), [("error", "error"), ("warning", "warning"), ("hint", "note")]
)
def test_levels_follow_the_configuration(
    run: Run, tmp_path: Path, severity: str, level: str
) -> None:
    (tmp_path / "a.py").write_text(WRONG)
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.typed-iam.severity]\n"iam-unknown-action" = "{severity}"\n'
    )
    assert [result["level"] for result in report(run)["results"]] == [level]


def test_no_findings_are_an_empty_list_of_results(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("pass\n")
    found = report(run)
    assert found["results"] == []
    assert found["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_columns_count_code_points(run: Run, tmp_path: Path) -> None:
    line = '{"Sid": "𐍈👩‍🚀", "Effect": "Allow", "Action": "ecr:PutImages"}'
    (tmp_path / "a.py").write_text(line, "utf-8-sig")
    (place,) = places(report(run))
    region = place["region"]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == '"ecr:PutImages"'
    assert region["snippet"] == {"text": '"ecr:PutImages"'}


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ('"ecr:PutImages"', "ecr:PutImages"),
        ("r'ecr:PutImages'", "ecr:PutImages"),
        ('"""ecr:PutImages"""', "ecr:PutImages"),
        ('["ecr:*", "ecr:PutImages"]', "ecr:PutImages"),
        ('"cloudwatch-logs:Put*"', "cloudwatch-logs:Put*"),
        pytest.param('"ecr:Put\\x49mages"', "ecr:Put\\x49mages", id="escape"),
        pytest.param('"ecr:" "PutImages"', None, id="two strings"),
        pytest.param('("ecr:"\n"PutImages")', None, id="two lines"),
    ],
)
def test_a_suggestion_is_a_fix_where_it_fits(
    run: Run, tmp_path: Path, action: str, text: str | None
) -> None:
    line = f'"日本𐍈", {{"Effect": "Allow", "Action": {action}, "Resource": "*"}}\n'
    (tmp_path / "a.py").write_text(line, "utf-8")
    ((finding,), (result,)) = (
        json.loads(run("check", "--output-format", "json").stdout),
        report(run)["results"],
    )
    assert finding["suggestions"]
    assert [_fixed(line, fix) for fix in result["fixes"]] == [
        line.replace(text, meant) for meant in finding["suggestions"] if text is not None
    ]


def _fixed(text: str, fix: dict[str, Any]) -> str:
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    assert (region["startLine"], region["endLine"]) == (1, 1)
    new = replacement["insertedContent"]["text"]
    return text[: region["startColumn"] - 1] + new + text[region["endColumn"] - 1 :]


def test_what_cannot_be_checked_is_a_notification_and_loses_no_result(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text(WRONG)
    (tmp_path / "bad.py").write_text(f"def (\n{WRONG}")
    done = run("check", "--output-format", "sarif", "gone.py", ".")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "gone.py: no such file or directory"
    (found,) = json.loads(done.stdout)["runs"]
    assert len(found["results"]) == 1
    (invocation,) = found["invocations"]
    # GitHub drops every result of a log in which this is false.
    assert invocation["executionSuccessful"] is True
    notifications = invocation["toolExecutionNotifications"]
    assert [each["message"]["text"] for each in notifications] == done.stderr.splitlines()
    assert {each["level"] for each in notifications} == {"error"}
    assert notifications[1]["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "bad.py", "uriBaseId": ROOT}}}
    ]


def test_paths_count_from_the_root_of_the_repository(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "services" / "one"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text(WRONG)
    (tmp_path / "b.py").write_text(WRONG)
    for cwd, path in (
        (tmp_path, "services"),
        (folder, "."),
        (folder, folder / "a.py"),
        (folder.parent, "one/../one"),
    ):
        assert uris(report(run, path, cwd=cwd)) == ["services/one/a.py"]
    assert uris(report(run, "../..", cwd=folder)) == ["b.py", "services/one/a.py"]


def test_a_symbolic_link_is_reported_as_its_target(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.py").write_text(WRONG)
    (tmp_path / "link.py").symlink_to("real/a.py")
    assert uris(report(run, "link.py")) == ["real/a.py"]


def test_a_file_outside_is_an_absolute_uri(
    run: Run, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("else where") / "a.py"
    file.write_text(WRONG)
    (place,) = places(report(run, file))
    assert place["artifactLocation"].keys() == {"uri"}
    uri = urlsplit(place["artifactLocation"]["uri"])
    assert (uri.scheme, uri.netloc, unquote_to_bytes(uri.path)) == ("file", "", os.fsencode(file))


@pytest.mark.parametrize(
    "name",
    [b"a b.py", b"100%.py", b"a:b.py", b"q?#.py", b"caf\xe9.py", "日本.py".encode(), b"a\nb.py"],
)
def test_uris_are_percent_encoded(run: Run, tmp_path: Path, name: bytes) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(WRONG)
    (uri,) = uris(report(run))
    assert uri.isascii()
    assert unquote_to_bytes(uri) == name
    # A colon in a relative reference would end a scheme.
    assert urlsplit(uri)[:2] == ("", "")
    assert not set(uri) & set(" ?#\n:")


def test_the_report_is_the_same_wherever_the_repository_is(run: Run, tmp_path: Path) -> None:
    texts = []
    for name in ("here", "there"):
        (tmp_path / name / ".git").mkdir(parents=True)
        (tmp_path / name / "a.py").write_text(WRONG)
        texts.append(run("check", "--output-format", "sarif", cwd=tmp_path / name).stdout)
    assert texts[0] == texts[1]
    assert str(tmp_path) not in texts[0]
