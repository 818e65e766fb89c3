from __future__ import annotations

from typed_iam_core import suggestions
from typed_iam_core.catalogue.matching import expand, is_pattern
from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, unknown


class EmptyPattern(ActionRule):
    """The wildcard matches no action of the service.

    It grants or denies nothing.
    """

    code = "iam-empty-pattern"
    valid = ("ecr:Get*", "ecr:*")
    invalid = ("ecr:Fooo*", "ecr:Imgae*")

    def check(self, action: ActionText) -> Verdict | None:
        if action.service is None or not is_pattern(action.name):
            return None
        if expand(action.name, action.service.actions):
            return None
        found = suggestions.for_pattern(action.service, action.name)
        said = f"Pattern {action.shown} matches no action"
        return Verdict(unknown(action.catalogue, found, said), found)
