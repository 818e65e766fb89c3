"""Open documents, kept as the protocol says.

pygls splits lines wherever ``str.splitlines`` does, so that a form feed or a U+2028 in a file
shifts every line after it, and an edit there tears the text.  The protocol, as Python, knows
three line ends: ``\\n``, ``\\r\\n`` and ``\\r``.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.json_rpc import RPCMessage
from pygls.protocol.language_server import lsp_method
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument, Workspace

from typed_iam_lsp.positions import Positions


class Document(TextDocument):
    """One text of the editor's, saved or not."""

    @property
    def lines(self) -> Sequence[str]:
        """Lines with their ends."""
        return tuple(io.StringIO(self.source, newline=""))

    @property
    def positions(self) -> Positions:
        """Translates places of the text as it is now."""
        return Positions(self.lines, str(self.position_codec.encoding))

    @property
    def file(self) -> Path | None:
        """Where the text is saved; None of what has no file yet, or is no file."""
        path = to_fs_path(self.uri)
        return Path(path) if path else None

    @property
    def is_python(self) -> bool:
        """Whether the client calls it Python, or its name does."""
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
    """The workspace, with documents of the kind above."""

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


class Protocol(LanguageServerProtocol):
    """The protocol over those documents, with an answer to every request, in steady memory."""

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
            # pygls reports it, but leaves who asked waiting for ever.
            if "method" in data and isinstance(data.get("id"), int | str):
                self._send_response(data["id"], None, error.to_response_error())
            raise

    def handle_message(self, message: RPCMessage) -> None:
        super().handle_message(message)
        # pygls keeps the future of every notification: two kilobytes an edit, for ever.
        for identifier in [key for key, future in self._request_futures.items() if future.done()]:
            del self._request_futures[identifier]
