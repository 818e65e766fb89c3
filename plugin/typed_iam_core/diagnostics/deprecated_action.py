from __future__ import annotations

from typed_iam_core.catalogue.matching import expand, is_pattern
from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, choice
from typed_iam_core.suggestions import LIMIT


class DeprecatedAction(ActionRule):
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
        if is_pattern(action.name):
            # A broad wildcard that takes in a few dead actions lives by the others.
            if 2 * len(dead) <= len(expand(action.name, action.service.actions)):
                return None
            example = f"{action.service.prefix}:{dead[0]}"
            return Verdict(
                f"{action.shown} stands for actions that AWS has announced dead;"
                f' "typed-iam explain {example}" tells what replaces one of them'
            )
        if not dead:
            return None
        replacements = deprecated[dead[0]]
        named = tuple(replacements[:LIMIT])
        more = f" (and {len(replacements) - LIMIT} more)" if len(replacements) > LIMIT else ""
        return Verdict(f"{action.shown} is announced dead by AWS; use {choice(named)}{more}", named)
