from __future__ import annotations

from typed_iam_core import suggestions
from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, quoted, unknown


class UnknownService(ActionRule):
    """AWS has no service with that prefix.

    Often it is the name of a boto3 client or an AWS CLI command.
    """

    code = "iam-unknown-service"
    valid = ("logs:PutLogEvents", "states:StartExecution")
    invalid = ("cloudwatch-logs:PutLogEvents", "stepfunctions:StartExecution", "ec:PutImage")

    def check(self, action: ActionText) -> Verdict | None:
        if action.service is not None or not action.text.strip("*"):
            return None
        if action.catalogue.is_retired_service(action.prefix):
            return None
        found = suggestions.for_prefix(action.catalogue, action.prefix, action.name)
        said = f"Unknown service prefix {quoted(action.prefix)}"
        message = unknown(action.catalogue, found, f"{said} in {action.shown}", said)
        return Verdict(message, found)
