"""No name and no content is a command to whatever shows the output: a terminal, a log, a reader of XML or JSON.

Exempt are the lines of diffs and the result for standard input, whose bytes are those of the file.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.command_line import decoded, invoke
from typed_iam_cli.output.diff import print_diff
from typed_iam_cli.output.formats import FORMATS
from typed_iam_cli.output.json import dumped
from typed_iam_cli.paths import line_start, shown

_NASTY = [
    *("::", ":", "::stop-commands::tok", "::error file=a::b", "::set-output name=a::b"),
    *("##[", "##[add-mask]x", "##vso[task.setvariable variable=a]b", "##teamcity[x]", "#", "##"),
    *(
        " ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\x0b",
        "\x0c",
        "\x85",
        "\u2028",
        "\u00a0",
        "\u3000",
        "\ufeff",
    ),
    *("\x1b[31m", "\x1b]0;title\x07", "\x9b31m", "\x08", "\x7f"),
    *("\u202e", "\u2066", "\u200b", "\u200f", "\U000e0041", "\ufffe", "e\u0301", "é", "界"),
    *("<", ">", "&", "]]>", "<!--", "%", "%0A", "%3A", ",", '"', "'", "\\", "a", "b", "{0}", "$x"),
]
_texts = st.lists(st.sampled_from(_NASTY), max_size=6).map("".join)
# What the system does not accept, or would take for another folder.
_names = _texts.map(lambda text: f"{text[:60]}.py").filter(lambda name: len(name.encode()) < 250)
# Behind a quote, so that most files parse; a file that does not is reported by its name.
_lines = st.builds(
    lambda before, action, after, kind: {
        "text": f"x = {before!r} ; p = {{'Effect': 'Allow', 'Action': {action!r}}}  # {after}\n",
        "start": (
            f'x = """\n{before}""", {{"Effect": "Allow", "Action": "ecr:PutImages"}} # {after}\n'
        ),
        "json": f'x = """\n{before}{{"Effect": "Allow", "Action": "ecr:{action}"}}{after}\n"""\n',
        "ignore": f"p = 'ecr:PutImages'  # typed-iam: ignore[{before}]\n",
        "raw": f"{before}{action}{after}\n",
    }[kind],
    _texts,
    st.one_of(_texts, _texts.map(lambda text: f"ecr:{text}"), st.just("ecr:PutImages")),
    _texts,
    st.sampled_from(["text", "text", "start", "json", "ignore", "raw"]),
)
_CONTROLS = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u200b-\u200f\u2066-\u2069]"
)
_OURS = re.compile(
    r"::(error|warning|notice) file=[^:,]*,line=\d+,(col=\d+,endColumn=\d+|endLine=\d+),title=iam-[\w-]+::"
)
# Legacy commands of GitHub's runners and those of Azure Pipelines, anywhere in a line.
_LEGACY = re.compile(r"##[a-z]*\[")


def _assert_safe(text: str, ours: bool) -> None:
    assert not _CONTROLS.search(text), ascii(text)
    assert text.isprintable() or set(filter(lambda c: not c.isprintable(), text)) <= {"\n"}
    for line in text.split("\n"):
        if line.lstrip().startswith("::"):
            assert ours and _OURS.match(line), ascii(line)
        else:
            assert not _LEGACY.search(line), ascii(line)


def _valid(output_format: str, text: str) -> None:
    if output_format in ("json", "sarif"):
        json.loads(text)
    elif output_format == "junit":
        ElementTree.fromstring(text)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    names=st.lists(_names, min_size=1, max_size=3, unique=True), lines=st.lists(_lines, max_size=4)
)
@pytest.mark.parametrize("output_format", FORMATS)
def test_names_and_contents_are_data_in_every_format(
    output_format: str, names: list[str], lines: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(names):
            text = "".join(lines[number:]) if number < 2 else "def (\n"
            (Path(folder) / name).write_text(text, "utf-8", newline="")
        for paths in (["--", *names], ["."], ["--", *(f"gone{name}" for name in names)]):
            done = _run(
                "check", "--select", "all", "--output-format", output_format, *paths, cwd=folder
            )
            _assert_safe(done.stdout, output_format == "github")
            _assert_safe(done.stderr, False)
            _valid(output_format, done.stdout)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(name=_names, text=st.lists(_lines, max_size=3).map("".join))
@pytest.mark.parametrize("arguments", [("rewrite", "--check"), ("fix", "--unsafe", "--check")])
def test_names_and_contents_are_data_where_files_are_edited(
    arguments: tuple[str, ...], name: str, text: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(text, "utf-8", newline="")
        for more in ([], ["--output-format", "json"], ["--output-format", "json", "--diff"]):
            done = _run(*arguments, *more, "--", name, f"gone{name}", cwd=folder)
            _assert_safe(done.stdout, False)
            _assert_safe(done.stderr, False)
            _valid("json" if more else "text", done.stdout)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(text=_texts)
@pytest.mark.parametrize(
    "arguments",
    [
        *[("explain",), ("expand",), ("explain", "a"), ("nothing",), (), ("check", "--select")],
        *[("check", "--config"), ("check", "--output-format"), ("rewrite",), ("fix", "--jobs")],
        *[("update", "--reset", "--output"), ("update", "--from"), ("check", "--stdin-filename")],
    ],
)
def test_arguments_are_data(arguments: tuple[str, ...], text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for argument in (text, f"--{text}"):
            done = _run(*arguments, argument, cwd=folder)
            _assert_safe(done.stdout, False)
            _assert_safe(done.stderr, False)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(name=_texts, key=_texts)
def test_folders_and_settings_are_data(name: str, key: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        below = Path(folder) / f"x\n{name}"
        below.mkdir()
        table = f"[tool.typed-iam]\n{json.dumps(key)} = 1\n"
        (below / "pyproject.toml").write_text(table, "utf-8")
        done = _run("check", cwd=str(below))
        assert done.returncode == 2
        _assert_safe(done.stderr, False)
        assert done.stderr.count("\n") == 1


def _run(*arguments: str, cwd: str) -> CompletedProcess[str]:
    return decoded(invoke(*arguments, cwd=Path(cwd)))


def test_a_name_that_is_a_command_is_escaped(tmp_path: Path) -> None:
    names = ["::stop-commands::tok.py"]
    (tmp_path / names[0]).write_text("def (\n")
    for output_format in FORMATS:
        done = _run("check", "--output-format", output_format, "--", *names, cwd=str(tmp_path))
        assert done.stderr.startswith("\\x3a:stop-commands::tok.py: line 1: not Python")
    assert shown(" ::a") == " \\x3a:a"
    assert line_start("a::b") == "a::b"


def test_an_excerpt_that_is_a_command_is_escaped(tmp_path: Path) -> None:
    text = 'x = """\n  ::error::""", {"Effect": "Allow", "Action": "ecr:PutImages"}\n'
    (tmp_path / "a.py").write_text(text)
    lines = _run("check", "a.py", cwd=str(tmp_path)).stdout.splitlines()
    assert lines[1].startswith('  \\x3a:error::""", {"Effect"')
    assert lines[2].index("^") == lines[1].index('"ecr:PutImages"')


def test_json_stays_the_same_data() -> None:
    assert json.loads(dumped(["##[x]", "###"])) == ["##[x]", "###"]
    assert "##" not in dumped(["##[x]", "###"])


class _Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_diff_on_a_terminal_shows_escapes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = _Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    print_diff(tmp_path / "a.py", b"a\x1b[31m\t\n", "b\u202e\n".encode())
    assert "-a\\x1b[31m    \n+b\\u202e\n" in terminal.getvalue()


def test_a_diff_for_patch_has_the_bytes_of_the_file(tmp_path: Path) -> None:
    data = b'# \x1b[31m ::error::x\nx = {"Effect": "Allow", "Action": "ecr:PutImage"}\n'
    (tmp_path / "a.py").write_bytes(data)
    done = invoke("rewrite", "--diff", "a.py", cwd=tmp_path)
    subprocess.run(["patch", "-s", "-p0"], input=done.stdout, cwd=tmp_path, check=True)
    assert b"Ecr.PutImage" in (tmp_path / "a.py").read_bytes()
