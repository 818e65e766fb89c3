"""Diagnostics: the engine's findings at the client's positions, at the right time."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from lsprotocol import types

from tests.lsp.editor import Editor, position, span, split
from tests.marks import slow_after
from typed_iam_core import engine
from typed_iam_core.config import Config

SAMPLES = Path(__file__).parents[1] / "samples"
WRONG = '{"Effect": "Allow", "Action": "ecr:PutImages", "Resource": "*"}\n'
Encoding = types.PositionEncodingKind


def expected(text: str, encoding: str = "utf-16") -> list[tuple[types.Range, str, str]]:
    """The engine's findings for the text saved as UTF-8, in the client's units."""
    lines = split(text)
    starts = [sum(map(len, lines[:count])) for count in range(len(lines) + 1)]

    def where(line: int, column: int) -> types.Position:
        return position(text, starts[line - 1] + column - 1, encoding)

    return [
        (types.Range(where(*found.span[:2]), where(*found.span[2:])), found.code, found.message)
        for found in engine.check(text.encode(), Config())
    ]


def facts(diagnostics: Sequence[types.Diagnostic] | None) -> list[tuple[types.Range, object, str]]:
    assert diagnostics is not None
    return [(found.range, found.code, found.message) for found in diagnostics]


def test_one_wrong_action_is_one_diagnostic_at_its_utf_16_columns(editor: Editor) -> None:
    text = 'é, 𠮷 = "😀", {"Effect": "Allow", "Action": "ecr:PutImages"}\n'
    uri = editor.open("a.py", text)
    (found,) = editor.settled(uri) or []
    assert found.range == types.Range(types.Position(0, 44), types.Position(0, 59))
    assert (found.source, found.code) == ("typed-iam", "iam-unknown-action")
    assert found.severity == types.DiagnosticSeverity.Error
    assert '"ecr:PutImages"' in found.message
    assert found.code_description is None
    assert editor.published[-1].version == 1


PLANTED = """\
from typed_iam_lsp import positions
from typed_iam_lsp.server import serve

positions.units = lambda text, encoding: {wrong}
serve()
"""


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["len(text)", "len(text.encode())"])
def test_columns_in_other_units_are_noticed(tmp_path: Path, wrong: str) -> None:
    command = (sys.executable, "-c", PLANTED.format(wrong=wrong))
    editor = Editor(tmp_path, command=command)
    text = f"é = '😀', {WRONG}"
    uri = editor.open("a.py", text)
    shown = facts(editor.settled(uri))
    assert [fact[1:] for fact in shown] == [fact[1:] for fact in expected(text)]
    assert shown != expected(text)
    editor.close()


@pytest.mark.parametrize(
    ("encoding", "column"),
    slow_after(1, [(Encoding.Utf16, 44), (Encoding.Utf8, 49), (Encoding.Utf32, 42)]),
)
def test_columns_are_in_the_negotiated_encoding(
    tmp_path: Path, encoding: types.PositionEncodingKind, column: int
) -> None:
    text = 'é, 𠮷 = "😀", {"Effect": "Allow", "Action": "ecr:PutImages"}\n'
    editor = Editor(tmp_path, [encoding])
    assert editor.capabilities.position_encoding == encoding
    uri = editor.open("a.py", text)
    (found,) = editor.settled(uri) or []
    assert found.range.start == types.Position(0, column)
    assert found.range.end == types.Position(0, column + len('"ecr:PutImages"'))
    editor.close()


@pytest.mark.parametrize(
    "sample", sorted(SAMPLES.rglob("*.py")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_samples_get_what_the_engine_finds(shared: Editor, sample: Path) -> None:
    text = sample.read_text("utf-8")
    uri = shared.open(f"{sample.parent.name}_{sample.name}", text)
    shown = facts(shared.settled(uri))
    assert shown == expected(text)
    assert bool(shown) is (sample.parent.name == "wrong")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    editor = Editor(tmp_path_factory.mktemp("workspace"))
    yield editor
    editor.close()


@pytest.mark.parametrize(
    "before",
    [
        "# -*- coding: latin-1 -*-\né = 1; ",
        "# coding: no-such-encoding\né = 1; ",
        "\ufeffé = 1; ",
        '"""a\fb\u2028c\x85d"""; ',
        "\f\n\f\n",
        "'''\r\n😀\r'''; x = ",
    ],
    ids=["cookie", "unknown cookie", "byte order mark", "separators", "form feeds", "line ends"],
)
def test_text_before_the_action_does_not_move_the_range(shared: Editor, before: str) -> None:
    text = before + WRONG
    uri = shared.open("moved.py", text)
    (found,) = shared.settled(uri) or []
    assert found.range == span(text, '"ecr:PutImages"')


def test_an_edit_is_checked_after_a_pause_and_without_a_save(editor: Editor) -> None:
    uri = editor.open("a.py", WRONG)
    editor.replace(uri, "PutImages", "PutImage")
    editor.wait(lambda: [p.version for p in editor.published] == [1, 2])
    assert [len(params.diagnostics) for params in editor.published] == [1, 0]


def test_many_edits_in_a_row_are_checked_once(editor: Editor) -> None:
    uri = editor.open("a.py", WRONG)
    for _ in range(50):
        editor.edit(uri, 0, 0, "\n")
    editor.wait(lambda: editor.published and editor.published[-1].version == 51)
    assert len(editor.published) < 25
    assert editor.published[-1].diagnostics[0].range.start.line == 50


def test_diagnostics_stay_while_the_text_does_not_parse(editor: Editor) -> None:
    uri = editor.open("a.py", WRONG)
    assert len(editor.settled(uri) or []) == 1
    count = len(editor.published)
    editor.edit(uri, 0, 0, "x = (\n")
    assert len(editor.settled(uri) or []) == 1
    assert len(editor.published) == count
    editor.replace(uri, "x = (\n", "")
    editor.settled(uri)
    assert editor.published[-1].version == 3


def test_closing_a_document_clears_its_diagnostics(editor: Editor) -> None:
    uri = editor.open("a.py", WRONG)
    editor.edit(uri, 0, 0, "\n")
    editor.close_document(uri)
    assert editor.settled(uri) == []
    editor.hover(uri, types.Position(0, 35))
    assert editor.published[-1].version is None


def _random_edit(editor: Editor, uri: str, chance: random.Random) -> None:
    """Edit the docstring or the list of actions at random; the text always parses."""
    text = editor.texts[uri]
    if chance.random() < 0.5:
        end_of_docstring = text.index('"""', 3)
        places = [
            place for place in range(3, end_of_docstring) if text[place - 1 : place + 1] != "\r\n"
        ]
        start, end = sorted(chance.choices(places, k=2))
        pieces = ("a", "é", "😀", "\n", "\r\n", "\r", "\f", "\u2028", "ecr:PutImages", " ")
        new = "".join(chance.choices(pieces, k=chance.randrange(6)))
        editor.edit(uri, start, end if end - start < 8 else start, new)
        return
    start = text.index("[") + 1
    names = ("ecr:PutImage", "ecr:PutImages", "s3:ListObjects", "ecr:*", "s3:Gte*", "nix:Get")
    new = f'"{chance.choice(names)}", # 😀é\n'
    end = text.index("\n", start) + 1 if chance.random() < 0.4 and "\n" in text[start:-4] else start
    editor.edit(uri, start, end, new)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_after_200_random_edits_the_diagnostics_are_the_findings(editor: Editor, seed: int) -> None:
    chance = random.Random(seed)
    text = '"""a docstring"""\nx = {"Effect": "Allow", "Action": ["s3:GetObject",\n]}\n'
    uri = editor.open("a.py", text)
    for number in range(200):
        _random_edit(editor, uri, chance)
        if number % 20 == 19:
            wanted = expected(editor.texts[uri])
            assert facts(editor.settled(uri)) == wanted
            assert wanted
    assert editor.published[-1].version == 201


# Configuration


def pyproject(editor: Editor, text: str) -> None:
    (editor.root / "pyproject.toml").write_text(f"[tool.typed-iam]\n{text}\n", "utf-8")


def config_changed(editor: Editor) -> None:
    event = types.FileEvent(editor.uri("pyproject.toml"), types.FileChangeType.Changed)
    params = types.DidChangeWatchedFilesParams([event])
    editor.tell(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, params)


def test_the_server_watches_the_configuration(editor: Editor) -> None:
    editor.wait(lambda: editor.registered)
    (registration,) = editor.registered
    assert registration.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    assert "**/pyproject.toml" in str(registration.register_options)


def test_a_change_of_configuration_applies_at_once(editor: Editor) -> None:
    uri = editor.open("a.py", WRONG)
    assert len(editor.settled(uri) or []) == 1
    pyproject(editor, 'extra-actions = ["ecr:PutImages"]')
    config_changed(editor)
    editor.wait(lambda: not editor.published[-1].diagnostics)
    pyproject(editor, "")
    config_changed(editor)
    editor.wait(lambda: len(editor.published[-1].diagnostics) == 1)


def test_saving_the_configuration_in_the_editor_is_enough(editor: Editor) -> None:
    uri = editor.open("a.py", WRONG)
    assert len(editor.settled(uri) or []) == 1
    pyproject(editor, 'ignore = ["iam-unknown-action"]')
    saved = types.TextDocumentIdentifier(editor.uri("pyproject.toml"))
    editor.tell(types.TEXT_DOCUMENT_DID_SAVE, types.DidSaveTextDocumentParams(saved))
    editor.wait(lambda: not editor.published[-1].diagnostics)


def test_a_wrong_configuration_is_one_message_and_keeps_the_diagnostics(editor: Editor) -> None:
    uri = editor.open("a.py", WRONG)
    assert len(editor.settled(uri) or []) == 1
    pyproject(editor, "excldue = []")
    for _ in range(3):
        assert len(editor.settled(uri) or []) == 1
    (message,) = editor.messages
    assert message.startswith("typed-iam: ") and message.isprintable()
    assert '"excldue"' in message and 'did you mean "exclude"?' in message
    pyproject(editor, "exclude = []")
    editor.settled(uri)
    pyproject(editor, "excldue = []")
    editor.settled(uri)
    assert editor.messages == [message, message]


@pytest.mark.parametrize(
    "setting",
    slow_after(
        1,
        [
            'exclude = ["fakes"]',
            'per-file-ignores = { "fakes/*" = ["iam-unknown-action"] }',
            "max-file-size = 10",
        ],
    ),
)
def test_settings_about_files_apply(editor: Editor, setting: str) -> None:
    pyproject(editor, setting)
    assert editor.settled(editor.open("fakes/a.py", WRONG)) == []


def test_the_nearest_configuration_applies(editor: Editor) -> None:
    pyproject(editor, 'ignore = ["iam-unknown-action"]')
    inner = editor.root / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("", "utf-8")
    assert editor.settled(editor.open("a.py", WRONG)) == []
    assert len(editor.settled(editor.open("inner/a.py", WRONG)) or []) == 1


def test_a_text_without_a_file_uses_the_configuration_of_the_workspace(editor: Editor) -> None:
    uri = "untitled:Untitled-1"
    item = types.TextDocumentItem(uri, "python", 1, WRONG)
    editor.tell(types.TEXT_DOCUMENT_DID_OPEN, types.DidOpenTextDocumentParams(item))
    assert len(editor.settled(uri) or []) == 1
    pyproject(editor, 'ignore = ["iam-unknown-action"]')
    assert editor.settled(uri) == []


def test_other_languages_are_not_checked(editor: Editor) -> None:
    assert editor.settled(editor.open("a.json", WRONG, language="json")) is None
