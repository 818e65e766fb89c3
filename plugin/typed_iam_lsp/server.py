"""The server: which message leads to which answer.  All messages are handled in turn, in one thread."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from typed_iam_core import config as configuration
from typed_iam_core.config import Config, ConfigError
from typed_iam_core.engine import Finding
from typed_iam_core.text.source import one_line
from typed_iam_lsp import completion, fixes, hover
from typed_iam_lsp.analysis import Analysis
from typed_iam_lsp.documents import Document, Protocol
from typed_iam_lsp.positions import Positions

_SOURCE = "typed-iam"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "hint": types.DiagnosticSeverity.Hint,
}
# Seconds without a change before a text is checked: longer than between two keys, too short to
# be noticed.
_PAUSE = 0.1
_PYPROJECT = "pyproject.toml"


class Server(LanguageServer):
    """A language server for one client."""

    def __init__(self) -> None:
        super().__init__(_SOURCE, version(_SOURCE), protocol_cls=Protocol)
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._complaints: set[str] = set()
        self._analyses: dict[str, Analysis] = {}
        self._register()

    def _register(self) -> None:
        fixes_only = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
        triggers = types.CompletionOptions(trigger_characters=list("\"':"))
        handlers: list[tuple[str, Callable[[Any], object], object]] = [
            (types.INITIALIZED, self._watch_configuration, None),
            (types.TEXT_DOCUMENT_DID_OPEN, self._opened, None),
            (types.TEXT_DOCUMENT_DID_CHANGE, self._changed, None),
            (types.TEXT_DOCUMENT_DID_SAVE, self._saved, None),
            (types.TEXT_DOCUMENT_DID_CLOSE, self._closed, None),
            (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._publish_all, None),
            (types.TEXT_DOCUMENT_CODE_ACTION, self._code_actions, fixes_only),
            (types.TEXT_DOCUMENT_HOVER, self._hover, None),
            (types.TEXT_DOCUMENT_COMPLETION, self._complete, triggers),
        ]
        for method, handler, options in handlers:
            # pygls sets attributes on handlers, which a bound method does not allow.
            self.feature(method, options)(partial(handler))

    def report_server_error(self, error: Exception, source: object) -> None:
        """Log the error in the client: a pop-up for each message would only disturb."""
        text = one_line(f"{type(error).__name__}: {error}", 1000)
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, text))

    # Configuration

    def _watch_configuration(self, _: types.InitializedParams) -> None:
        workspace = self.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace else None
        if watched is None or not watched.dynamic_registration:
            return
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        options = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher(f"**/{_PYPROJECT}")]
        )
        self.client_register_capability(
            types.RegistrationParams([types.Registration("pyproject", method, options)])
        )

    def _config(self, path: Path | None) -> Config | None:
        """The settings for a file as they are now; None if they cannot be used."""
        start = path.parent if path is not None else Path(self.workspace.root_path or ".")
        try:
            config = configuration.load(start)
        except (ConfigError, OSError) as error:
            self._complain(one_line(str(error), 500))
            return None
        fixed = f"{config.root / _PYPROJECT}:"
        self._complaints = {text for text in self._complaints if not text.startswith(fixed)}
        return config

    def _complain(self, text: str) -> None:
        # Every check reads the same file and finds the same error.
        if text not in self._complaints:
            self._complaints.add(text)
            self.window_show_message(
                types.ShowMessageParams(types.MessageType.Error, f"{_SOURCE}: {text}")
            )

    # Diagnostics

    def _opened(self, params: types.DidOpenTextDocumentParams) -> None:
        self._publish(params.text_document.uri)

    def _changed(self, params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        self._cancel(uri)
        loop = asyncio.get_running_loop()
        self._waiting[uri] = loop.call_later(_PAUSE, self._publish, uri)

    def _saved(self, params: types.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri
        if uri.endswith(f"/{_PYPROJECT}"):
            self._publish_all()
        else:
            self._publish(uri)

    def _closed(self, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        self._cancel(uri)
        self._analyses.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def _publish_all(self, _: types.DidChangeWatchedFilesParams | None = None) -> None:
        self._complaints.clear()
        for document in list(self.workspace.text_documents.values()):
            self._publish(document.uri)

    def _cancel(self, uri: str) -> None:
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()

    def _publish(self, uri: str) -> None:
        self._cancel(uri)
        document = self._document(uri)
        if document is None:
            return
        findings = self._findings(document)
        if findings is None:
            # While a line is being typed, the diagnostics of the last text are kept.
            return
        positions = document.positions
        diagnostics = [_diagnostic(positions, finding) for finding in findings]
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, diagnostics, document.version)
        )

    def _findings(self, document: Document) -> list[Finding] | None:
        """The findings in the text as it is now; None if they cannot be known."""
        config = self._config(document.file)
        return self._analysis(document, config).findings if config is not None else None

    def _analysis(self, document: Document, config: Config | None = None) -> Analysis:
        """The analysis of the text as it is now, one for all requests until it changes."""
        config = config or self._config(document.file) or Config()
        known = self._analyses.get(document.uri)
        if known is None or (known.text, known.config) != (document.source, config):
            known = Analysis(document.source, config, document.file)
            self._analyses[document.uri] = known
        return known

    def _document(self, uri: str) -> Document | None:
        """An open Python document; never one read from the disk."""
        document = self.workspace.text_documents.get(unquote(uri))
        return document if isinstance(document, Document) and document.is_python else None

    # Requests

    def _code_actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        document = self._document(params.text_document.uri)
        found = self._findings(document) if document and _wants_fixes(params.context.only) else None
        if document is None or not found:
            return []
        positions = document.positions
        start, end = positions.place(params.range.start), positions.place(params.range.end)
        return [
            self._code_action(document, fix)
            for fix in fixes.at(self._analysis(document), start, end)
        ]

    def _code_action(self, document: Document, fix: fixes.Fix) -> types.CodeAction:
        text_edit = types.TextEdit(document.positions.range(fix.span), fix.text)
        return types.CodeAction(
            fix.title,
            types.CodeActionKind.QuickFix,
            [_diagnostic(document.positions, fix.finding)],
            is_preferred=fix.preferred,
            edit=self._workspace_edit(document, text_edit),
        )

    def _workspace_edit(self, document: Document, text_edit: types.TextEdit) -> types.WorkspaceEdit:
        workspace = self.client_capabilities.workspace
        edits = workspace.workspace_edit if workspace else None
        if edits is None or not edits.document_changes:
            return types.WorkspaceEdit({document.uri: [text_edit]})
        # With the version, the client rejects the edit once the text has changed.
        identifier = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
        changes = types.TextDocumentEdit(identifier, [text_edit])
        return types.WorkspaceEdit(document_changes=[changes])

    def _hover(self, params: types.HoverParams) -> types.Hover | None:
        document = self._document(params.text_document.uri)
        if document is None:
            return None
        place, analysis = document.positions.place(params.position), self._analysis(document)
        for slot in analysis.actions:
            if slot.span[:2] <= place < slot.span[2:]:
                text = hover.about(slot, analysis.config)
                if text is not None:
                    content = types.MarkupContent(types.MarkupKind.Markdown, text)
                    return types.Hover(content, document.positions.range(slot.span))
        return None

    def _complete(self, params: types.CompletionParams) -> list[types.CompletionItem]:
        document = self._document(params.text_document.uri)
        if document is None:
            return []
        positions, analysis = document.positions, self._analysis(document)
        known = analysis.config.catalogue
        slot = completion.slot(analysis.source, positions.place(params.position), known)
        if slot is None:
            return []
        return list(completion.items(slot, positions.range(slot.span), known))


def _wants_fixes(only: object) -> bool:
    if not isinstance(only, list | tuple):
        return True
    return any(str(getattr(kind, "value", kind)) in ("", "quickfix") for kind in only)


def _diagnostic(positions: Positions, finding: Finding) -> types.Diagnostic:
    return types.Diagnostic(
        positions.range(finding.span),
        finding.message,
        _SEVERITIES.get(finding.severity, types.DiagnosticSeverity.Error),
        finding.code,
        source=_SOURCE,
    )


def serve() -> None:
    """Serve one client over standard input and output; exit when it asks to or disconnects."""
    # pygls warns about each notification without a handler.
    logging.basicConfig(level=logging.ERROR)
    server = Server()
    server.start_io()
    if isinstance(server.protocol, Protocol):
        sys.exit(server.protocol.exit_status)
