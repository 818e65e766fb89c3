from __future__ import annotations

from typed_iam_core.catalogue.matching import expand, is_pattern
from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, quoted


class SingleMatch(ActionRule):
    """The wildcard matches only one action.

    It will also match actions that AWS adds later, perhaps unintended ones.
    """

    code = "iam-single-match"
    severity = "hint"
    default = False
    valid = ("ecr:Put*", "ecr:PutImage")
    invalid = ("ecr:PutImageT*", "ecr:Get?ownloadUrlForLayer")

    def check(self, action: ActionText) -> Verdict | None:
        if action.service is None or not is_pattern(action.name) or not action.name.strip("*"):
            return None
        matched = expand(action.name, action.service.actions.values())
        if len(matched) != 1:
            return None
        only = f"{action.service.prefix}:{matched[0]}"
        return Verdict(f"Pattern {action.shown} matches only {quoted(only)}", (only,))
