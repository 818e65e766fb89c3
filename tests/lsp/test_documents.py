"""Documents: client and server have the same text after any edits."""

from __future__ import annotations

import random

import pytest
from lsprotocol import types
from pygls.workspace import PositionCodec, TextDocument

from tests.lsp.editor import position, split
from typed_iam_lsp.documents import Document

PIECES = ("a", '"', "é", "😀", "\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", "ecr:Put", "")


def differs_after_random_edits(kind: type[TextDocument], seed: int, encoding: str) -> bool:
    chance = random.Random(seed)
    text = "".join(chance.choices(PIECES, k=40))
    document = kind("file:///a.py", text, position_codec=PositionCodec(encoding))
    for _ in range(200):
        starts = [
            offset for offset in range(len(text) + 1) if text[offset - 1 : offset + 1] != "\r\n"
        ]
        start, end = sorted(chance.choices(starts, k=2))
        end = chance.choice([start, end if end - start < 12 else start])
        new = "".join(chance.choices(PIECES, k=chance.randrange(4)))
        where = types.Range(position(text, start, encoding), position(text, end, encoding))
        document.apply_change(types.TextDocumentContentChangePartial(where, new))
        text = text[:start] + new + text[end:]
        if document.source != text or list(document.lines) != split(text):
            return True
    return False


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("seed", range(10))
def test_random_edits_leave_the_texts_equal(seed: int, encoding: str) -> None:
    assert not differs_after_random_edits(Document, seed, encoding)


def test_the_random_edits_reveal_a_document_that_splits_lines_wrongly() -> None:
    assert differs_after_random_edits(TextDocument, 0, "utf-16")


def test_a_reversed_range_is_accepted() -> None:
    document = Document("file:///a.py", "abcdef")
    where = types.Range(types.Position(0, 4), types.Position(0, 2))
    document.apply_change(types.TextDocumentContentChangePartial(where, "-"))
    assert document.source == "ab-ef"


@pytest.mark.parametrize(
    ("uri", "language", "python"),
    [
        ("file:///a.py", "python", True),
        ("file:///a.pyi", "", True),
        ("file:///SConstruct", "python", True),
        ("untitled:Untitled-1", "python", True),
        ("file:///pyproject.toml", "toml", False),
    ],
)
def test_which_documents_are_python(uri: str, language: str, python: bool) -> None:
    assert Document(uri, "", language_id=language).is_python is python
