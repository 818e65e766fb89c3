from __future__ import annotations

from typed_iam_core.catalogue.matching import is_pattern
from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, did_you_mean


class WildcardService(ActionRule):
    """The service prefix contains a wildcard.

    AWS rejects the policy: wildcards are allowed only in the name, or as ``*`` alone, which is
    every action of every service.
    """

    code = "iam-wildcard-service"
    valid = ("*", "ecr:*", "ecr:Get*")
    invalid = ("e*:Get*", "*:*")

    def check(self, action: ActionText) -> Verdict | None:
        if ":" not in action.text or not is_pattern(action.prefix):
            return None
        suggestions = ("*",) if action.text == "*:*" else ()
        message = f"Wildcard in the service prefix of {action.shown}{did_you_mean(suggestions)}"
        return Verdict(message, suggestions)
