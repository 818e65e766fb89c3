from __future__ import annotations

from typed_iam_core import suggestions
from typed_iam_core.catalogue.matching import is_pattern
from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, unknown


class UnknownAction(ActionRule):
    """The service has no action of that name.

    IAM accepts it silently in an identity policy, and it grants or denies nothing.
    """

    code = "iam-unknown-action"
    valid = ("ecr:BatchGetImage", "ECR:batchgetimage", "apigateway:GET")
    invalid = ("ecr:BatchGetImages", "ecr:PullImage", "cloudwatch:DeleteLogGroup")

    def check(self, action: ActionText) -> Verdict | None:
        service = action.service
        if service is None or is_pattern(action.name) or action.name.lower() in service.actions:
            return None
        found = suggestions.for_name(action.catalogue, service, action.name)
        return Verdict(unknown(action.catalogue, found, f"Unknown action {action.shown}"), found)
