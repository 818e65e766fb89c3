"""What kind of policy a dict or text is, by the parameter, key or type that it stands under."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from typed_iam_core.sites.model import PolicyKind
from typed_iam_core.sites.scopes import Scope
from typed_iam_core.sites.values import last_name

_TRUST = PolicyKind("sts", "trust")
_REPOSITORY = PolicyKind("ecr", "repository")

# boto3 method -> parameter -> kind.  Several clients have methods of the first name, so the
# client has to be in sight for those.
_METHODS = {
    "set_repository_policy": {"policyText": PolicyKind("", "repository")},
    "create_repository_creation_template": {"repositoryPolicy": _REPOSITORY},
    "update_repository_creation_template": {"repositoryPolicy": _REPOSITORY},
    "put_registry_policy": {"policyText": PolicyKind("ecr", "registry")},
    "put_bucket_policy": {"Policy": PolicyKind("s3", "resource")},
    "put_key_policy": {"Policy": PolicyKind("kms", "resource")},
    "create_key": {"Policy": PolicyKind("kms", "resource")},
    "update_assume_role_policy": {"PolicyDocument": _TRUST},
}
# Keys and keywords of CloudFormation, CDK, Pulumi and boto3 that mean one thing everywhere.
_KEYS = {
    "AssumeRolePolicyDocument": _TRUST,
    "assume_role_policy_document": _TRUST,
    "assume_role_policy": _TRUST,
    "assumeRolePolicy": _TRUST,
    "RepositoryPolicyText": _REPOSITORY,
    "repository_policy_text": _REPOSITORY,
}
# Policy types of this package.
_TYPES = {
    "EcrRepositoryPolicy": _REPOSITORY,
    "StrictEcrRepositoryPolicy": _REPOSITORY,
    "TrustPolicy": _TRUST,
    "StrictTrustPolicy": _TRUST,
}
_CLIENTS = frozenset({"ecr", "ecr-public"})


def kinds_of(nodes: Iterable[tuple[ast.AST, Scope]]) -> dict[int, PolicyKind]:
    """``id`` of a dict display or string -> the kind of policy that it is or belongs to."""
    return {
        id(part): kind
        for node, scope in nodes
        for value, kind in _kinded(node, scope)
        for part in _parts(value, scope)
    }


def _kinded(node: ast.AST, scope: Scope) -> Iterator[tuple[ast.expr, PolicyKind]]:
    if isinstance(node, ast.Call):
        parameters = _METHODS.get(last_name(node.func) or "", {})
        for keyword in node.keywords:
            kind = parameters.get(keyword.arg or "") or _KEYS.get(keyword.arg or "")
            if kind is not None and not kind.service:
                kind = kind._replace(service=_client(node.func, scope))
            if kind is not None:
                yield keyword.value, kind
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value in _KEYS:
                yield value, _KEYS[str(key.value)]
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        name = last_name(node.annotation)
        if name in _TYPES:
            yield node.value, _TYPES[name]


def _client(method: ast.expr, scope: Scope) -> str:
    """The service of the client whose method this is, where its making is in sight."""
    client = method.value if isinstance(method, ast.Attribute) else None
    if isinstance(client, ast.Name):
        holder = scope.holder(client.id)
        made = holder.values.get(client.id, []) if holder is not None else []
        client = made[0] if len(made) == 1 else None
    if isinstance(client, ast.Call) and last_name(client.func) == "client" and client.args:
        service = client.args[0]
        if isinstance(service, ast.Constant) and service.value in _CLIENTS:
            return str(service.value)
    return "ecr*"


def _parts(value: ast.expr, scope: Scope, depth: int = 3) -> Iterator[ast.expr]:
    """The document that a value is, with its statements; through names and ``json.dumps``."""
    if isinstance(value, ast.Constant | ast.JoinedStr):
        yield value
    elif isinstance(value, ast.Dict):
        yield value
        for key, inner in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "Statement":
                yield from inner.elts if isinstance(inner, ast.List | ast.Tuple) else [inner]
    elif isinstance(value, ast.Call) and value.args and last_name(value.func) in ("dumps", "dict"):
        yield from _parts(value.args[0], scope, depth)
    elif isinstance(value, ast.Name) and depth:
        holder = scope.holder(value.id)
        values = holder.values.get(value.id, []) if holder is not None else []
        if holder is not None and len(values) == 1:
            yield from _parts(values[0], holder, depth - 1)
