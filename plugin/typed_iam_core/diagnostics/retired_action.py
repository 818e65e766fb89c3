from __future__ import annotations

from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, choice
from typed_iam_core.suggestions import LIMIT


class RetiredAction(ActionRule):
    """AWS no longer lists the action.

    It was renamed or split, or its service was shut down.
    """

    code = "iam-retired-action"
    valid = ("ecr:DescribeRepositoryCreationTemplates",)
    invalid = ("ecr:DescribeRepositoryCreationTemplate", "deeplens:CreateProject")

    def check(self, action: ActionText) -> Verdict | None:
        if action.service is not None and action.name.lower() in action.service.actions:
            return None
        facts = action.catalogue.retired(action.prefix, action.name)
        seen = facts.last_seen if facts else None
        if facts is None or seen is None:
            if action.service is None and action.catalogue.is_retired_service(action.prefix):
                return Verdict(
                    f"{action.shown} belongs to a service that AWS no longer lists; remove it"
                )
            return None
        found = facts.replacement[:LIMIT]
        if not found:
            return Verdict(f"{action.shown} is no longer an action (last seen {seen}); remove it")
        said = "was renamed to" if len(found) == 1 else "was replaced by"
        if facts.confidence != "high":
            said = "is no longer an action; its successor is probably"
        return Verdict(f"{action.shown} {said} {choice(found)} (last seen {seen})", found)
