"""JUnit XML."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import WRONG, Run


def suite(run: Run, *arguments: str | Path, **env: str) -> ElementTree.Element:
    """The only suite; asserts that the counts, which some consumers rely on, are right."""
    text = run("check", "--output-format", "junit", *arguments, env=env).stdout
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<testsuites ')
    root = ElementTree.fromstring(text.encode())
    (only,) = root
    assert (root.tag, only.tag) == ("testsuites", "testsuite")
    cases = list(only)
    assert {case.tag for case in cases} == {"testcase"}
    for element in (root, only):
        assert element.get("name") == "typed-iam"
        assert element.get("tests") == str(len(cases))
        assert element.get("failures") == str(len(only.findall("testcase/failure")))
        assert element.get("errors") == str(len(only.findall("testcase/error")))
    assert len({case.get("name") for case in cases}) == len(cases)
    return only


def names(found: ElementTree.Element, outcome: str) -> list[str]:
    return [case.attrib["name"] for case in found if [part.tag for part in case] == [outcome]]


def passed(found: ElementTree.Element) -> list[str]:
    return [case.attrib["name"] for case in found if not len(case)]


def test_findings_fail_and_files_without_pass(run: Run, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text(f"{WRONG}{WRONG}")
    (tmp_path / "src" / "b.py").write_text("pass\n")
    found = suite(run, "src")
    assert passed(found) == ["src/b.py"]
    assert names(found, "failure") == [
        "src/a.py:1:31 iam-unknown-action",
        "src/a.py:2:31 iam-unknown-action",
    ]
    case = found[0]
    assert (case.get("classname"), case.get("file"), case.get("line")) == (
        "typed-iam", "src/a.py", "1"
    )  # fmt: skip
    (failure,) = case
    assert failure.get("type") == "error"
    assert failure.attrib["message"].startswith('Unknown action "ecr:PutImages"; did you mean')
    assert failure.text == (
        f"src/a.py:1:31: error: {failure.attrib['message']} [iam-unknown-action]"
    )


def test_a_run_without_files_has_a_test_that_passes(run: Run, tmp_path: Path) -> None:
    assert passed(suite(run)) == ["No files checked"]


def test_what_cannot_be_checked_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def (\n")
    done = run("check", "--output-format", "junit", "bad.py", "gone.py")
    assert done.returncode == 2
    found = suite(run, "bad.py", "gone.py")
    assert names(found, "error") == ["gone.py: no such file or directory", "bad.py"]
    messages = [error.get("message") for error in found.findall("testcase/error")]
    assert messages == done.stderr.splitlines()


def test_a_hint_is_not_a_failure(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(WRONG.replace("ecr:PutImages", "ECR:putimage"))
    found = suite(run, "--select", "iam-action-case")
    assert names(found, "system-out") == ["a.py:1:31 iam-action-case"]
    assert run("check", "--output-format", "junit", "--select", "all").returncode == 0


def test_two_findings_of_a_kind_in_one_place_are_two_tests(run: Run, tmp_path: Path) -> None:
    fine = '{"Effect": "Allow", "Action": "*", "Resource": "*"}'
    (tmp_path / "a.py").write_text(
        f'{{"Version": "2012-10-17", "Statement": [{{"Resource": "*"}}, {fine}]}}\n'
    )
    assert names(suite(run), "failure") == [
        "a.py:1:41 iam-policy-shape",
        "a.py:1:41 iam-policy-shape (2)",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_any_name_and_any_text_make_valid_xml(run: Run, tmp_path: Path, encoding: str) -> None:
    for number, name in enumerate(("\x1b\n<&\"'>", "日本", os.fsdecode(b"\xff"), "\ufffe")):
        text = f'{{"Effect": "Allow", "Action": "ecr:\\x00\\x1b\\ud800]]>é日{number}"}}\n'
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    found = suite(run, PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    assert len(names(found, "failure")) == 4
    assert any("é日" in (failure.text or "") for failure in found.findall("testcase/failure"))
