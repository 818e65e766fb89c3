from __future__ import annotations

from collections.abc import Iterator

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.diagnostics.base import StatementDiagnostic, Verdict, quoted
from typed_iam_core.matching import expand, matches
from typed_iam_core.sites import Site, Statement
from typed_iam_core.source import Span

# What AWS lets other accounts do through the policy of a whole ecr registry.
_REGISTRY = ("BatchImportUpstreamImage", "CreateRepository", "ReplicateImage")


class MisplacedAction(StatementDiagnostic):
    """The action has no effect in this kind of policy, or on this resource.

    A policy attached to a resource is about that resource's service; a repository of ecr takes
    the actions that work on a repository; a login is not about any one repository.
    """

    code = "iam-misplaced-action"
    valid = (
        'ecr.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage", "ecr:Put*"]}]}))',
        '{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}',
        '{"Effect": "Allow", "Action": "ecr-public:GetAuthorizationToken", "Resource": "*"}',
        '{"Effect": "Allow", "Action": "ecr:PutImage", '
        '"Resource": "arn:aws:ecr:us-east-1:123456789012:repository/app"}',
    )
    invalid = (
        'ecr.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}]}))',
        'ecr.set_repository_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Allow", "Principal": "*", "Action": "ecr:GetAuthorizationToken"}]}))',
        'ecr.put_registry_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": '
        '[{"Effect": "Allow", "Principal": "*", "Action": "ecr:PutImage", "Resource": "*"}]}))',
        '{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", '
        '"Resource": "arn:aws:ecr:us-east-1:123456789012:repository/app"}',
        '{"Effect": "Allow", "Action": "ecr:PutImage", '
        '"Resource": "arn:aws:ecr-public::123456789012:repository/app"}',
        'iam.create_role(AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", '
        '"Statement": {"Effect": "Allow", "Principal": "*", "Action": "ecr:PutImage"}}))',
    )

    def check(self, statement: Statement, catalogue: Catalogue) -> Iterator[tuple[Span, Verdict]]:
        for site in statement.sites:
            if site.text is None or site.negated or ":" not in site.text:
                continue
            reason = _by_kind(statement, site, catalogue) or _by_resource(statement, site)
            if reason is not None:
                yield site.span, Verdict(f"{quoted(site.text)} {reason}")


def _by_kind(statement: Statement, site: Site, catalogue: Catalogue) -> str | None:
    kind = statement.kind
    prefix, _, name = (site.text or "").lower().partition(":")
    service = catalogue.service(prefix)
    if kind is None or service is None or not expand(name, service.actions):
        return None
    if not matches(kind.service, prefix):
        about = kind.service.rstrip("*")
        named = "trust policy" if kind.role == "trust" else f"{about} {kind.role} policy"
        return f"has no effect in this {named}, which is about {about} only"
    if not kind.service.startswith("ecr") or prefix != "ecr":
        return None
    if kind.role == "registry":
        return None if expand(name, _REGISTRY) else _no_effect("registry policy", _REGISTRY)
    facts = catalogue.facts("ecr")["actions"]
    on_repository = [each for each, known in facts.items() if "repository*" in known["resources"]]
    if expand(name, on_repository) or not expand(name, facts):
        return None
    return "has no effect in a repository policy: it does not work on a repository"


def _no_effect(policy: str, actions: tuple[str, ...]) -> str:
    return f"has no effect in a {policy}, which takes {', '.join(actions)}"


def _by_resource(statement: Statement, site: Site) -> str | None:
    resources = statement.resources
    if not resources or not all(each.startswith("arn:") for each in resources):
        return None
    action = (site.text or "").lower()
    services = {each.split(":")[2] for each in resources if each.count(":") >= 2}
    is_login = action in ("ecr:getauthorizationtoken", "ecr-public:getauthorizationtoken")
    if is_login and services <= {"ecr", "ecr-public"}:
        return 'is not about one repository; it needs "Resource": "*"'
    for prefix, other in (("ecr", "ecr-public"), ("ecr-public", "ecr")):
        if action.startswith(f"{prefix}:") and services == {other}:
            return f"has no effect on these resources, which are {other}'s"
    return None
