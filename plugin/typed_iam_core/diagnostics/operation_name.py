from __future__ import annotations

from typed_iam_core import suggestions
from typed_iam_core.catalogue.matching import is_pattern
from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, choice


class OperationName(ActionRule):
    """The name is that of an API operation or boto3 method, not of an action.

    Most operations need the action of the same name; some need another.
    """

    code = "iam-operation-name"
    valid = ("s3:ListBucket", "lambda:InvokeFunction")
    invalid = ("s3:ListObjects", "ecr:batch_get_image")

    def check(self, action: ActionText) -> Verdict | None:
        service = action.service
        if service is None or is_pattern(action.name) or action.name.lower() in service.actions:
            return None
        found = suggestions.for_operation(action.catalogue, service, action.name)
        if not found:
            return None
        kind = "a boto3 method" if "_" in action.name else "an API operation"
        return Verdict(f"{action.shown} is {kind}, not an action; use {choice(found)}", found)
