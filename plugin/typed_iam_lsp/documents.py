"""Open documents, updated as the protocol requires.

pygls splits lines wherever ``str.splitlines`` does, so that a form feed or a U+2028 in a file
shifts every line after it, and an edit there corrupts the text.  The protocol has three line
ends, as Python does: ``\\n``, ``\\r\\n`` and ``\\r``.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.json_rpc import RPCMessage, RPCRequest
from pygls.protocol.language_server import lsp_method
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument, Workspace

from typed_iam_lsp.positions import Positions


class Document(TextDocument):
    """A text in the editor, saved or not."""

    _translated: tuple[str, Positions] | None = None

    @property
    def lines(self) -> Sequence[str]:
        """The lines with their ends."""
        return tuple(io.StringIO(self.source, newline=""))

    @property
    def positions(self) -> Positions:
        """A translator of places in the current text, the same one until the text changes."""
        text = self.source
        if self._translated is None or self._translated[0] is not text:
            positions = Positions(self.lines, str(self.position_codec.encoding))
            self._translated = text, positions
        return self._translated[1]

    @property
    def file(self) -> Path | None:
        """The file that the text is saved in; None if there is none."""
        path = to_fs_path(self.uri)
        return Path(path) if path else None

    @property
    def is_python(self) -> bool:
        """Whether the client or the file name says that it is Python."""
        path = self.file
        return self.language_id == "python" or (path is not None and path.suffix in {".py", ".pyi"})

    def _apply_incremental_change(self, change: types.TextDocumentContentChangePartial) -> None:
        positions = self.positions
        start, end = sorted(
            (positions.offset(change.range.start), positions.offset(change.range.end))
        )
        text = self.source
        self._source = text[:start] + change.text + text[end:]


class Documents(Workspace):
    """A workspace of such documents."""

    def _create_text_document(
        self,
        doc_uri: str,
        source: str | None = None,
        version: int | None = None,
        language_id: str | None = None,
    ) -> Document:
        return Document(
            doc_uri,
            source=source,
            version=version,
            language_id=language_id,
            position_codec=self.position_codec,
        )

    def update_text_document(
        self,
        text_doc: types.VersionedTextDocumentIdentifier,
        change: types.TextDocumentContentChangeEvent,
    ) -> None:
        """Apply a change, unless it is of an older version than the text already has."""
        known = self.text_documents[unquote(text_doc.uri)].version
        if known is None or text_doc.version >= known:
            super().update_text_document(text_doc, change)


class Protocol(LanguageServerProtocol):
    """The protocol, with an answer to every request and without growing memory."""

    # Of the process, once the client has asked it to exit: 1 if it has not asked it to shut down.
    exit_status = 0

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(
        self, params: types.InitializeParams
    ) -> Generator[Any, Any, types.InitializeResult]:
        result = yield from super().lsp_initialize(params)
        self._workspace = Documents(
            self.workspace.root_uri,
            workspace_folders=params.workspace_folders or [],
            position_encoding=self.workspace.position_encoding,
        )
        return result

    def structure_message(self, data: dict[str, Any]) -> Any:
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            # pygls logs the error, but never answers the request.
            if "method" in data and isinstance(data.get("id"), int | str):
                self._send_response(data["id"], None, error.to_response_error())
            raise

    def handle_message(self, message: RPCMessage) -> None:
        if getattr(message, "method", None) == types.EXIT:
            # pygls catches the SystemExit that it raises.
            self.exit_status = 0 if self._shutdown else 1
        elif self._shutdown and isinstance(message, RPCRequest):
            error = JsonRpcInvalidRequest("the server is shut down; start a new one")
            self._send_response(message.id, None, error.to_response_error())
            return
        super().handle_message(message)
        # pygls never drops the future of a notification: two kilobytes an edit.
        for identifier in [key for key, future in self._request_futures.items() if future.done()]:
            del self._request_futures[identifier]
