"""Work grows in proportion to the input: ``python -m tests.reliability.growth``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from lsprotocol import types
from mypy.errorcodes import DICT_ITEM
from mypy.errors import ErrorInfo, Errors
from mypy.options import Options

from tests.growth import counted, is_proportionate
from tests.reliability.shapes import SETTINGS, SHAPES, SHARED
from typed_iam_codemods.rewriting import action_fixes, enum_references
from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_codemods.rewriting.plans import rewritten
from typed_iam_core.config import Config, load
from typed_iam_core.diagnostics import RULES
from typed_iam_core.engine import check
from typed_iam_core.text.source import UnreadableSource
from typed_iam_lsp.documents import Documents
from typed_iam_lsp.server import Server
from typed_iam_mypy.messages import _ASKS_FOR_MEMBERS, _Shortener
from typed_iam_mypy.project import Project

# Smaller sizes show what is constant, not how work grows.
SIZE = 24
SIZE_OF_SHARED = 120

_ALL = Config(select=frozenset(RULES))


def _check(data: bytes) -> None:
    check(data, _ALL)


def _rewrite(data: bytes) -> None:
    # Only right actions are rewritten.
    rewritten(data.replace(b"BatchGetImages", b"BatchGetImage"), enum_references.plan)


def _fix(data: bytes) -> None:
    rewritten(data, lambda source: action_fixes.plan(source, Config(), unsafe=True))


def _plugin(data: bytes) -> None:
    """Report the findings, then see mypy refuse each of these strings, and what is beside it."""
    project = _ProjectOf(_ALL, None, "", ())
    object.__setattr__(project, "data", data)
    errors = Errors(Options())
    shorten = _Shortener(errors, project)
    for finding, _ in project.findings("a.py", data):
        for column in finding.span.column - 1, finding.span.column:
            shorten("a.py", _refusal(finding.span.line, column))


class _ProjectOf(Project):
    """The project of one file, whose bytes are known."""

    data: bytes

    def read(self, path: str) -> bytes:
        return self.data


def _refusal(line: int, column: int) -> ErrorInfo:
    """mypy's message on a string that the type of a policy does not accept."""
    return ErrorInfo(
        import_ctx=[],
        local_ctx=(None, None),
        line=line,
        column=column,
        end_line=line,
        end_column=column,
        severity="error",
        message=f'Dict entry has incompatible type "str": expected "{_ASKS_FOR_MEMBERS}"',
        code=DICT_ITEM,
        blocker=False,
        only_once=False,
        module="a",
        target="a",
    )


class _Server(Server):
    """A server of one document, without a client."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.protocol._workspace = Documents("file:///nowhere")
        self.protocol.client_capabilities = types.ClientCapabilities()
        self.workspace.put_text_document(types.TextDocumentItem(_URI, "python", 1, text))

    def _config(self, path: Path | None) -> Config:
        return _ALL


_URI = "file:///nowhere/a.py"


def _serve(data: bytes) -> None:
    """Show the diagnostics of a document, then hover over each and ask for its fixes."""
    server = _Server(data.decode())
    document, identifier = server._document(_URI), types.TextDocumentIdentifier(_URI)
    assert document is not None
    found = [document.positions.range(each.span) for each in server._findings(document) or ()]
    for each in found:
        server._hover(types.HoverParams(identifier, each.start))
        context = types.CodeActionContext([])
        server._code_actions(types.CodeActionParams(identifier, each, context))
    # A completion repairs and reads the text: of each of its texts there is but one.
    for each in found[-1:]:
        inside = types.Position(each.end.line, max(each.end.character - 1, 0))
        server._complete(types.CompletionParams(identifier, inside))


COMMANDS: dict[str, Callable[[bytes], None]] = {
    "check": _check,
    "rewrite": _rewrite,
    "fix": _fix,
    "plugin": _plugin,
    "server": _serve,
}


def configured(settings: str, count: int) -> None:
    """Check a file with so many findings under a configuration, in every front end's way."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "pyproject.toml")
        path.write_text(f"[tool.typed-iam]\n{settings}\n", "utf-8")
        config = load(path.parent)
        if not config.excludes(path.with_name("a.py")):
            check(SHAPES["statements on lines"](count).encode(), config, path.with_name("a.py"))


def growth_of_settings(settings: Callable[[int], str], size: int) -> dict[int, int]:
    """The steps of a check under a configuration of three sizes."""
    findings = size if settings is SETTINGS["ignores by file"] else 1
    return counted(lambda each: configured(settings(each), findings * each // size), _sizes(size))


def growth(
    command: Callable[[bytes], None], shape: Callable[[int], str], size: int
) -> dict[int, int]:
    """The steps of a command on a shape at three sizes."""

    def run(each: int) -> None:
        # A file that is left alone must not take long either.
        with suppress(UnreadableSource, Unproven):
            command(shape(each).encode())

    return counted(run, _sizes(size))


def _sizes(size: int) -> list[int]:
    return [size, 2 * size, 4 * size]


def _measured() -> Iterator[tuple[str, str, dict[int, int]]]:
    """Command, shape and steps of everything that is measured."""
    for name, shape in SHAPES.items():
        size = SIZE_OF_SHARED if name in SHARED else SIZE
        for command_name, command in COMMANDS.items():
            yield command_name, name, growth(command, shape, size)
    for name, settings in SETTINGS.items():
        yield "settings", name, growth_of_settings(settings, SIZE)


def main() -> int:
    """Print the work of each command on each shape; the status is 1 if any grows too fast."""
    failed = 0
    for command, shape, steps in _measured():
        verdict = "" if is_proportionate(steps) else "  GROWS TOO FAST"
        failed += bool(verdict)
        figures = " ".join(f"{count:10,}" for count in steps.values())
        print(f"{command:8} {shape:38} {figures}{verdict}", flush=True)
    print(f"{len(SHAPES)} shapes, {len(COMMANDS)} commands, {failed} grow too fast")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
