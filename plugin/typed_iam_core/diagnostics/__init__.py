"""The diagnostics, one a file; the first that has something to say about an action wins."""

from __future__ import annotations

from typed_iam_core.diagnostics.base import ActionText, Diagnostic, Verdict
from typed_iam_core.diagnostics.deprecated_action import DeprecatedAction
from typed_iam_core.diagnostics.empty_pattern import EmptyPattern
from typed_iam_core.diagnostics.malformed_action import MalformedAction
from typed_iam_core.diagnostics.operation_name import OperationName
from typed_iam_core.diagnostics.retired_action import RetiredAction
from typed_iam_core.diagnostics.unknown_action import UnknownAction
from typed_iam_core.diagnostics.unknown_service import UnknownService
from typed_iam_core.diagnostics.wildcard_service import WildcardService

# From the form of the text to its meaning; each rule may rely on those before it.
DIAGNOSTICS: tuple[Diagnostic, ...] = (
    MalformedAction(),
    WildcardService(),
    OperationName(),
    RetiredAction(),
    UnknownService(),
    EmptyPattern(),
    UnknownAction(),
    DeprecatedAction(),
)

CODES: tuple[str, ...] = tuple(diagnostic.code for diagnostic in DIAGNOSTICS)

__all__ = ["CODES", "DIAGNOSTICS", "ActionText", "Diagnostic", "Verdict"]
