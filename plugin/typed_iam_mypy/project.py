"""What the plugin knows of the project that mypy checks: settings, catalogue, file contents."""

from __future__ import annotations

import ast
import gc
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from mypy.options import Options

from typed_iam_core import config
from typed_iam_core.config import Config, ConfigError
from typed_iam_core.engine import Finding, check_source, may_have_findings
from typed_iam_core.expressions.scopes import Resolver
from typed_iam_core.ignores import silencing_lines
from typed_iam_core.text.source import Source, UnreadableSource


@contextmanager
def _without_collections() -> Iterator[None]:
    """No garbage collection: a new syntax tree sets it off, and it goes over all of mypy's heap."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Placed(NamedTuple):
    """A finding, and the lines where ``# type: ignore`` silences it."""

    finding: Finding
    lines: list[int]


@dataclass(frozen=True)
class Project:
    """Settings of one mypy run; ``error`` says why they cannot be used, in one line."""

    config: Config
    error: str | None
    digest: str
    shadows: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, options: Options) -> Project:
        """Settings beside mypy's own configuration file, or else those of the working folder."""
        start = Path(options.config_file).parent if options.config_file else Path.cwd()
        try:
            settings, error = config.load(start), None
        except ConfigError as reason:
            settings, error = Config(), str(reason)
        known = f"{settings.catalogue.version} {settings} {error}"
        shadows = tuple(
            (os.path.realpath(path), shadow) for path, shadow in options.shadow_file or ()
        )
        return cls(settings, error, hashlib.sha256(known.encode()).hexdigest()[:16], shadows)

    def findings(
        self, path: str, package: str = "", resolve: Resolver | None = None
    ) -> list[Placed]:
        """Findings of one file as mypy sees it; UnreadableSource or OSError if there are none."""
        if self.config.excludes(path):
            return []
        with _without_collections():
            data = self._read(path)
            if not may_have_findings(data, self.config.catalogue):
                return []
            source = Source(data)
            found = check_source(
                source, self.config, path, type_ignores=False, package=package, resolve=resolve
            )
            return [Placed(each, silencing_lines(source, each.span)) for each in found]

    def text_at(self, path: str, line: int, column: int) -> str | None:
        """The value of the string that starts at a line and a column from 0, or None."""
        source = Source(self._read(path))
        for node in ast.walk(source.parse()):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                span = source.span(node)
                if (span.line, span.column - 1) == (line, column):
                    return node.value
        return None

    def _read(self, path: str) -> bytes:
        if self.shadows:
            # mypy asks for the same file, however its path is written.
            path = dict(self.shadows).get(os.path.realpath(path), path)
        status, limit = os.stat(path), self.config.max_file_size  # noqa: PTH116
        if not S_ISREG(status.st_mode):
            # A pipe that mypy has emptied: to open it would be to wait for ever.
            raise UnreadableSource("it is no regular file, and mypy has read what was in it")
        if status.st_size > limit:
            raise UnreadableSource(
                f"its {status.st_size:,} bytes are over the limit of {limit:,};"
                " raise max-file-size in [tool.typed-iam] or exclude the file"
            )
        # ``Path.read_bytes`` takes twice as long, and there are many files.
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
