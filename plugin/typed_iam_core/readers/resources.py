"""Resources with policies as CloudFormation, troposphere, CDK and Pulumi declare them.

They share the names of services and types: ``AWS::KMS::Key`` is ``troposphere.kms.Key`` and
``aws_cdk.aws_kms.CfnKey``; properties differ in case and underscores only, or are a row more.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from typed_iam_core.expressions.expression import Expression, last_name
from typed_iam_core.expressions.scopes import Scope
from typed_iam_core.policies.model import Kind
from typed_iam_core.readers.reading import Reader, Reading, Sink

_REPOSITORY = Kind("ecr", "repository")
_PUBLIC_REPOSITORY = Kind("ecr-public", "repository")
_REGISTRY = Kind("ecr", "registry")
_KEY = Kind("kms", "resource")
_BUCKET = Kind("s3*", "resource")
_SECRET = Kind("secretsmanager", "resource")
_TOPIC = Kind("sns", "resource")
_QUEUE = Kind("sqs", "resource")
_RESOURCE_CONTROL = Kind("*", "rcp")

# Service and type -> property, in lower case without underscores, that takes a policy.  As in
# the table of boto3's parameters, what follows ``?`` is another property that decides.
_PROPERTIES: Mapping[str, Mapping[str, Kind]] = {
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
_OWNERS: Mapping[str, Kind] = {
    "ecr.Repository": _REPOSITORY,
    "kms.Key": _KEY,
    "s3.Bucket": _BUCKET,
    "secretsmanager.Secret": _SECRET,
    "sns.Topic": _TOPIC,
    "sqs.Queue": _QUEUE,
}


def _sinks(reading: Reading) -> Iterator[Sink]:
    """Policies that a dict, or a call that makes a resource or adds to its policy, takes."""
    for node, scope in reading.some(ast.Dict):
        if isinstance(node, ast.Dict):
            yield from _template_resource(Expression(node, scope))
    for call, scope, name in reading.calls:
        if name == "dict":
            yield from _template_resource(Expression(call, scope))
        elif name[:1].isupper():
            yield from _properties(_name(call, scope), Expression(call, scope))
        elif name == "add_to_resource_policy":
            kind = _kind_of_owner(call, scope)
            arguments = [*call.args, *(each.value for each in call.keywords)]
            if kind is not None and len(arguments) == 1:
                yield Sink(Expression(arguments[0], scope), kind)


READER = Reader(
    sinks=_sinks,
    context=(rb"""Type["']?\s*[:=]\s*["']AWS::""", rb"add_to_resource_policy\("),
)


def _template_resource(resource: Expression) -> Iterator[Sink]:
    """Policies of a resource of CloudFormation."""
    found = dict(resource.items())
    if "Type" in found and "Properties" in found:
        name = _of_cloudformation(found["Type"].constant_text())
        yield from _properties(name, found["Properties"].followed())


def _properties(name: str, properties: Expression) -> Iterator[Sink]:
    kinds = _PROPERTIES.get(name)
    if kinds is None:
        return
    found = {key.replace("_", "").lower(): value for key, value in properties.items()}
    for path, kind in kinds.items():
        key, _, condition = path.partition("?")
        other, _, wanted = condition.partition("=")
        if key in found and (
            not condition or (other in found and found[other].constant_text() == wanted)
        ):
            yield Sink(found[key], kind)


def _of_cloudformation(name: str | None) -> str:
    """``kms.Key`` for ``AWS::KMS::Key``."""
    _, _, rest = (name or "").partition("AWS::")
    service, _, kind = rest.partition("::")
    return f"{service.lower()}.{kind}"


def _name(call: ast.expr, scope: Scope) -> str:
    """``kms.Key`` for a call of ``aws_cdk.aws_kms.CfnKey``, by whatever name it was imported."""
    if not isinstance(call, ast.Call):
        return ""
    full = Expression(call.func, scope).full_name() or _as_written(call.func, scope)
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


def _kind_of_owner(call: ast.Call, scope: Scope) -> Kind | None:
    """The kind of what a method belongs to, where the only making of it is in sight."""
    if not isinstance(call.func, ast.Attribute):
        return None
    only = Expression(call.func.value, scope)
    if isinstance(only.node, ast.Name | ast.Attribute):
        found = only.only()
        if found is None:
            return None
        only = found
    return _OWNERS.get(_name(only.node, only.scope))
