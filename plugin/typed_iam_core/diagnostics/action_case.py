from __future__ import annotations

from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, quoted


class ActionCase(ActionRule):
    """The action is spelt in another case than AWS spells it.

    IAM does not mind; people who search for the action do.
    """

    code = "iam-action-case"
    severity = "hint"
    default = False
    valid = ("ecr:PutImage", "apigateway:GET")
    invalid = ("ECR:putimage", "ecr:putImage")

    def check(self, action: ActionText) -> Verdict | None:
        spelt = action.catalogue.action(action.text)
        if spelt is None or spelt == action.text:
            return None
        return Verdict(f"{action.shown} is spelt {quoted(spelt)}", (spelt,))
