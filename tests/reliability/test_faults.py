"""A file's fault costs only that file, and any fault of the configuration is one line, everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from mypy.errors import CompileError
from mypy.options import Options

from tests.command_line import decoded, environment, invoke
from tests.lsp.editor import Editor
from tests.marks import slow_after
from tests.plugin.mypy_project import Project
from typed_iam_codemods.driver import Codemod, Driver
from typed_iam_codemods.rewriting.plans import Plan
from typed_iam_core.catalogue.overlay import overlay
from typed_iam_core.text.source import Source
from typed_iam_mypy.hooks import TypedIamPlugin

WRONG = '{"Effect": "Allow", "Action": "ECR:putimage", "Resource": "*"}\n'
MISSPELLED = WRONG.replace("ECR:putimage", "ecr:PutImages")
_POLICY = WRONG.encode()
COMMANDS = {
    # Hints are no reason for status 1.
    "check": ("check", "--select", "all"),
    "rewrite": ("rewrite", "--any-spelling", "--jobs", "1"),
    "fix": ("fix", "--jobs", "1"),
}

# Name -> bytes of a file that cannot be judged.
BAD_FILES: dict[str, bytes] = {
    "undefined": b'# coding: undefined\nx = "\xe9"\n' + _POLICY,
    "punycode": b'# coding: punycode\nx = "\xe9"\n' + _POLICY,
    "ASCII as punycode": b"# coding: punycode\n" + _POLICY,
    "idna": b'# coding: idna\nx = "\xe9"\n' + _POLICY,
    "utf-7": b'# coding: utf-7\nx = "\xe9"\n' + _POLICY,
    "hex": b"# coding: hex\n" + _POLICY,
    "rot13": b"# coding: rot13\n" + _POLICY,
    "zlib": b"# coding: zlib\n" + _POLICY,
    "unicode_escape": b'# coding: unicode_escape\nx = "\\N"\n' + _POLICY,
    "utf-16": b"# coding: utf-16\n" + _POLICY,
    "an unknown encoding": b"# coding: klingon\n" + _POLICY,
    "a module as encoding": b"# coding: aliases\n" + _POLICY,
    "two encodings": b"\xef\xbb\xbf# coding: latin-1\n" + _POLICY,
    "a mark of UTF-16": b"\xff\xfe" + WRONG.encode("utf-16-le"),
    "not UTF-8": b'x = "\xff"\n' + _POLICY,
    "half a character": _POLICY + b'x = "\xc3',
    "a lone surrogate": b'x = "\xed\xa0\x80"\n' + _POLICY,
    "NUL": _POLICY + b"\0",
    "not Python": b"def (\n" + _POLICY,
    "not closed": _POLICY + b"'''",
    "nested too deeply": b"(" * 3000 + _POLICY.strip() + b")" * 3000,
    "a long number": b"x = [" + b"1" * 5000 + b", " + _POLICY.strip() + b"]\n",
}


def _run(command: str, *arguments: str | Path, cwd: Path) -> CompletedProcess[str]:
    """An exception that would end a command with a traceback is raised here."""
    return decoded(invoke(*COMMANDS[command], *arguments, cwd=cwd))


def _neighbors(folder: Path) -> list[Path]:
    """Two good files, one before and one after all others."""
    paths = [folder / "aaa.py", folder / "zzz.py"]
    for path in paths:
        path.write_bytes(_POLICY)
    return paths


def _assert_done(command: str, done: CompletedProcess[str], neighbors: list[Path]) -> None:
    """The neighbors are checked or edited, and the status tells that something was not."""
    if command == "check":
        assert all(f"{path.name}:1:31: hint: " in done.stdout for path in neighbors)
    else:
        assert [path for path in neighbors if path.read_bytes() == _POLICY] == []
    assert done.returncode == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_each_bad_file_is_one_line_and_the_others_are_done(command: str, tmp_path: Path) -> None:
    neighbors = _neighbors(tmp_path)
    for name, data in BAD_FILES.items():
        (tmp_path / f"bad {name}.py").write_bytes(data)
    done = _run(command, ".", cwd=tmp_path)
    _assert_done(command, done, neighbors)
    lines = done.stderr.splitlines()
    about = [line for line in lines if line.startswith("bad ")]
    assert sorted(line.partition(".py: ")[0] for line in about) == sorted(
        f"bad {name}" for name in BAD_FILES
    )
    assert "internal error" not in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.glob("bad *")} == {
        f"bad {name}.py": data for name, data in BAD_FILES.items()
    }


def test_the_plugin_notes_each_bad_file_once(tmp_path: Path) -> None:
    # mypy itself stops at a file that it cannot read.
    project = Project(tmp_path)
    project.write("pyproject.toml", PLUGIN + "[tool.typed-iam]\nmax-file-size = 100\n")
    project.write("a.py", WRONG)
    project.write("b.py", WRONG + "#" * 100)
    outcome = project.cold()
    assert [(m.path, m.code) for m in outcome.messages if m.code] == []
    assert outcome.stdout.count("typed-iam cannot check this file") == 1


def test_a_codec_that_is_slow_is_not_used() -> None:
    data = b"# coding: punycode\nx-" + b"a" * 1_000_000
    start = time.process_time()
    with pytest.raises(Exception, match="cannot decode punycode"):
        Source(data)
    assert time.process_time() - start < 1


# Planted faults

ERRORS = (RuntimeError, RecursionError, MemoryError, UnicodeError, KeyError, AssertionError)
STAGES = {
    "check": (
        "typed_iam_core.text.files.read",
        "typed_iam_core.text.source._encoding",
        "typed_iam_core.text.source._decoded",
        "typed_iam_core.text.source.parsed",
        "typed_iam_core.engine.may_have_findings",
        "typed_iam_core.engine.find",
        "typed_iam_core.engine.judge",
        "typed_iam_core.engine.check_policies",
        "typed_iam_cli.output.text._report",
    ),
    "rewrite": (
        "typed_iam_core.text.files.read",
        "typed_iam_core.text.files.remove_leftovers",
        "typed_iam_core.text.files.require_replaceable",
        "typed_iam_core.text.files.replace",
        "typed_iam_codemods.driver.runs._outcome",
        "typed_iam_cli.editing.reports.print_outcome",
    ),
}
STAGES["fix"] = STAGES["rewrite"]
_MARK = "marked"


@contextmanager
def planted(stage: str, error: type[Exception]) -> Iterator[list[str]]:
    """An exception of each call of a function whose arguments mention the marked file."""
    module, _, name = stage.rpartition(".")
    __import__(module)
    before: Callable[..., object] = getattr(sys.modules[module], name)
    raised: list[str] = []

    def after(*arguments: object, **named: object) -> object:
        if any(_MARK in _text(each) for each in arguments):
            raised.append(stage)
            raise error("planted")
        return before(*arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules[module], name, after)
        yield raised


def _text(argument: object) -> str:
    if isinstance(argument, Source):
        return argument.text
    return argument.decode(errors="replace") if isinstance(argument, bytes) else repr(argument)


@pytest.mark.parametrize("error", slow_after(1, ERRORS))
@pytest.mark.parametrize(
    ("command", "stage"), [(command, stage) for command in STAGES for stage in STAGES[command]]
)
def test_an_error_in_the_middle_costs_only_its_file(
    command: str, stage: str, error: type[Exception], tmp_path: Path
) -> None:
    neighbors = _neighbors(tmp_path)
    folder = tmp_path / _MARK
    folder.mkdir()
    (folder / "marked.py").write_text(f"{WRONG.replace('image', 'marked')}# {_MARK}\n{WRONG}")
    with planted(stage, error) as raised:
        done = _run(command, "zzz.py", "aaa.py", _MARK, cwd=tmp_path)
    assert raised
    _assert_done(command, done, neighbors)
    about = [line for line in done.stderr.splitlines() if "internal error" in line]
    assert len(about) == 1
    assert about[0].startswith("marked/marked.py: ") and error.__name__ in about[0]


def _failing_planner(source: Source) -> Plan:
    if _MARK in source.text:
        raise LookupError(_MARK)
    return Plan()


def test_an_error_in_a_worker_costs_only_its_file(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.py", "b.py", "c.py")]
    for path in paths:
        path.write_text(WRONG + (f"# {_MARK}\n" if path.name == "b.py" else ""))
    driver = Driver(Codemod(_failing_planner), paths, 1_000_000, write=True, jobs=1)
    reasons = [(outcome.reason, outcome.failed) for outcome in driver.run(paths)]
    assert reasons == [
        (None, False),
        ("internal error, please report (LookupError)", True),
        (None, False),
    ]


_PLANTED_SERVER = """\
import typed_iam_core.engine as engine
before = engine.check_policies
def after(source, *arguments, **named):
    if "marked" in source.text:
        raise RuntimeError("planted")
    return before(source, *arguments, **named)
engine.check_policies = after
from typed_iam_lsp.server import serve
serve()
"""


def test_an_error_in_the_server_costs_only_its_document(tmp_path: Path) -> None:
    editor = Editor(tmp_path, command=(sys.executable, "-c", _PLANTED_SERVER))
    marked = editor.open("marked.py", f"{MISSPELLED}# {_MARK}\n")
    other = editor.open("other.py", MISSPELLED)
    assert len(editor.settled(other) or []) == 1
    assert any("RuntimeError: planted" in line for line in editor.log)
    editor.replace(marked, _MARK, "well")
    assert len(editor.settled(marked) or []) == 1
    editor.close()


# Configuration

PLUGIN = '[tool.mypy]\nplugins = ["typed_iam_mypy"]\n'
# Name -> the content of pyproject.toml, or what makes something else of it.
BAD_CONFIGURATIONS: dict[str, bytes | Callable[[Path], object]] = {
    "arrays nested 20,000 deep": b"x = " + b"[" * 20_000 + b"]" * 20_000,
    "tables nested 20,000 deep": b"x = " + b"{a=" * 20_000 + b"1" + b"}" * 20_000,
    "a number of 4,301 digits": b"x = " + b"1" * 4301,
    "a key of 20,000 parts": b".".join([b"a"] * 20_000) + b" = 1",
    "a quoted key of 20,000 parts": b" . ".join([b'"a"'] * 20_000) + b" = 1",
    "a table of 20,000 parts": b"[" + b".".join([b"a"] * 20_000) + b"]",
    "a long key behind strings": b"x = ['''\n\"''', {" + b".".join([b"a"] * 20_000) + b" = 1}]",
    "not UTF-8": b'x = "\xff"',
    "UTF-16": "x = 1".encode("utf-16"),
    "NUL": b"x = 1\0",
    "not TOML": b"x = [",
    "a day that does not exist": b"x = 2027-02-30",
    "a key twice": b"x = 1\nx = 2",
    "too large": b"#" * 1_000_001,
    "a wrong setting": b"[tool.typed-iam]\nmax-file-size = 0",
    "a setting with a long name": b"[tool.typed-iam]\n" + b"a" * 100_000 + b" = 1",
    "a setting of another type": b"[tool.typed-iam]\nseverity = { iam-unknown-action = [[]] }",
    "control characters": b'[tool.typed-iam]\n"a\\u001b[31m\\n::error::x" = 1',
    "a folder": Path.mkdir,
    "a FIFO": os.mkfifo,
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to the kernel's log": lambda path: path.symlink_to("/proc/kmsg"),
    "unreadable": lambda path: path.touch(mode=0),
}
_NEEDS_A_USER = "unreadable"


def _configure(folder: Path, name: str) -> Path:
    if name == _NEEDS_A_USER and os.geteuid() == 0:
        pytest.skip("root can read everything")
    path = folder / "pyproject.toml"
    bad = BAD_CONFIGURATIONS[name]
    if isinstance(bad, bytes):
        path.write_bytes(bad)
    else:
        bad(path)
    return path


@pytest.mark.parametrize("name", BAD_CONFIGURATIONS)
def test_any_fault_of_the_configuration_is_one_line_and_status_2(name: str, tmp_path: Path) -> None:
    path = _configure(tmp_path, name)
    (file,) = _neighbors(tmp_path)[:1]
    start = time.process_time()
    for command in COMMANDS:
        done = _run(command, ".", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"typed-iam: {path}: ") and line.isprintable()
    assert file.read_bytes() == _POLICY
    # The plugin: mypy prints that error, and ends with status 2.
    options = Options()
    options.config_file = str(tmp_path / "mypy.ini")
    with pytest.raises(CompileError) as caught:
        TypedIamPlugin(options).get_additional_deps(None)  # type: ignore[arg-type]
    (message,) = caught.value.messages
    assert message == line
    assert time.process_time() - start < 5


@pytest.mark.parametrize("name", slow_after(2, ["a FIFO", "tables nested 20,000 deep"]))
def test_mypy_itself_shows_that_line(name: str, tmp_path: Path) -> None:
    project = Project(tmp_path)
    (tmp_path / "pyproject.toml").unlink()
    _configure(tmp_path, name)
    project.write("mypy.ini", "[mypy]\nplugins = typed_iam_mypy\n")
    project.write("a.py", WRONG)
    outcome = project.cold("--config-file", "mypy.ini")
    assert (outcome.status, outcome.stdout) == (2, "")
    (line,) = outcome.stderr.splitlines()
    assert line.startswith("typed-iam: ") and "pyproject.toml: " in line


def test_the_server_shows_each_fault_as_one_message(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    expected = 0
    for number, name in enumerate(BAD_CONFIGURATIONS):
        if name == _NEEDS_A_USER:
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        path = _configure(folder, name)
        uri = editor.open(f"{number}/a.py", WRONG)
        assert editor.settled(uri) is None
        expected += 1
        assert len(editor.messages) == expected, name
        assert editor.messages[-1].startswith(f"typed-iam: {path}: "), name
        assert editor.messages[-1].isprintable()
    well = tmp_path / "well"
    well.mkdir()
    (well / "pyproject.toml").write_text("")
    assert len(editor.settled(editor.open("well/a.py", MISSPELLED)) or []) == 1
    editor.close()
    assert editor.log == []


def test_a_key_of_many_parts_in_a_string_is_no_fault(tmp_path: Path) -> None:
    dots = "a." * 500
    (tmp_path / "pyproject.toml").write_text(
        f'# {dots}\nx = "{dots}"\ny = \'{dots}\'\nz = \'\'\'\n{dots}\n\'\'\'\nw = """\n{dots}\\"\n"""\n'
    )
    _neighbors(tmp_path)
    assert _run("check", ".", cwd=tmp_path).returncode == 0


# Overlays

HEAD = overlay.HEAD


@pytest.mark.parametrize("arguments", [("update", "--reset"), ("update", "--from", "source")])
def test_no_linked_folder_leads_an_overlay_out_of_the_project(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    outside, project = tmp_path / "outside", tmp_path / "project"
    outside.mkdir()
    project.mkdir()
    (outside / "iam.json").write_bytes(HEAD)
    (project / "deep").symlink_to(outside)
    (project / "pyproject.toml").write_text('[tool.typed-iam]\noverlay = "deep/iam.json"\n')
    _neighbors(project)
    done = decoded(invoke(*arguments, cwd=project))
    assert done.returncode == 2
    assert "must be a path inside the project" in done.stderr
    assert (outside / "iam.json").read_bytes() == HEAD
    assert _run("check", ".", cwd=project).returncode == 2


def test_a_project_behind_a_link_keeps_its_overlay(tmp_path: Path) -> None:
    (tmp_path / "project" / "deep").mkdir(parents=True)
    (tmp_path / "linked").symlink_to("project")
    linked = tmp_path / "linked"
    (linked / "pyproject.toml").write_text('[tool.typed-iam]\noverlay = "deep/iam.json"\n')
    done = decoded(invoke("update", "--reset", cwd=linked))
    assert (done.returncode, done.stderr) == (0, "")


# Devices


def _shell(command: str, folder: Path) -> CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", command.replace("typed-iam", f'"{sys.executable}" -m typed_iam_cli')],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(),
        timeout=60,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no such device")
@pytest.mark.parametrize(
    "command",
    slow_after(
        2,
        [
            "check aaa.py",
            "check --output-format json aaa.py",
            "check --output-format sarif aaa.py",
            "check --output-format junit aaa.py",
            "rewrite --any-spelling --diff aaa.py",
            "fix --output-format json aaa.py",
            "fix - < aaa.py",
            "explain ecr",
            "expand ecr:Get*",
            "--version",
            "--help",
        ],
    ),
)
def test_output_that_cannot_be_written_is_one_line_and_status_2(
    command: str, tmp_path: Path
) -> None:
    (tmp_path / "aaa.py").write_text(MISSPELLED + WRONG)
    done = _shell(f"typed-iam {command} > /dev/full", tmp_path)
    said = "typed-iam: cannot write the output: no space left on device"
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, said)
    assert "Traceback" not in done.stderr
    assert _shell(f"typed-iam {command} > /dev/full 2>&1", tmp_path).returncode == 2


@pytest.mark.skipif(not Path("/proc/kmsg").exists(), reason="the system has no such file")
@pytest.mark.parametrize("command", ["check", "rewrite --check", "fix --check"])
def test_files_that_the_kernel_makes_up_are_not_read(command: str, tmp_path: Path) -> None:
    for name in ("kmsg", "self/mem", "self/pagemap"):
        (tmp_path / f"{Path(name).name}.py").symlink_to(f"/proc/{name}")
    done = _shell(f"typed-iam {command} .", tmp_path)
    assert done.stderr.count("not a regular file") >= 3
    assert done.returncode == (2 if command == "check" else 0)


def test_input_is_bounded_whatever_the_limit(tmp_path: Path) -> None:
    setting = "[tool.typed-iam]\nmax-file-size = 999999999999999999999999999999\n"
    (tmp_path / "pyproject.toml").write_text(setting)
    _neighbors(tmp_path)
    assert _run("check", ".", cwd=tmp_path).returncode == 0
    for command in COMMANDS:
        done = decoded(invoke(*COMMANDS[command], "-", cwd=tmp_path, stdin=_POLICY))
        assert done.returncode == 0, done.stderr


def test_the_rest_of_the_input_follows_what_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.typed-iam]\nmax-file-size = 1000\n")
    data = _POLICY * 10_000
    done = invoke("fix", "-", cwd=tmp_path, stdin=data)
    assert (done.returncode, done.stdout) == (2, data)
    assert done.stderr == b"<stdin>: over the limit of 1,000 bytes\n"


def test_a_growing_file_is_read_up_to_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typed_iam_core.text import files

    with pytest.raises(files.TooLarge, match="over the limit of 100,000 bytes"):
        files.bounded(lambda size: b"x" * min(size, 10), 100_000, 1)
    with pytest.raises(files.Skipped, match="not a regular file"):
        files.bounded(lambda _: None, 100_000)


def test_a_working_folder_that_is_gone_is_no_traceback(tmp_path: Path) -> None:
    _neighbors(tmp_path)
    command = f'mkdir gone; cd gone; rmdir ../gone; typed-iam fix --diff "{tmp_path}"'
    done = _shell(command, tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 2)
