"""Quick fixes: the text after each, applied as a client does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types

from tests.lsp.editor import Editor, applied, position, span
from typed_iam_core import engine
from typed_iam_core.config import Config


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    editor = Editor(tmp_path_factory.mktemp("workspace"))
    yield editor
    editor.close()


def policy(action: str, after: str = "") -> str:
    return f'é = "😀"; x = {{"Effect": "Allow", "Action": {action}}}{after}\n'


def fixes(editor: Editor, text: str, at: str) -> list[types.CodeAction]:
    return editor.fixes(editor.open("a.py", text), span(text, at))


def result(text: str, fix: types.CodeAction) -> str:
    assert fix.edit is not None and fix.edit.document_changes is not None
    (change,) = fix.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    (edit,) = change.edits
    assert isinstance(edit, types.TextEdit)
    return applied(text, edit)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"ecr:PutImages"', '"ecr:PutImage"'),
        ("'ecr:PutImages'", "'ecr:PutImage'"),
        ("r'ecr:PutImages'", "r'ecr:PutImage'"),
        ('u"ecr:PutImages"', 'u"ecr:PutImage"'),
        ('"""ecr:PutImages"""', '"""ecr:PutImage"""'),
        ("'''ecr:PutImages'''", "'''ecr:PutImage'''"),
        ('["é😀", "ecr:PutImages"]', '["é😀", "ecr:PutImage"]'),
        (r'"ecr:Put\x49mages"', '"ecr:PutImage"'),
    ],
)
def test_the_content_is_replaced_and_the_quotes_stay(
    editor: Editor, before: str, after: str
) -> None:
    text = policy(before)
    fix = fixes(editor, text, before[-8:])[0]
    assert (fix.title, fix.is_preferred) == ('Replace with "ecr:PutImage"', True)
    assert fix.kind == types.CodeActionKind.QuickFix
    assert [found.code for found in fix.diagnostics or []] == ["iam-unknown-action"]
    assert result(text, fix) == policy(after)


def test_there_is_a_fix_for_each_suggestion_and_one_is_preferred(editor: Editor) -> None:
    text = policy('"iam:ListPolicy"')
    (finding,) = engine.check(text.encode(), Config())
    assert len(finding.suggestions) > 1
    found = [fix for fix in fixes(editor, text, "iam:") if fix.title.startswith("Replace")]
    assert [fix.title for fix in found] == [f'Replace with "{s}"' for s in finding.suggestions]
    assert [fix.is_preferred for fix in found] == [True] + [False] * (len(found) - 1)
    for fix in found:
        assert engine.check(result(text, fix).encode(), Config()) == []


@pytest.mark.parametrize("action", ['"ecr:Put" "Images"', '"ecr:Put" + "Images"', "7"])
def test_only_a_single_literal_is_replaced(editor: Editor, action: str) -> None:
    titles = [fix.title for fix in fixes(editor, policy(action), action)]
    assert not any(title.startswith("Replace") for title in titles)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "  # typed-iam: ignore[iam-unknown-action]"),
        ("   ", "  # typed-iam: ignore[iam-unknown-action]"),
        ("  # why 😀", "  # why 😀  # typed-iam: ignore[iam-unknown-action]"),
        (
            "  # typed-iam: ignore[iam-single-match]",
            "  # typed-iam: ignore[iam-single-match, iam-unknown-action]",
        ),
        ("\r", "  # typed-iam: ignore[iam-unknown-action]\r"),
    ],
    ids=["nothing", "blanks", "a comment", "an ignore", "crlf"],
)
def test_ignoring_adds_a_comment_that_silences_the_finding(
    editor: Editor, before: str, after: str
) -> None:
    text = policy('"ecr:PutImages"', before)
    ignore = fixes(editor, text, "ecr:Put")[-1]
    assert ignore.title == "Ignore iam-unknown-action on this line"
    assert not ignore.is_preferred
    fixed = result(text, ignore)
    assert fixed == policy('"ecr:PutImages"', after)
    assert engine.check(fixed.encode(), Config()) == []


@pytest.mark.parametrize(
    "text",
    [
        'x = {"Effect": "Allow", "Action": "ecr:PutImages", \\\n "Resource": "*"}\n',
        'x = {"Effect": "Allow", "Action": "ecr:PutImages", "Sid": """a\nb"""}\n',
        'x = """{"Effect": "Allow",\n"Action": "ecr:PutImages",\n"Resource": "*"}""" + \\\n ""\n',
    ],
    ids=["before a backslash", "before a string of two lines", "in a string before a backslash"],
)
def test_ignoring_is_not_offered_where_a_comment_is_impossible(editor: Editor, text: str) -> None:
    titles = [fix.title for fix in fixes(editor, text, "ecr:Put")]
    assert titles and not any(title.startswith("Ignore") for title in titles)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "  # typed-iam: ignore[iam-unknown-action]"),
        (
            "  # typed-iam: ignore[iam-single-match]",
            "  # typed-iam: ignore[iam-single-match, iam-unknown-action]",
        ),
    ],
)
def test_ignoring_in_a_string_over_lines_adds_the_comment_after_it(
    editor: Editor, before: str, after: str
) -> None:
    json = '{"Effect": "Allow",\n"Action": "ecr:PutImages",\n"Sid": "é"}'
    text = f'x = f(\n  """{json}""",{before}\n)\n'
    ignore = fixes(editor, text, "ecr:Put")[-1]
    assert ignore.title == "Ignore iam-unknown-action in this string"
    fixed = result(text, ignore)
    assert fixed == f'x = f(\n  """{json}""",{after}\n)\n'
    assert "iam-unknown-action" not in [f.code for f in engine.check(fixed.encode(), Config())]


def test_ignoring_in_one_of_several_pieces_adds_the_comment_to_it(editor: Editor) -> None:
    text = """x = ('{"Effect": "Allow",'\n'"Action": "ecr:PutImages",'\n'"Sid": ""}')\n"""
    ignore = fixes(editor, text, "ecr:Put")[-1]
    assert ignore.title == "Ignore iam-unknown-action on this line"
    assert (
        result(text, ignore).splitlines()[1].endswith("  # typed-iam: ignore[iam-unknown-action]")
    )


def test_an_action_in_a_text_of_json_is_replaced_there(editor: Editor) -> None:
    text = """é = "😀"; x = '{"Effect": "Allow", "Action": "ecr:PutImages", "Sid": "é"}'\n"""
    fix = fixes(editor, text, "ecr:Put")[0]
    assert result(text, fix) == text.replace("PutImages", "PutImage")


def test_only_findings_in_the_range_are_fixed(editor: Editor) -> None:
    text = policy('["ecr:PutImages", "s3:ListObjects", "ecr:PutImage"]')
    uri = editor.open("a.py", text)
    assert all("ecr" in fix.title or "Ignore" in fix.title for fix in fixes(editor, text, "ecr:"))
    assert editor.fixes(uri, span(text, "Effect")) == []
    both = editor.fixes(uri, types.Range(types.Position(0, 0), types.Position(9, 0)))
    assert {code for fix in both for d in fix.diagnostics or [] for code in [d.code]} == {
        "iam-unknown-action",
        "iam-operation-name",
    }
    edge = position(text, text.index('"ecr:PutImages"'))
    assert editor.fixes(uri, types.Range(edge, edge))


def test_a_client_that_asks_for_other_kinds_gets_none(editor: Editor) -> None:
    text = policy('"ecr:PutImages"')
    uri = editor.open("a.py", text)
    where = span(text, "ecr:")
    assert editor.fixes(uri, where, only=[types.CodeActionKind.Refactor]) == []
    assert editor.fixes(uri, where, only=[types.CodeActionKind.QuickFix])


def test_fixes_are_of_the_text_as_it_is_now(editor: Editor) -> None:
    text = policy('"ecr:PutImages"')
    uri = editor.open("a.py", text)
    editor.edit(uri, 0, 0, "é = '😀'\n")
    text = editor.texts[uri]
    fix = editor.fixes(uri, span(text, "ecr:"))[0]
    assert fix.edit is not None and fix.edit.document_changes is not None
    (change,) = fix.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == 2
    assert '"ecr:PutImage"}' in result(text, fix)
    editor.edit(uri, 0, 0, "(")
    assert editor.fixes(uri, span(editor.texts[uri], "ecr:")) == []


def test_a_client_without_versioned_edits_gets_plain_ones(tmp_path: Path) -> None:
    editor = Editor(tmp_path, versioned_edits=False)
    text = policy('"ecr:PutImages"')
    uri = editor.open("a.py", text)
    edit = editor.fixes(uri, span(text, "ecr:"))[0].edit
    assert edit is not None and edit.changes is not None
    assert applied(text, edit.changes[uri][0]) == policy('"ecr:PutImage"')
    editor.close()
