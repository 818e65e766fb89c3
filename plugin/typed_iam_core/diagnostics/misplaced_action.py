from __future__ import annotations

from collections.abc import Iterator

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import expand, matches
from typed_iam_core.diagnostics.base import Placed, StatementRule, Verdict, quoted
from typed_iam_core.policies import Kind, Statement, slots_of
from typed_iam_core.text.literals import HOLE

_REGISTRIES = frozenset({"ecr", "ecr-public"})
_LOGINS = frozenset(f"{prefix}:getauthorizationtoken" for prefix in _REGISTRIES)
# The resource type of actions on a repository, required or optional.
_REPOSITORY = frozenset({"repository*", "repository"})
# Resource types of ecr; an ARN that ends before them may become any resource's.
_NAMED = (":repository/", ":registry/")


class MisplacedAction(StatementRule):
    """The action has no effect in this kind of policy, or on this resource.

    In a resource's policy only actions of its service have an effect, and in an ecr repository's
    only actions on a repository.  A login does not apply to one repository.  A resource control
    policy must name services.
    """

    code = "iam-misplaced-action"
    valid = (
        'ecr.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage", "ecr:Put*"]}]}))',
        '{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}',
    )
    invalid = (
        'ecr.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}]}))',
        '{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", '
        '"Resource": "arn:aws:ecr:us-east-1:123456789012:repository/app"}',
    )

    def check_statement(self, statement: Statement, catalogue: Catalogue) -> Iterator[Placed]:
        for slot in slots_of(statement):
            if slot.text is None or slot.negated:
                continue
            reason = (
                _by_kind(statement.kind, slot.text, catalogue) or _by_resource(statement, slot.text)
                if ":" in slot.text
                else _in_resource_control(statement.kind, slot.text)
            )
            if reason is not None:
                yield slot.span, Verdict(f"{quoted(slot.text)} {reason}")


def _in_resource_control(kind: Kind | None, text: str) -> str | None:
    if kind is None or kind.role != "rcp" or text != "*":
        return None
    return 'is not allowed in a resource control policy; name services, as in "s3:*"'


def _by_kind(kind: Kind | None, text: str, catalogue: Catalogue) -> str | None:
    prefix, _, name = text.lower().partition(":")
    service = catalogue.service(prefix)
    if kind is None or service is None or not expand(name, service.actions):
        return None
    if not matches(kind.service, prefix):
        service_name = kind.service.rstrip("*")
        policy = "trust policy" if kind.role == "trust" else f"{service_name} {kind.role} policy"
        return f"has no effect in this {policy}; use {service_name} actions"
    if kind.role == "registry" and text.lower() in _LOGINS:
        return "has no effect in a registry policy: a login needs an identity policy"
    if kind.role != "repository" or prefix not in _REGISTRIES:
        return None
    facts = catalogue.facts(prefix).actions
    on_repository = [each for each, known in facts.items() if _REPOSITORY & {*known.resources}]
    if expand(name, on_repository) or not expand(name, facts):
        return None
    return "has no effect in a repository policy: it does not work on a repository"


def _by_resource(statement: Statement, text: str) -> str | None:
    element = statement.get("Resource")
    if element is None or not element.complete or not element.values:
        return None
    resources = [value.text for value in element.values if value.text is not None]
    if len(resources) != len(element.values) or not all(map(_is_arn, resources)):
        return None
    action = text.lower()
    services = {each.split(":")[2] for each in resources if each.count(":") >= 2}
    if action in _LOGINS and services <= _REGISTRIES:
        return 'does not apply to one repository; use "Resource": "*"'
    for prefix, other in (("ecr", "ecr-public"), ("ecr-public", "ecr")):
        if action.startswith(f"{prefix}:") and services == {other}:
            return f"has no effect on these resources, which belong to {other}"
    return None


def _is_arn(resource: str) -> bool:
    """Whether a resource is certainly the ARN of a service's, whatever fills its holes."""
    if HOLE in resource and not any(each in resource for each in _NAMED):
        return False
    return resource.startswith("arn:")
