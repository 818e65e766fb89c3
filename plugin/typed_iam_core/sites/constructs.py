"""Resources with policies as CloudFormation, troposphere, CDK and Pulumi declare them.

They share the names of services and types: ``AWS::KMS::Key`` is ``troposphere.kms.Key`` and
``aws_cdk.aws_kms.CfnKey``; properties differ in case and underscores only, or are a row more.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from typed_iam_core.sites.boto3_calls import items, name_of_call
from typed_iam_core.sites.model import PolicyKind
from typed_iam_core.sites.scopes import Scope
from typed_iam_core.sites.values import folded, followed, full_name, last_name, only_value

_REPOSITORY = PolicyKind("ecr", "repository")
_PUBLIC_REPOSITORY = PolicyKind("ecr-public", "repository")
_REGISTRY = PolicyKind("ecr", "registry")
_KEY = PolicyKind("kms", "resource")
_BUCKET = PolicyKind("s3*", "resource")
_SECRET = PolicyKind("secretsmanager", "resource")
_TOPIC = PolicyKind("sns", "resource")
_QUEUE = PolicyKind("sqs", "resource")
_RESOURCE_CONTROL = PolicyKind("*", "rcp")

# Service and type -> property, in lower case without underscores, that takes a policy.  As in
# the table of boto3's parameters, what follows ``?`` is another property that decides.
_PROPERTIES: Mapping[str, Mapping[str, PolicyKind]] = {
    "ecr.PublicRepository": {"repositorypolicytext": _PUBLIC_REPOSITORY},
    "ecr.RegistryPolicy": {"policytext": _REGISTRY, "policy": _REGISTRY},
    "ecr.Repository": {"repositorypolicytext": _REPOSITORY},
    "ecr.RepositoryCreationTemplate": {"repositorypolicy": _REPOSITORY},
    "ecr.RepositoryPolicy": {"policy": _REPOSITORY},
    "ecrpublic.RepositoryPolicy": {"policy": _PUBLIC_REPOSITORY},
    "kms.Key": {"keypolicy": _KEY, "policy": _KEY},
    "kms.KeyPolicy": {"policy": _KEY},
    "kms.ReplicaKey": {"keypolicy": _KEY, "policy": _KEY},
    "organizations.Policy": {"content?type=RESOURCE_CONTROL_POLICY": _RESOURCE_CONTROL},
    "s3.BucketPolicy": {"policydocument": _BUCKET, "policy": _BUCKET, "document": _BUCKET},
    "secretsmanager.ResourcePolicy": {"resourcepolicy": _SECRET},
    "secretsmanager.SecretPolicy": {"policy": _SECRET},
    "sns.TopicPolicy": {"policydocument": _TOPIC, "policy": _TOPIC},
    "sqs.QueuePolicy": {"policydocument": _QUEUE, "policy": _QUEUE},
}
# Other clouds have a ``kms.Key`` of their own.
_PACKAGES = ("aws_cdk", "pulumi_aws", "pulumi_aws_native", "troposphere")
# What the CDK's ``add_to_resource_policy`` adds to.
_OWNERS: Mapping[str, PolicyKind] = {
    "ecr.Repository": _REPOSITORY,
    "kms.Key": _KEY,
    "s3.Bucket": _BUCKET,
    "secretsmanager.Secret": _SECRET,
    "sns.Topic": _TOPIC,
    "sqs.Queue": _QUEUE,
}


class Declared(NamedTuple):
    """A policy, or a statement of one, with the scope that its names are bound in."""

    value: ast.expr
    scope: Scope
    kind: PolicyKind


def policies_in(node: ast.AST, scope: Scope) -> Iterator[Declared]:
    """Policies that a dict, or a call that makes a resource or adds to its policy, takes."""
    if isinstance(node, ast.Dict) or (isinstance(node, ast.Call) and name_of_call(node) == "dict"):
        found = dict(items(node))
        if "Type" in found and "Properties" in found:
            properties, its_scope = followed(found["Properties"], scope)
            name = _of_cloudformation(folded(found["Type"], scope))
            yield from _properties(name, properties, its_scope)
    elif isinstance(node, ast.Call) and (name_of_call(node) or "")[:1].isupper():
        yield from _properties(_name(node, scope), node, scope)
    elif isinstance(node, ast.Call) and name_of_call(node) == "add_to_resource_policy":
        kind = _kind_of_owner(node, scope)
        arguments = [*node.args, *(each.value for each in node.keywords)]
        if kind is not None and len(arguments) == 1:
            yield Declared(arguments[0], scope, kind)


def _properties(name: str, properties: ast.expr, scope: Scope) -> Iterator[Declared]:
    kinds = _PROPERTIES.get(name)
    if kinds is None:
        return
    found = {key.replace("_", "").lower(): value for key, value in items(properties)}
    for path, kind in kinds.items():
        key, _, condition = path.partition("?")
        other, _, wanted = condition.partition("=")
        if key in found and (
            not condition or (other in found and folded(found[other], scope) == wanted)
        ):
            yield Declared(found[key], scope, kind)


def _of_cloudformation(name: str | None) -> str:
    """``kms.Key`` for ``AWS::KMS::Key``."""
    _, _, rest = (name or "").partition("AWS::")
    service, _, kind = rest.partition("::")
    return f"{service.lower()}.{kind}"


def _name(call: ast.Call, scope: Scope) -> str:
    """``kms.Key`` for a call of ``aws_cdk.aws_kms.CfnKey``, by whatever name it was imported."""
    full = full_name(call.func, scope) or _as_written(call.func, scope)
    root, *path = full.split(".")
    if len(path) < 2 or root not in _PACKAGES:
        return ""
    return f"{path[-2].removeprefix('aws_')}.{path[-1].removeprefix('Cfn')}"


def _as_written(callee: ast.expr, scope: Scope) -> str:
    """``aws.kms.Key`` where a star import binds the name, as if by one of the packages."""
    module = callee.value if isinstance(callee, ast.Attribute) else None
    root = module.value if isinstance(module, ast.Attribute) else module
    if not isinstance(root, ast.Name) or scope.holder(root.id) is not None:
        return ""
    return f"{_PACKAGES[0]}.{last_name(module or root)}.{last_name(callee)}"


def _kind_of_owner(call: ast.Call, scope: Scope) -> PolicyKind | None:
    """The kind of what a method belongs to, where the only making of it is in sight."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(owner, ast.Name | ast.Attribute):
        only = only_value(owner, scope)
        owner, scope = only or (None, scope)
    return _OWNERS.get(_name(owner, scope)) if isinstance(owner, ast.Call) else None
