from __future__ import annotations

from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, quoted


class ActionCase(ActionRule):
    """The action is not in the case that AWS writes it in.

    IAM ignores case, but a search for the action does not find it.
    """

    code = "iam-action-case"
    severity = "hint"
    default = False
    valid = ("ecr:PutImage", "apigateway:GET")
    invalid = ("ECR:putimage", "ecr:putImage")

    def check(self, action: ActionText) -> Verdict | None:
        known = action.catalogue.action(action.text)
        if known is None or known == action.text:
            return None
        return Verdict(f"{action.shown} is not in AWS's case; use {quoted(known)}", (known,))
