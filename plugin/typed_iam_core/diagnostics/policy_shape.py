from __future__ import annotations

from collections.abc import Iterator

from typed_iam_core.diagnostics.base import PolicyDiagnostic, Verdict, did_you_mean, quoted
from typed_iam_core.sites import Element, PolicyPart, Value
from typed_iam_core.sites.policies import VERSIONS, meant
from typed_iam_core.text.source import Span

_DOCUMENT = ("Id", "Statement", "Version")
_STATEMENT = (
    "Action",
    "Condition",
    "Effect",
    "NotAction",
    "NotPrincipal",
    "NotResource",
    "Principal",
    "Resource",
    "Sid",
)
_EITHER_OR = (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal"))


class PolicyShape(PolicyDiagnostic):
    """A policy has keys or values that IAM's language does not have.

    AWS rejects it when it is deployed, or, worse, some tool on the way drops the key.
    """

    code = "iam-policy-shape"
    valid = (
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}',
        '{"Version": "2012-10-17", "Id": "x", "Statement": [{"Sid": "y", "Effect": "Deny", '
        '"NotPrincipal": {"AWS": "*"}, "NotAction": "ecr:*", "NotResource": "*", "Condition": {}}]}',
        '{"Version": "2012-10-17", "Statement": []}',
        '{"Version": "2012-10-17", "Statement": [{**base, "Action": "ecr:*"}]}',
        '{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:*:*"}]}',
        '{"Version": "2023-04-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "x"}]}',
        '{"id": "x", "Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}',
        '{"Version": "2012-10-17", "Status": "Action", "Effect": "ffect"}',
    )
    invalid = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Actions": "ecr:*", "Resource": "*"}]}',
        '{"Version": "2012-10-17", "Statements": "Action", "Statement": []}  # Effect',
        '{"Version": "2012-10-17", "Statement": [{"Action": "ecr:*", "Resource": "*"}]}',
        '{"Version": "2012-10-17", "Statement": [{"Effect": "allow", "Action": "ecr:*", "Resource": "*"}]}',
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "NotAction": "ecr:*", "Resource": "*"}]}',
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "NotResource": "*"}]}',
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*"}, {"Effect": "Deny", "Action": "ecr:*", "Resource": "*"}]}',
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [], "Resource": "*"}]}',
        '{"Version": "2012-10-18", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}]}',
        '{"Version": "2012-10-17", "Statements": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}]}',
        '{"Version": "2012-10-17", "statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}]}',
        '{"Version": "2012-10-17", "Statement": [{"Effect": True, "Action": "ecr:*", "Resource": "*"}]}',
        '[{"Effect": "Allow", "Actoin": "ecr:*", "Resource": "*"}, {"Effect": "Deny", "Action": "*", "Resource": "*"}]',
        'c.create_policy(Type="RESOURCE_CONTROL_POLICY", Content=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Deny", "Principal": "*", "NotAction": "s3:GetObject", "Resource": "*"}]}))',
        '{"Type": "AWS::Organizations::Policy", "Properties": {"Type": "RESOURCE_CONTROL_POLICY", "Content": {"Version": '
        '"2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}}}',
    )

    def check(self, part: PolicyPart) -> Iterator[tuple[Span, Verdict]]:
        yield from _unknown_keys(part)
        if part.is_document:
            yield from _version(part)
        else:
            yield from _exclusive(part)
            yield from _resource_control(part)
            if part.in_document:
                yield from _incomplete(part)


def _unknown_keys(part: PolicyPart) -> Iterator[tuple[Span, Verdict]]:
    known = _DOCUMENT if part.is_document else _STATEMENT
    for element in part.elements:
        if element.name in known:
            continue
        found = meant(element.name, known)
        # What stands alone may have the keys of whoever keeps it, such as an ``id``.
        if part.in_document or (found and len(element.name) > 3):
            where = "a policy" if part.is_document else "a statement"
            message = f"Unknown key {quoted(element.name)} in {where}{did_you_mean(found)}"
            yield element.key, Verdict(message, found)


def _version(part: PolicyPart) -> Iterator[tuple[Span, Verdict]]:
    version = part.get("Version")
    if version is not None and version.text is not None and version.text not in VERSIONS:
        message = f"Unknown policy version {quoted(version.text)}{did_you_mean(VERSIONS[:1])}"
        yield version.at, Verdict(message, VERSIONS[:1])


def _exclusive(part: PolicyPart) -> Iterator[tuple[Span, Verdict]]:
    for one, other in _EITHER_OR:
        if part.get(one) is not None and (second := part.get(other)) is not None:
            message = f"A statement takes {quoted(one)} or {quoted(other)}, not both"
            yield second.key, Verdict(message)


def _resource_control(part: PolicyPart) -> Iterator[tuple[Span, Verdict]]:
    """What AWS Organizations refuses in the resource control policies that customers write."""
    if part.kind is None or part.kind.role != "rcp":
        return
    effect, not_action = part.get("Effect"), part.get("NotAction")
    if effect is not None and effect.text == "Allow":
        yield effect.at, Verdict('A resource control policy can only "Deny"')
    if not_action is not None:
        yield not_action.key, Verdict('A resource control policy takes no "NotAction"')


def _incomplete(part: PolicyPart) -> Iterator[tuple[Span, Verdict]]:
    """What a statement lacks; one that stands alone may get it later."""
    effect, action = part.get("Effect"), part.get("Action") or part.get("NotAction")
    misspelt = any(meant(element.name, _STATEMENT) for element in _unknown(part))
    if effect is None and not misspelt:
        yield _head(part), Verdict('A statement needs an "Effect": "Allow" or "Deny"')
    elif effect is not None and effect.text is not None and effect.text not in ("Allow", "Deny"):
        found = meant(effect.text, ("Allow", "Deny"))
        said = f"Unknown effect {quoted(effect.text)}{did_you_mean(found)}"
        yield effect.at, Verdict(said, found)
    elif effect is not None and effect.value in (Value.LIST, Value.EMPTY, Value.TRUTH):
        yield effect.at, Verdict('An effect is one string, "Allow" or "Deny"')
    if action is None and not misspelt:
        yield _head(part), Verdict('A statement needs an "Action" or a "NotAction"')
    elif action is not None and action.value is Value.EMPTY:
        yield action.at, Verdict(f"{quoted(action.name)} is empty, so the statement does nothing")


def _unknown(part: PolicyPart) -> list[Element]:
    return [element for element in part.elements if element.name not in _STATEMENT]


def _head(part: PolicyPart) -> Span:
    """The brace that opens a dict: an error over all of it would hide those inside."""
    return Span(part.span.line, part.span.column, part.span.line, part.span.column + 1)
