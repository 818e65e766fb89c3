"""An editor for tests: it starts a server in another process and keeps its own copies of the texts."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

TIMEOUT = 30.0
COMMAND = (sys.executable, "-m", "typed_iam_cli", "lsp")


def split(text: str) -> list[str]:
    """Lines with their line ends, of which the protocol has three."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)


def position(text: str, offset: int, encoding: str = "utf-16") -> types.Position:
    """The position of an offset, computed without the server's functions."""
    lines = split(text[:offset])
    last = lines.pop() if lines and not lines[-1].endswith(("\r", "\n")) else ""
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    codec = encoding if encoding == "utf-8" else f"{encoding}-le"
    return types.Position(len(lines), len(last.encode(codec)) // width)


def span(text: str, part: str, encoding: str = "utf-16") -> types.Range:
    """The range of the first occurrence of a part."""
    start = text.index(part)
    return types.Range(position(text, start, encoding), position(text, start + len(part), encoding))


class Editor:
    """A client with its own server; every request waits for the answer."""

    def __init__(
        self,
        root: Path,
        encodings: Sequence[types.PositionEncodingKind] | None = None,
        command: Sequence[str] = COMMAND,
        versioned_edits: bool = True,
    ) -> None:
        self.root = root
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.published: list[types.PublishDiagnosticsParams] = []
        self.messages: list[str] = []
        self.log: list[str] = []
        self.registered: list[types.Registration] = []
        self.stderr = b""
        self._loop = asyncio.new_event_loop()
        self._client: Any = LanguageClient("editor", "1")
        self._listen()
        self._run(self._client.start_io(*command))
        self._drain = self._loop.create_task(self._read_stderr())
        self.capabilities = self._initialize(encodings, versioned_edits)

    def _listen(self) -> None:
        def publish(params: types.PublishDiagnosticsParams) -> None:
            self.published.append(params)

        def show(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)

        def log(params: types.LogMessageParams) -> None:
            self.log.append(params.message)

        def register(params: types.RegistrationParams) -> None:
            self.registered.extend(params.registrations)

        feature = self._client.feature
        feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(publish)
        feature(types.WINDOW_SHOW_MESSAGE)(show)
        feature(types.WINDOW_LOG_MESSAGE)(log)
        feature(types.CLIENT_REGISTER_CAPABILITY)(register)

    def _initialize(
        self, encodings: Sequence[types.PositionEncodingKind] | None, versioned_edits: bool
    ) -> types.ServerCapabilities:
        watched = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
        edits = types.WorkspaceEditClientCapabilities(document_changes=versioned_edits)
        capabilities = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=encodings),
            workspace=types.WorkspaceClientCapabilities(
                did_change_watched_files=watched, workspace_edit=edits
            ),
        )
        result = self.ask(
            types.INITIALIZE,
            types.InitializeParams(capabilities=capabilities, root_uri=self.root.as_uri()),
        )
        self.tell(types.INITIALIZED, types.InitializedParams())
        answer: types.ServerCapabilities = result.capabilities
        return answer

    async def _read_stderr(self) -> None:
        server = self._client._server
        while chunk := await server.stderr.read(4096):
            self.stderr += chunk

    def _run(self, awaitable: Any) -> Any:
        return self._loop.run_until_complete(asyncio.wait_for(awaitable, TIMEOUT))

    @property
    def server_pid(self) -> int:
        """The process of the server."""
        pid: int = self._client._server.pid
        return pid

    # Messages

    def ask(self, method: str, params: object) -> Any:
        """Send a request and wait for its answer."""

        async def answer() -> Any:
            return await self._client.protocol.send_request_async(method, params)

        return self._run(answer())

    def tell(self, method: str, params: object) -> None:
        """Send a notification."""
        self._client.protocol.notify(method, params)

    def send(self, body: bytes) -> None:
        """Send the bytes of a message unchanged."""
        self._client.protocol.writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def ask_oddly(self, method: str, params: object) -> Any:
        """Send a malformed request and wait for its answer."""
        futures = self._client.protocol._request_futures
        futures["odd"] = answer = Future[Any]()
        message = {"jsonrpc": "2.0", "id": "odd", "method": method, "params": params}
        self.send(json.dumps(message).encode())
        self.wait(answer.done)
        return answer.result()

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds."""
        end = time.monotonic() + TIMEOUT
        while not condition():
            assert time.monotonic() < end, "the server did not answer in time"
            self._loop.run_until_complete(asyncio.sleep(0.005))

    # Documents

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    def open(self, name: str, text: str, language: str = "python") -> str:
        uri = self.uri(name)
        self.texts[uri], self.versions[uri] = text, 1
        item = types.TextDocumentItem(uri, language, 1, text)
        self.tell(types.TEXT_DOCUMENT_DID_OPEN, types.DidOpenTextDocumentParams(item))
        return uri

    def edit(self, uri: str, start: int, end: int, new: str, encoding: str = "utf-16") -> None:
        """Replace a part of the text, and send only that part."""
        text = self.texts[uri]
        where = types.Range(position(text, start, encoding), position(text, end, encoding))
        self.texts[uri] = text[:start] + new + text[end:]
        self.versions[uri] += 1
        identifier = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        change = types.TextDocumentContentChangePartial(where, new)
        params = types.DidChangeTextDocumentParams(identifier, [change])
        self.tell(types.TEXT_DOCUMENT_DID_CHANGE, params)

    def replace(self, uri: str, old: str, new: str) -> None:
        start = self.texts[uri].index(old)
        self.edit(uri, start, start + len(old), new)

    def close_document(self, uri: str) -> None:
        identifier = types.TextDocumentIdentifier(uri)
        self.tell(types.TEXT_DOCUMENT_DID_CLOSE, types.DidCloseTextDocumentParams(identifier))

    def settled(self, uri: str) -> list[types.Diagnostic] | None:
        """The diagnostics of a file after everything sent so far is handled; None if there were never any."""
        identifier = types.TextDocumentIdentifier(uri)
        self.tell(types.TEXT_DOCUMENT_DID_SAVE, types.DidSaveTextDocumentParams(identifier))
        self.hover(uri, types.Position(0, 0))
        shown = [params for params in self.published if params.uri == uri]
        return list(shown[-1].diagnostics) if shown else None

    def hover(self, uri: str, where: types.Position) -> types.Hover | None:
        identifier = types.TextDocumentIdentifier(uri)
        answer: types.Hover | None = self.ask(
            types.TEXT_DOCUMENT_HOVER, types.HoverParams(identifier, where)
        )
        return answer

    def fixes(self, uri: str, where: types.Range, **context: Any) -> list[types.CodeAction]:
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), where, types.CodeActionContext([], **context)
        )
        return list(self.ask(types.TEXT_DOCUMENT_CODE_ACTION, params) or [])

    def completions(self, uri: str, where: types.Position) -> list[types.CompletionItem]:
        params = types.CompletionParams(types.TextDocumentIdentifier(uri), where)
        return list(self.ask(types.TEXT_DOCUMENT_COMPLETION, params) or [])

    def close(self) -> None:
        """Shut the server down as the protocol requires."""
        self.ask(types.SHUTDOWN, None)
        self.tell(types.EXIT, None)
        self._run(self._client.stop())
        self._run(self._drain)
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


def applied(text: str, edit: types.TextEdit, encoding: str = "utf-16") -> str:
    """The text after an edit, applied as a client does."""
    offsets = {
        (where.line, where.character): offset
        for offset in range(len(text), -1, -1)
        for where in [position(text, offset, encoding)]
    }
    start, end = (
        offsets[where.line, where.character] for where in (edit.range.start, edit.range.end)
    )
    return text[:start] + edit.new_text + text[end:]
