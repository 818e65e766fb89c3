"""Errors: each is one message and never ends the server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.editor import Editor
from tests.marks import slow_after
from typed_iam_lsp.analysis import Analysis

WRONG = '{"Effect": "Allow", "Action": "ecr:PutImages", "Resource": "*"}\n'


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    """As in ``conftest.py``, but the server may log."""
    editor = Editor(tmp_path)
    yield editor
    editor.close()


def test_requests_for_unknown_documents_have_empty_answers(editor: Editor) -> None:
    (editor.root / "saved.py").write_text(WRONG, "utf-8")
    nothing = types.Range(types.Position(0, 0), types.Position(0, 99))
    for uri in (editor.uri("saved.py"), editor.uri("missing.py"), "git:/a.py", "", "\0%zz"):
        assert editor.hover(uri, types.Position(0, 35)) is None
        assert editor.fixes(uri, nothing) == []
        assert editor.completions(uri, types.Position(0, 35)) == []
    assert editor.published == []


def test_edits_of_unknown_documents_have_no_effect_on_others(editor: Editor) -> None:
    uri = editor.open("a.py", WRONG)
    editor.texts["file:///nowhere.py"], editor.versions["file:///nowhere.py"] = "", 1
    editor.edit("file:///nowhere.py", 0, 0, "x")
    editor.close_document("file:///nowhere.py")
    assert len(editor.settled(uri) or []) == 1


def test_positions_outside_the_text_have_empty_answers(editor: Editor) -> None:
    uri = editor.open("a.py", WRONG)
    for where in (types.Position(0, 10**9), types.Position(10**9, 0), types.Position(1, 1)):
        assert editor.hover(uri, where) is None
        assert editor.completions(uri, where) == []
        assert editor.fixes(uri, types.Range(where, where)) == []


def test_a_change_of_an_older_version_is_not_applied(editor: Editor) -> None:
    uri = editor.open("a.py", WRONG)
    editor.versions[uri] = -5
    editor.replace(uri, "PutImages", "PutImage")
    assert len(editor.settled(uri) or []) == 1
    assert editor.published[-1].version == 1
    editor.texts[uri], editor.versions[uri] = WRONG, 6
    editor.replace(uri, "PutImages", "PutImage")
    assert editor.settled(uri) == []
    assert editor.published[-1].version == 7


@pytest.mark.parametrize(
    "body",
    slow_after(
        3,
        [
            b"{",
            b'{"jsonrpc": "2.0", "method": 5}',
            b'{"jsonrpc": "2.0", "method": "textDocument/didOpen"}',
            b"",
            b"[]",
            b"7",
            b"null",
            b"{}",
            b"\xff\xfe",
            b'{"jsonrpc": "2.0"}',
            b'{"jsonrpc": "1.0", "method": "exit"}',
            b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 1}}',
            b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"textDocument":'
            b' {"uri": "file:///a.py", "version": "x"}, "contentChanges": [{}]}}',
            b'{"jsonrpc": "2.0", "method": "$/unknown", "params": []}',
            b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 99}}',
            b'{"jsonrpc": "2.0", "id": 12345, "result": 1}',
            b'{"jsonrpc": "2.0", "id": 12345, "error": {"code": 1, "message": "x"}}',
            b'{"jsonrpc": "2.0", "id": {"a": 1}, "method": "textDocument/hover"}',
            b"[" * 100_000,
        ],
    ),
)
def test_the_server_continues_after_malformed_messages(editor: Editor, body: bytes) -> None:
    editor.send(body or b" ")
    uri = editor.open("a.py", WRONG)
    assert len(editor.settled(uri) or []) == 1
    assert editor.messages == []
    assert all(line.isprintable() for line in editor.log)


@pytest.mark.parametrize(
    "params",
    slow_after(
        1,
        [None, {}, {"textDocument": 1}, {"textDocument": {"uri": "a"}, "position": {"line": -1}}],
    ),
)
def test_malformed_requests_are_answered(editor: Editor, params: object) -> None:
    with pytest.raises(JsonRpcException):
        editor.ask_oddly(types.TEXT_DOCUMENT_HOVER, params)
    assert len(editor.settled(editor.open("a.py", WRONG)) or []) == 1


def test_an_unknown_request_is_answered(editor: Editor) -> None:
    with pytest.raises(JsonRpcException, match="Method Not Found"):
        editor.ask("textDocument/unknown", {})


BROKEN = """\
import sys
from typed_iam_lsp.analysis import Analysis
from typed_iam_lsp.server import serve

def broken(*_):
    raise RecursionError("planted\\nbug")

Analysis.{name} = property(broken)
serve()
"""


@pytest.mark.parametrize("name", slow_after(1, ["findings", "actions"]))
def test_a_bug_costs_one_message(tmp_path: Path, name: str) -> None:
    editor = Editor(tmp_path, command=(sys.executable, "-c", BROKEN.format(name=name)))
    assert hasattr(Analysis, name)
    uri = editor.open("a.py", WRONG)
    editor.edit(uri, 0, 0, "\n")
    if name == "findings":
        editor.wait(lambda: "planted" in "".join(editor.log))
        assert "**ecr" not in str(editor.hover(uri, types.Position(1, 35)))
    else:
        with pytest.raises(JsonRpcException, match="planted"):
            editor.hover(uri, types.Position(1, 35))
        editor.wait(lambda: editor.published and editor.published[-1].version == 2)
        assert len(editor.published[-1].diagnostics) == 1
    editor.close()


@pytest.mark.parametrize(
    "text",
    slow_after(
        1,
        [
            "\ud800" + WRONG,
            WRONG.replace("PutImages", "Put\udc00"),
            WRONG.replace("PutImages", "Put\0"),
            WRONG.replace("PutImages", "Put\u202e"),
            "(" * 5000 + WRONG,
            WRONG.replace("PutImages", "*" * 5000 + "x"),
            "x = " + "-" * 20_000 + "1\n" + WRONG,
        ],
    ),
    ids=["surrogate", "surrogate in an action", "nul", "rtl", "deep", "stars", "long"],
)
def test_the_server_survives_strange_texts(editor: Editor, text: str) -> None:
    uri = editor.uri("a.py")
    item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    message = {
        "jsonrpc": "2.0",
        "method": types.TEXT_DOCUMENT_DID_OPEN,
        "params": {"textDocument": item},
    }
    editor.send(json.dumps(message).encode())
    where = types.Range(types.Position(0, 0), types.Position(2, 0))
    editor.settled(uri)
    editor.fixes(uri, where)
    editor.hover(uri, types.Position(0, 35))
    editor.completions(uri, types.Position(0, 35))
    assert len(editor.settled(editor.open("b.py", WRONG)) or []) == 1


WATCHED = """\
import sys

def hook(event, arguments):
    if event in ("subprocess.Popen", "os.system", "os.exec", "socket.connect", "socket.bind",
                 "socket.getaddrinfo", "os.remove", "os.rename", "os.mkdir", "pty.spawn"):
        print("audit:", event, file=sys.stderr, flush=True)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        print("audit:", event, arguments[0], file=sys.stderr, flush=True)
    if event == "exec" and getattr(arguments[0], "co_filename", "") in ("<unknown>", "<string>"):
        if arguments[0].co_name == "<module>" and b"TARGET" in str(arguments[0].co_consts).encode():
            print("audit:", event, file=sys.stderr, flush=True)

sys.dont_write_bytecode = True
from typed_iam_lsp.server import serve
sys.addaudithook(hook)
if {planted}:
    exec(compile("TARGET = 'TARGET'", "<string>", "exec"))
serve()
"""


@pytest.mark.parametrize("planted", [False, True])
def test_the_text_is_never_run(tmp_path: Path, planted: bool) -> None:
    command = (sys.executable, "-c", WATCHED.format(planted=planted))
    editor = Editor(tmp_path, command=command)
    marker = tmp_path / "marker"
    text = f"TARGET = open({str(marker)!r}, 'w')  # 'TARGET'\nimport this\n{WRONG}"
    uri = editor.open("a.py", text)
    assert len(editor.settled(uri) or []) == 1
    assert editor.fixes(uri, types.Range(types.Position(2, 35), types.Position(2, 35)))
    editor.replace(uri, "PutImages", "PutImage")
    assert editor.hover(uri, types.Position(2, 35))
    editor.close()
    assert not marker.exists()
    assert (b"audit:" in editor.stderr) is planted


LEAKING = """\
from typed_iam_lsp.documents import Protocol
from typed_iam_lsp.server import serve

del Protocol.handle_message
serve()
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("planted", [False, True])
def test_memory_does_not_grow_with_edits(tmp_path: Path, planted: bool) -> None:
    editor = (
        Editor(tmp_path, command=(sys.executable, "-c", LEAKING)) if planted else Editor(tmp_path)
    )
    uri = editor.open("a.py", WRONG)

    def kilobytes_after(edits: int) -> int:
        for _ in range(edits):
            editor.edit(uri, 0, 0, "\n")
            editor.edit(uri, 0, 1, "")
        editor.settled(uri)
        status = Path(f"/proc/{editor.server_pid}/status").read_text("ascii")
        return int(status.partition("VmRSS:")[2].split()[0])

    before = kilobytes_after(300)
    assert (kilobytes_after(1500) - before > 3000) is planted
    editor.close()
