from __future__ import annotations

from typed_iam_core.catalogue.matching import is_pattern
from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, did_you_mean


class WildcardService(ActionRule):
    """The service prefix holds a wildcard; IAM allows one in the name only.

    AWS rejects such a policy.  ``*`` alone, for every action of every service, is fine.
    """

    code = "iam-wildcard-service"
    valid = ("*", "ecr:*", "ecr:Get*")
    invalid = ("e*:Get*", "*:PutImage", "ec?:PutImage", "*:*")

    def check(self, action: ActionText) -> Verdict | None:
        if ":" not in action.text or not is_pattern(action.prefix):
            return None
        suggestions = ("*",) if action.text == "*:*" else ()
        return Verdict(
            f"{action.shown}: a service prefix takes no wildcard{did_you_mean(suggestions)}",
            suggestions,
        )
