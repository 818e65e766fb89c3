from __future__ import annotations

from typed_iam_core.diagnostics.base import ActionText, Diagnostic, Verdict, choice
from typed_iam_core.matching import expand


class DeprecatedAction(Diagnostic):
    """The action is still listed, but AWS has announced its end.

    It stops granting anything without notice in the policy.
    """

    code = "iam-deprecated-action"
    valid = ("account:GetContactInformation", "ecr:*")
    invalid = ("aws-portal:ViewUsage", "aws-portal:*")

    def check(self, action: ActionText) -> Verdict | None:
        if action.service is None:
            return None
        deprecated = action.catalogue.deprecated.get(action.service.prefix, {})
        dead = expand(action.name, deprecated)
        living = expand(action.name, action.service.actions)
        if not dead or len(dead) < len(living):
            return None
        replacements = tuple(deprecated[dead[0]][:3]) if len(dead) == 1 else ()
        hint = f"; use {choice(replacements)}" if replacements else ""
        more = ", …" if len(dead) == 1 and len(deprecated[dead[0]]) > 3 else ""
        return Verdict(f"{action.shown} is announced dead by AWS{hint}{more}", replacements)
