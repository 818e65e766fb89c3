"""What one rule says of an action or of code, whatever other rules say."""

from __future__ import annotations

from importlib import import_module

from typed_iam_core import catalogue as catalogues
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import ON_ACTIONS, RULES, ActionRule, ActionText
from typed_iam_core.engine import check
from typed_iam_core.policies import Slot
from typed_iam_core.text.source import Source, Span

ALL = Config(select=frozenset(RULES))


def suggestions(rule: ActionRule, text: str) -> tuple[str, ...] | None:
    """What a rule suggests for one action, or None where it has no verdict."""
    slot = Slot(text, Span(1, 1, 1, 1), effect="Allow")
    verdict = rule.check(ActionText.of(slot, text, catalogues.default()))
    return verdict.suggestions if verdict is not None else None


def flagged(code: str, text: str) -> list[str]:
    """The texts in a module that findings of a code are on."""
    source = Source(text.encode())
    return [source.segment(each.span) for each in check(source.data, ALL) if each.code == code]


def cases(code: str) -> list[str]:
    """The examples and the cases of a rule: actions, or source text for rules on code."""
    name = code.removeprefix("iam-").replace("-", "_")
    table = import_module(f"tests.core.diagnostics.test_{name}").CASES
    rule = RULES[code]
    found = table if rule in ON_ACTIONS else [source for source, _ in table.values()]
    return list(dict.fromkeys([*rule.valid, *rule.invalid, *found]))
