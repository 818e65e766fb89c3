"""Settings, catalogue and file contents of the project that mypy checks."""

from __future__ import annotations

import ast
import gc
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from mypy.options import Options

from typed_iam_core import config
from typed_iam_core.config import Config, ConfigError
from typed_iam_core.engine import Finding, check_source, may_have_findings
from typed_iam_core.expressions.scopes import Resolver
from typed_iam_core.ignores import silencing_lines
from typed_iam_core.text import files
from typed_iam_core.text.source import Source, UnreadableSource


@contextmanager
def _without_collections() -> Iterator[None]:
    """No garbage collection: a new syntax tree sets it off, and it visits all of mypy's heap."""
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
        self, path: str, data: bytes, package: str = "", resolve: Resolver | None = None
    ) -> list[Placed]:
        """Findings of a file of these bytes.

        Raises:
            UnreadableSource: they cannot be parsed.
        """
        if self.config.excludes(path) or not may_have_findings(data, self.config.catalogue):
            return []
        with _without_collections():
            # The tree is freed when this returns, and no collection has to visit it.
            return self._judged(path, data, package, resolve)

    def _judged(
        self, path: str, data: bytes, package: str, resolve: Resolver | None
    ) -> list[Placed]:
        source = Source(data)
        found = check_source(
            source, self.config, path, type_ignores=False, package=package, resolve=resolve
        )
        return [Placed(each, silencing_lines(source, each.span)) for each in found]

    def read(self, path: str) -> bytes:
        """The bytes that mypy reads for a path.

        Raises:
            UnreadableSource: it is too large, or not a regular file.
            OSError: it cannot be read.
        """
        if self.shadows:
            # mypy asks for the same file, however its path is written.
            path = dict(self.shadows).get(os.path.realpath(path), path)
        try:
            return files.read(path, self.config.max_file_size)[0]
        except files.TooLarge as error:
            way_out = "raise max-file-size in [tool.typed-iam] or exclude the file"
            raise UnreadableSource(f"{error}; {way_out}") from None
        except files.Skipped as error:
            raise UnreadableSource(str(error)) from None


def strings_in(data: bytes) -> dict[tuple[int, int], str]:
    """The strings of a module by the places where they start: a line, and a column from 0."""
    source = Source(data)
    found = {}
    for node in ast.walk(source.parse()):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            span = source.span(node)
            found[span.line, span.column - 1] = node.value
    return found
