"""Findings as errors of mypy, with error codes that its own options and comments understand."""

from __future__ import annotations

from functools import partial

from mypy.errorcodes import ErrorCode
from mypy.errors import Errors
from mypy.nodes import Block, MypyFile
from mypy.semanal import SemanticAnalyzer

from typed_iam_core.diagnostics import RULES
from typed_iam_core.text.source import UnreadableSource, one_line
from typed_iam_mypy.constants import constant, package_of
from typed_iam_mypy.project import Project

CODES = {
    code: ErrorCode(code, (rule.__doc__ or code).splitlines()[0], "typed-iam")
    for code, rule in RULES.items()
}


def report(module: MypyFile, semantic: SemanticAnalyzer, project: Project) -> None:
    """Report the findings of a module; whatever goes wrong is a note, never a crash of mypy."""
    errors = semantic.errors
    if module.is_stub or not module.path or is_silent(module.path, errors) or is_ignored(module):
        return
    try:
        data = project.read(module.path)
        resolve = partial(constant, semantic)
        findings = project.findings(module.path, data, package_of(module), resolve)
    except UnreadableSource as reason:
        _note(errors, f"typed-iam cannot check this file: {reason}")
        return
    except OSError:
        return  # a program given with -c, or a file that is gone: mypy reports that itself
    except Exception as error:
        described = one_line(f"{type(error).__name__}: {error}")
        _note(errors, f"typed-iam failed on this file: {described}; report it as a bug")
        return
    for finding, lines in findings:
        span = finding.span
        errors.report(
            span.line,
            span.column - 1,
            finding.message,
            code=CODES[finding.code],
            severity="note" if finding.severity == "hint" else "error",
            origin_span=lines,
            end_line=span.end_line,
            end_column=span.end_column - 1,
        )


def is_silent(path: str, errors: Errors) -> bool:
    """Whether mypy drops every message about a file: library code, ``ignore_errors``."""
    return path in errors.ignored_files or errors.options.ignore_errors


def is_ignored(module: MypyFile) -> bool:
    """Whether the file starts with ``# type: ignore``, which mypy applies to all of it."""
    # One of mypy's parsers drops the statements then, the other puts them in a block.
    return all(isinstance(statement, Block) for statement in module.defs)


def _note(errors: Errors, message: str) -> None:
    errors.report(1, 0, message, severity="note")
