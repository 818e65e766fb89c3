from __future__ import annotations

from typed_iam_core.catalogue.matching import expand, is_pattern
from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, choice
from typed_iam_core.suggestions import LIMIT


class DeprecatedAction(ActionRule):
    """The action is still listed, but AWS has deprecated it.

    One day it stops granting anything, and nothing in the policy shows that.
    """

    code = "iam-deprecated-action"
    valid = ("account:GetContactInformation", "ecr:*")
    invalid = ("aws-portal:ViewUsage", "aws-portal:*")

    def check(self, action: ActionText) -> Verdict | None:
        if action.service is None:
            return None
        deprecated = action.catalogue.deprecated.get(action.service.prefix, {})
        found = expand(action.name, deprecated)
        if is_pattern(action.name):
            # A broad wildcard may match a few deprecated actions beside many others.
            if 2 * len(found) <= len(expand(action.name, action.service.actions)):
                return None
            example = f"{action.service.prefix}:{found[0]}"
            return Verdict(
                f"Pattern {action.shown} matches mostly deprecated actions;"
                f' run "typed-iam explain {example}" for the replacement of one of them'
            )
        if not found:
            return None
        replacements = deprecated[found[0]]
        named = tuple(replacements[:LIMIT])
        more = f" (and {len(replacements) - LIMIT} more)" if len(replacements) > LIMIT else ""
        return Verdict(f"{action.shown} is deprecated by AWS; use {choice(named)}{more}", named)
