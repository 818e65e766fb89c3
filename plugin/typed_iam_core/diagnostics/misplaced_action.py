from __future__ import annotations

from collections.abc import Iterator

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import expand, matches
from typed_iam_core.diagnostics.base import Placed, StatementRule, Verdict, quoted
from typed_iam_core.policies import Kind, Statement, slots_of
from typed_iam_core.text.literals import HOLE

_REGISTRIES = frozenset({"ecr", "ecr-public"})
_LOGINS = frozenset(f"{prefix}:getauthorizationtoken" for prefix in _REGISTRIES)
# The type of resource, which an action needs or may be about.
_REPOSITORY = frozenset({"repository*", "repository"})
# Types of ecr's resources; an ARN that ends before them may lead anywhere.
_NAMED = (":repository/", ":registry/")


class MisplacedAction(StatementRule):
    """The action has no effect in this kind of policy, or on this resource.

    A policy attached to a resource is about that resource's service; a repository of ecr takes
    the actions that work on a repository; a login is not about any one repository.  A resource
    control policy names services.
    """

    code = "iam-misplaced-action"
    valid = (
        'ecr.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage", "ecr:Put*"]}]}))',
        '{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}',
        '{"Effect": "Allow", "Action": "ecr-public:GetAuthorizationToken", "Resource": "*"}',
        '{"Effect": "Allow", "Action": "ecr:PutImage", '
        '"Resource": "arn:aws:ecr:us-east-1:123456789012:repository/app"}',
        '{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": f"arn:aws:ecr:{x}"}',
        'ecr.put_registry_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Allow", "Principal": "*", "Action": "ecr:PutImage", "Resource": "*"}]}))',
        '{"Type": "AWS::ECR::PublicRepository", "Properties": {"RepositoryPolicyText": {"Version": "2012-10-17", '
        '"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr-public:PutImage"}]}}}',
        'c.create_policy(Type="RESOURCE_CONTROL_POLICY", Content=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Deny", "Principal": "*", "Action": ["s3:*", "ecr:*"], "Resource": "*"}]}))',
    )
    invalid = (
        'ecr.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}]}))',
        'ecr.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Allow", "Principal": "*", "Action": "ecr:GetAuthorizationToken"}]}))',
        'ecr.put_registry_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}))',
        'boto3.client("ecr-public").set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", '
        '"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr-public:DescribeRegistries"}]}))',
        '{"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}}}',
        'c.create_policy(Type="RESOURCE_CONTROL_POLICY", Content=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}))',
        '{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", '
        '"Resource": [f"arn:aws:ecr:{region}:123456789012:repository/app"]}',
        '{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", '
        '"Resource": "arn:aws:ecr:us-east-1:123456789012:repository/app"}',
        '{"Effect": "Allow", "Action": "ecr:PutImage", '
        '"Resource": "arn:aws:ecr-public::123456789012:repository/app"}',
        'iam.create_role(AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", '
        '"Statement": {"Effect": "Allow", "Principal": "*", "Action": "ecr:PutImage"}}))',
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
    return 'is not allowed in a resource control policy, which names services: "s3:*"'


def _by_kind(kind: Kind | None, text: str, catalogue: Catalogue) -> str | None:
    prefix, _, name = text.lower().partition(":")
    service = catalogue.service(prefix)
    if kind is None or service is None or not expand(name, service.actions):
        return None
    if not matches(kind.service, prefix):
        about = kind.service.rstrip("*")
        named = "trust policy" if kind.role == "trust" else f"{about} {kind.role} policy"
        return f"has no effect in this {named}, which is about {about} only"
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
        return 'is not about one repository; it needs "Resource": "*"'
    for prefix, other in (("ecr", "ecr-public"), ("ecr-public", "ecr")):
        if action.startswith(f"{prefix}:") and services == {other}:
            return f"has no effect on these resources, which are {other}'s"
    return None


def _is_arn(resource: str) -> bool:
    """Whether a resource is certainly one of some service's, whatever its holes are filled with."""
    if HOLE in resource and not any(each in resource for each in _NAMED):
        return False
    return resource.startswith("arn:")
