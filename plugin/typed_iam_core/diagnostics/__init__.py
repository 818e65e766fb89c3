"""The rules, one a file, in the order in which they are applied."""

from __future__ import annotations

from typed_iam_core.diagnostics.action_case import ActionCase
from typed_iam_core.diagnostics.base import (
    ActionRule,
    ActionText,
    DocumentRule,
    Rule,
    StatementRule,
    Verdict,
)
from typed_iam_core.diagnostics.deprecated_action import DeprecatedAction
from typed_iam_core.diagnostics.duplicate_action import DuplicateAction
from typed_iam_core.diagnostics.empty_pattern import EmptyPattern
from typed_iam_core.diagnostics.malformed_action import MalformedAction
from typed_iam_core.diagnostics.many_values import ManyValues
from typed_iam_core.diagnostics.misplaced_action import MisplacedAction
from typed_iam_core.diagnostics.operation_name import OperationName
from typed_iam_core.diagnostics.policy_shape import PolicyShape
from typed_iam_core.diagnostics.retired_action import RetiredAction
from typed_iam_core.diagnostics.single_match import SingleMatch
from typed_iam_core.diagnostics.unknown_action import UnknownAction
from typed_iam_core.diagnostics.unknown_service import UnknownService
from typed_iam_core.diagnostics.unused_ignore import UnusedIgnore
from typed_iam_core.diagnostics.wildcard_service import WildcardService

# From the form of the text to its meaning.  Only the first verdict is reported, so each rule may
# rely on those before it.
ON_ACTIONS: tuple[ActionRule, ...] = (
    MalformedAction(),
    WildcardService(),
    OperationName(),
    RetiredAction(),
    UnknownService(),
    EmptyPattern(),
    UnknownAction(),
    DeprecatedAction(),
    ActionCase(),
    SingleMatch(),
)
_SHAPE = PolicyShape()
ON_STATEMENTS: tuple[StatementRule, ...] = (MisplacedAction(), DuplicateAction(), _SHAPE)
ON_DOCUMENTS: tuple[DocumentRule, ...] = (_SHAPE,)
MANY_VALUES = ManyValues()
_OTHERS = (*ON_ACTIONS, *ON_STATEMENTS, *ON_DOCUMENTS, MANY_VALUES)
# After all others, because their findings use the comments.
UNUSED_IGNORE = UnusedIgnore(rule.code for rule in _OTHERS)

RULES: dict[str, Rule] = {rule.code: rule for rule in (*_OTHERS, UNUSED_IGNORE)}

__all__ = [
    "MANY_VALUES",
    "ON_ACTIONS",
    "ON_DOCUMENTS",
    "ON_STATEMENTS",
    "RULES",
    "UNUSED_IGNORE",
    "ActionRule",
    "ActionText",
    "Rule",
    "Verdict",
]
