"""``typed-iam check``: streams, statuses, bad input, configuration."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.conftest import WRONG, Run, environment
from typed_iam_cli.commands.check import check
from typed_iam_cli.output.formats import FORMATS
from typed_iam_core import engine
from typed_iam_core.text.source import Source

SAMPLES = Path(__file__).parents[1] / "samples"
EXPECTED = re.compile(r"# expect: ([\w-]+)")


def expectations(folder: Path) -> set[tuple[str, int, str]]:
    return {
        (path.name, number, match[1])
        for path in folder.glob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (match := EXPECTED.search(line))
    }


def test_each_wrong_sample_has_the_finding_that_it_announces(run: Run) -> None:
    done = run("check", "--output-format", "json", SAMPLES / "wrong")
    found = {(Path(f["path"]).name, f["line"], f["code"]) for f in json.loads(done.stdout)}
    assert found == expectations(SAMPLES / "wrong")
    assert {name for name, _, _ in found} == {p.name for p in (SAMPLES / "wrong").glob("*.py")}
    assert done.returncode == 1


def test_clean_samples_are_clean(run: Run) -> None:
    done = run("check", SAMPLES / "clean")
    assert (done.returncode, done.stdout) == (0, "")
    count = len(list((SAMPLES / "clean").glob("*.py")))
    assert done.stderr == f"No findings in {count} files\n"


def test_text_goes_to_stdout_and_the_summary_to_stderr(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(WRONG)
    (tmp_path / "b.py").write_text(f"[{WRONG.strip()}, {WRONG.strip()}]\n")
    (tmp_path / "c.py").write_text("pass\n")
    done = run("check")
    assert done.returncode == 1
    assert done.stderr == "Found 3 errors in 2 files (checked 3 files)\n"
    assert done.stdout.splitlines()[:3] == [
        'a.py:1:31: error: Unknown action "ecr:PutImages"; did you mean "ecr:PutImage"?'
        f" (catalogue of {_date(run)}) [iam-unknown-action]",
        WRONG.rstrip(),
        " " * 30 + "^" * 15,
    ]


def _date(run: Run) -> str:
    return run("--version").stdout.rpartition(" ")[2].rstrip(")\n")


def test_paths_are_printed_as_given(run: Run, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text(WRONG)
    assert run("check", "src").stdout.startswith("src/a.py:1:31: ")
    assert run("check", tmp_path).stdout.startswith(f"{tmp_path}/src/a.py:1:31: ")
    assert run("check", "../src", cwd=tmp_path / "src").stdout.startswith("../src/a.py:1:31: ")


def test_every_kind_of_bad_input_costs_one_line(run: Run, tmp_path: Path) -> None:
    bad = _bad_inputs(tmp_path)
    (tmp_path / "good.py").write_text(WRONG)
    done = run("check", ".")
    *lines, summary = done.stderr.splitlines()
    assert sorted(line.partition(":")[0] for line in lines) == sorted(bad)
    assert all(re.search(bad[line.partition(":")[0]], line) for line in lines), lines
    assert summary == "Found 1 error in 1 file (checked 2 files)"  # with empty.py
    assert done.stdout.startswith("good.py:1:31: error: ")
    assert done.stdout.count("\n") == 3
    assert done.returncode == 1
    (tmp_path / "good.py").unlink()
    assert run("check", ".").returncode == 2


def _bad_inputs(folder: Path) -> dict[str, str]:
    """Create files that cannot be checked; return a pattern of the message for each."""
    (folder / "no_python.py").write_text(f"def (\n{WRONG}")
    (folder / "no_utf8.py").write_bytes(f"# caf\xe9\n{WRONG}".encode("latin-1"))
    (folder / "no_policy_no_utf8.py").write_bytes(b"# caf\xe9\n")
    (folder / "utf16.py").write_bytes(WRONG.encode("utf-16"))
    (folder / "nul.py").write_bytes(WRONG.encode() + b"\0")
    (folder / "big.py").write_bytes(WRONG.encode() + b"#\n" * 2_500_000)
    (folder / "cookie.py").write_text(f"# coding: klingon\n{WRONG}")
    (folder / "deep.py").write_text(f"{'(' * 3000}{WRONG.strip()}{')' * 3000}\n")
    (folder / "unreadable.py").symlink_to("/proc/self/mem")
    (folder / "empty.py").touch()
    os.mkfifo(folder / "fifo.py")
    (folder / "dangling.py").symlink_to("nowhere")
    return {
        "no_python.py": r"line 1: not Python \d\.\d+: ",
        "no_utf8.py": "line 1: not valid utf-8",
        "no_policy_no_utf8.py": "line 1: not valid utf-8",
        "utf16.py": "not valid utf-8",
        "nul.py": "not Python",
        "big.py": r"5,000,0\d\d bytes are over the limit of 4,000,000; raise max-file-size in \[tool",
        "cookie.py": "klingon",
        "deep.py": "not Python|nested too deeply",
        "unreadable.py": "not a regular file",
    }


def test_problems_of_named_files_are_all_reported(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _bad_inputs(tmp_path)
    (tmp_path / "broken.txt").write_text("def (\n")
    (tmp_path / "notes").write_text(WRONG)
    with socket.socket(socket.AF_UNIX) as unix:
        # The path of a socket must be short, and that of the tests' folder is not.
        monkeypatch.chdir(tmp_path)
        unix.bind("socket.py")
        names = (
            "fifo.py",
            "socket.py",
            "/dev/null",
            "empty.py",
            "broken.txt",
            "notes",
            "missing.py",
        )
        done = run("check", *names)
    assert done.stderr.splitlines() == [
        "missing.py: no such file or directory",
        "fifo.py: not a regular file",
        "socket.py: not a regular file",
        "/dev/null: not a regular file",
        "empty.py: empty, nothing to check",
        "broken.txt: line 1: not Python "
        + done.stderr.partition("not Python ")[2].partition("\n")[0],
        "Found 1 error in 1 file (checked 2 files)",
    ]
    assert done.stdout.startswith("notes:1:31: ")
    assert done.returncode == 2


def test_an_empty_file_changes_no_status(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.py").touch()
    assert run("check", "empty.py").returncode == 0
    assert run("check", ".").stderr == "No findings in 1 file\n"


def test_a_missing_path_is_status_2_whatever_the_others_are(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(WRONG)
    done = run("check", "gone", "a.py", "gone/b.py")
    assert done.returncode == 2
    assert "a.py:1:31: error: " in done.stdout
    assert done.stderr.splitlines()[:2] == [
        "gone: no such file or directory",
        "gone/b.py: no such file or directory",
    ]


def test_a_directory_without_python_says_so(run: Run, tmp_path: Path) -> None:
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "No files checked\n")


def test_sizes_are_exact(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"#" * 4_000_001)
    assert "4,000,001 bytes are over the limit of 4,000,000;" in run("check", "a.py").stderr
    (tmp_path / "a.py").write_bytes(b"#" * 4_000_000)
    assert run("check", "a.py").returncode == 0


def test_file_names_that_are_not_text(run: Run, tmp_path: Path) -> None:
    (tmp_path / "line\nfeed\x1b[31m.py").write_text(WRONG)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.py")).write_text(WRONG)
    done = run("check")
    assert r"line\nfeed\x1b[31m.py:1:31: error: " in done.stdout
    assert r"caf\udce9.py:1:31: error: " in done.stdout
    assert "\x1b" not in done.stdout
    assert len(json.loads(run("check", "--output-format", "json").stdout)) == 2


def test_an_encoding_that_lacks_a_character_is_not_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"'日本', {WRONG}", "utf-8")
    done = run("check", env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, "\\u65e5\\u672c" in done.stdout) == (1, True)


def test_an_internal_error_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = engine.check_source

    def broken(source: Source, *rest: object) -> object:
        if b"boom" in source.data:
            raise KeyError("boom")
        return real(source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "check_source", broken)
    (tmp_path / "a.py").write_text(f"# boom\n{WRONG}")
    done = CliRunner().invoke(check, [str(tmp_path)])
    line = f"{tmp_path}/a.py: internal error, please report (KeyError)"
    assert (done.exit_code, done.stderr.splitlines()[0]) == (2, line)
    (tmp_path / "b.py").write_text(WRONG)
    done = CliRunner().invoke(check, [str(tmp_path)])
    assert done.exit_code == 1
    assert line in done.stderr
    assert f"{tmp_path}/b.py:1:31: error: " in done.stdout


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        pytest.param("exlude = []", '"exlude".*did you mean "exclude"', id="unknown key"),
        pytest.param('exclude = "a"', '"exclude" must be a list of strings', id="wrong type"),
        pytest.param("select = [1]", '"select" must be a list of strings', id="wrong item"),
        pytest.param('ignore = ["iam-unknown"]', "did you mean", id="unknown code"),
        pytest.param("max-file-size = true", '"max-file-size" must be a number', id="boolean"),
        pytest.param("exclude = [", "pyproject.toml", id="not TOML"),
    ],
)
def test_a_wrong_configuration_is_one_line_and_status_2(
    run: Run, tmp_path: Path, setting: str, said: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.typed-iam]\n{setting}\n")
    (tmp_path / "a.py").write_text(WRONG)
    for arguments in (["check"], ["check", "gone", "a.py"], ["check", "--output-format", "json"]):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("typed-iam: ")
        assert done.stderr.count("\n") == 1
        assert re.search(said, done.stderr)


def test_configuration_is_found_above_the_common_folder(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text(WRONG)
    setting = '[tool.typed-iam]\nignore = ["iam-unknown-action"]\n'
    (tmp_path / "one" / "pyproject.toml").write_text(setting)
    assert run("check", "one").returncode == 0
    assert run("check", "one/a.py", "one").returncode == 0
    assert run("check", "one", "two").returncode == 1
    assert run("check", "one/../two").returncode == 1
    assert run("check", "two", "--config", "one/pyproject.toml").returncode == 0
    assert run("check", ".", cwd=tmp_path / "one").returncode == 0
    done = run("check", "two", "--config", "two/pyproject.toml")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_settings_for_some_files_only(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "a.py").write_text(WRONG)
    (tmp_path / "b.py").write_text(WRONG)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.typed-iam.per-file-ignores]\n"tests/*" = ["iam-unknown-action"]\n'
    )
    assert run("check").stdout.count("error:") == 1
    assert run("check", ".", cwd=tmp_path / "tests").returncode == 0


def test_a_comment_silences_its_line(run: Run, tmp_path: Path) -> None:
    line = WRONG.rstrip()
    (tmp_path / "a.py").write_text(f"{line}  # typed-iam: ignore[iam-unknown-action]\n")
    assert run("check").returncode == 0


def test_a_removed_folder_is_not_a_traceback(run: Run, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"cd {gone} && rmdir {gone} && exec {sys.executable} -m typed_iam_cli check"
    status = os.system(f"({script}) >{tmp_path}/out 2>{tmp_path}/err")
    said = (tmp_path / "err").read_text()
    assert os.waitstatus_to_exitcode(status) in (0, 2)
    assert "Traceback" not in said
    assert said.count("\n") == 1


def test_statistics_count_the_codes_after_the_findings(run: Run, tmp_path: Path) -> None:
    other = WRONG.replace("ecr:PutImages", "s3:ListObjects")
    (tmp_path / "a.py").write_text(other + WRONG.replace("ecr:PutImages", "ecr:Fooo*"))
    (tmp_path / "b.py").write_text(WRONG * 10 + other)
    done = run("check", "--statistics")
    assert done.returncode == 1
    *findings, first, second, third = done.stdout.splitlines()
    assert findings == run("check").stdout.splitlines()
    assert [line.split(maxsplit=2)[:2] for line in (first, second, third)] == [
        ["10", "iam-unknown-action"],
        ["2", "iam-operation-name"],
        ["1", "iam-empty-pattern"],
    ]
    assert first.endswith("  The service has no action of that name.")
    assert second.startswith(" 2  iam-operation-name  The name is ")
    assert done.stderr == "Found 13 errors in 2 files (checked 2 files)\n"


def test_statistics_of_no_findings_are_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("pass\n")
    assert run("check", "--statistics").stdout == ""


@pytest.mark.parametrize("output", [name for name in FORMATS if name != "text"])
def test_statistics_are_for_text_only(run: Run, tmp_path: Path, output: str) -> None:
    (tmp_path / "a.py").write_text(WRONG)
    done = run("check", "--statistics", "--output-format", output)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"typed-iam: --statistics needs --output-format text, not {output}\n"


@pytest.fixture
def two_codes(tmp_path: Path) -> Path:
    """A file with an unknown action and one in the wrong case, which is not reported by default."""
    file = tmp_path / "a.py"
    file.write_text(WRONG + WRONG.replace("ecr:PutImages", "ECR:putimage"))
    return file


def codes(run: Run, *arguments: str | Path) -> list[str]:
    done = run("check", "--output-format", "json", *arguments)
    return [finding["code"] for finding in json.loads(done.stdout)]


UNKNOWN, CASE = "iam-unknown-action", "iam-action-case"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), [UNKNOWN]),
        (("--select", CASE), [CASE]),
        (("--select", "all"), [UNKNOWN, CASE]),
        (("--select", f" {CASE}, {UNKNOWN},"), [UNKNOWN, CASE]),
        (("--select", CASE, "--select", UNKNOWN), [UNKNOWN, CASE]),
        (("--ignore", UNKNOWN), []),
        (("--ignore", "all"), []),
        (("--select", "all", "--ignore", f"{UNKNOWN},iam-empty-pattern"), [CASE]),
    ],
)
def test_codes_are_chosen_on_the_command_line(
    run: Run, two_codes: Path, arguments: tuple[str, ...], expected: list[str]
) -> None:
    assert codes(run, two_codes, *arguments) == expected


def test_the_command_line_overrules_the_configuration(run: Run, two_codes: Path) -> None:
    settings = two_codes.with_name("pyproject.toml")
    settings.write_text(f'[tool.typed-iam]\nselect = ["all"]\nignore = ["{UNKNOWN}"]\n')
    assert codes(run, two_codes) == [CASE]
    assert codes(run, two_codes, "--select", UNKNOWN) == [UNKNOWN]
    assert codes(run, two_codes, "--ignore", CASE) == []
    settings.write_text(f'[tool.typed-iam.per-file-ignores]\n"*.py" = ["{UNKNOWN}"]\n')
    assert codes(run, two_codes, "--select", UNKNOWN) == []


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("iam-unknown", 'unknown code "iam-unknown" in "{}"; did you mean "iam-unknown-action"?'),
        (f"{CASE},E501", 'unknown code "E501" in "{}"; use one of iam-action-case, '),
        ("", "{} names no code"),
        (" , ", "{} names no code"),
    ],
)
def test_an_unknown_code_is_one_line_and_status_2(
    run: Run, two_codes: Path, option: str, value: str, said: str
) -> None:
    done = run("check", option, value)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"typed-iam: {said.format(option)}")


def test_named_files_can_be_excluded(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fakes").mkdir()
    for name in ("fakes/a.py", "b.py"):
        (tmp_path / name).write_text(WRONG)
    (tmp_path / "pyproject.toml").write_text('[tool.typed-iam]\nexclude = ["fakes"]\n')
    named = ("fakes/a.py", "fakes", "b.py", "./fakes/../fakes/a.py")
    assert run("check", *named).stderr == "Found 2 errors in 2 files (checked 2 files)\n"
    done = run("check", "--force-exclude", *named)
    assert done.stderr == "Found 1 error in 1 file (checked 1 file)\n"
    done = run("check", "--force-exclude", "fakes/a.py")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "No files checked\n")
    assert run("check", "--force-exclude", "fakes/gone.py").returncode == 2


def test_findings_are_printed_as_they_come(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(WRONG)
    # Opening it waits until the first finding has been read.
    os.mkfifo(tmp_path / "gate")
    script = (
        "from typed_iam_cli import main\n"
        "from typed_iam_cli.commands import check\n"
        "judge = check.judge\n"
        "def gated(path, *rest, **more):\n"
        "    if path.name == 'b.py': open('gate').close()\n"
        "    return judge(path, *rest, **more)\n"
        "check.judge = gated\n"
        "main()\n"
    )
    for output, beginning in (("text", "a.py:1:31: error"), ("github", "::error file=a.py")):
        with subprocess.Popen(
            [sys.executable, "-c", script, "check", "--output-format", output],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=tmp_path,
            env=environment(),
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline().startswith(beginning)
            (tmp_path / "gate").write_text("")
            assert "b.py" in process.stdout.read()
