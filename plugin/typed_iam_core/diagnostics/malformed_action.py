from __future__ import annotations

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.diagnostics.base import ActionRule, ActionText, Verdict, did_you_mean, quoted
from typed_iam_core.suggestions import joined


class MalformedAction(ActionRule):
    """The text does not have the form ``prefix:Name``.

    IAM rejects a policy with such an action, or accepts an action that matches nothing.
    """

    code = "iam-malformed-action"
    valid = ("ecr:PutImage", "*", "ecr:*")
    invalid = ("PutImage", "ecr: PutImage", "arn:aws:ecr:us-east-1:123456789012:repository/app")

    def check(self, action: ActionText) -> Verdict | None:
        if action.slot.bare and ":" in action.name:
            return _prefixed(action.name, action.catalogue)
        reason = _reason(action)
        if reason is None:
            return None
        parts = joined(action.catalogue, action.text)
        if parts:
            between = " and ".join(map(quoted, parts[:2]))
            return Verdict(f"Malformed action {action.shown}: a comma is missing between {between}")
        suggestions = repaired(action)
        hint = did_you_mean(suggestions[:1])
        return Verdict(f"Malformed action {action.shown}: {reason}{hint}", suggestions)


def _prefixed(text: str, catalogue: Catalogue) -> Verdict:
    """The verdict on an action where only the name after the prefix is allowed."""
    known = catalogue.action(text)
    found = (known,) if known is not None else ()
    hint = did_you_mean((text.partition(":")[2],)) if found else ""
    return Verdict(
        f"Malformed action {quoted(text)}: a service prefix is not allowed here{hint}", found
    )


def _reason(action: ActionText) -> str | None:
    text = action.text
    if text and not text.strip("*"):
        return None  # AWS reads ``**`` as ``*``
    if text.lower().startswith("arn:"):
        return "an ARN belongs in Resource"
    if text != "".join(text.split()):
        return "white space is not allowed in actions"
    if "$" in text:
        return "policy variables do not work in actions"
    if ":" not in text:
        return 'it needs a service prefix, as in "ecr:PutImage"'
    if text.count(":") > 1:
        return "it has more than one colon"
    if not action.prefix:
        return "the service prefix is empty"
    if not action.name:
        return "the name after the colon is empty"
    strange = next((c for c in text if not (c.isascii() and (c.isalnum() or c in ":*?-_."))), None)
    if strange is not None:
        return f"{strange!a} is not allowed in actions"
    return None


def repaired(action: ActionText) -> tuple[str, ...]:
    """The action without white space and second colon, or with the prefix of each service that has the name."""
    squeezed = action.catalogue.action("".join(action.text.split()).replace("::", ":"))
    if squeezed:
        return (squeezed,)
    if ":" not in action.text:
        prefixes = action.catalogue.services_with(action.text)
        if len(prefixes) <= 3:
            found = (action.catalogue.action(f"{prefix}:{action.text}") for prefix in prefixes)
            return tuple(name for name in found if name)
    return ()
