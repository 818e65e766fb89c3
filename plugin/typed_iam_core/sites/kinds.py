"""What kind of policy a dict or text is, by the parameter, key or type that it stands under."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from typed_iam_core.sites.boto3_calls import POLICY, Taken, items, name_of_call
from typed_iam_core.sites.constructs import policies_in
from typed_iam_core.sites.forms import is_statement
from typed_iam_core.sites.model import PolicyKind
from typed_iam_core.sites.scopes import Scope
from typed_iam_core.sites.values import followed, last_name

_TRUST = PolicyKind("sts", "trust")
_REPOSITORY = PolicyKind("ecr", "repository")
# Private repositories and public ones have properties of the same name.
_ANY_REPOSITORY = PolicyKind("ecr*", "repository")

# Keys and keywords of CloudFormation, CDK and Pulumi that mean one thing everywhere.
_KEYS = {
    "AssumeRolePolicyDocument": _TRUST,
    "assume_role_policy_document": _TRUST,
    "assume_role_policy": _TRUST,
    "assumeRolePolicy": _TRUST,
    "RepositoryPolicyText": _ANY_REPOSITORY,
    "repository_policy_text": _ANY_REPOSITORY,
}
# Policy types of this package.
_TYPES = {
    "EcrRepositoryPolicy": _REPOSITORY,
    "StrictEcrRepositoryPolicy": _REPOSITORY,
    "TrustPolicy": _TRUST,
    "StrictTrustPolicy": _TRUST,
}

# Calls that a document or a statement passes through.
_THROUGH = ("dumps", "json_dumps", "from_json")
# Arguments of those that make documents and statements, in lower case, that lead on.
_WITHIN = {
    "Policy": ("statement",),
    "PolicyDocument": ("statement", "statements"),
    "Statement": ("action",),
}

# Documents lie in lists, statements in documents, in lists, by names that may lead in circles.
_DEPTH = 6


def kinds_of(
    nodes: Sequence[tuple[ast.AST, Scope]], calls: Iterable[Taken]
) -> dict[int, PolicyKind]:
    """``id`` of an expression that is a policy, or part of one -> the kind of that policy.

    Args:
        calls: what boto3 calls among the nodes take.
    """
    found = {
        id(part): kind
        for node, scope in nodes
        for value, kind in _kinded(node)
        for part in _parts(value, scope)
    }
    for node, scope in nodes:
        for declared in policies_in(node, scope):
            for part in _parts(declared.value, declared.scope):
                found[id(part)] = declared.kind
    for taken in calls:
        if taken.what == POLICY and taken.kind is not None:
            for part in _parts(taken.value, taken.scope):
                found[id(part)] = taken.kind
    return found


def _kinded(node: ast.AST) -> Iterator[tuple[ast.expr, PolicyKind]]:
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg in _KEYS:
                yield keyword.value, _KEYS[keyword.arg]
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value in _KEYS:
                yield value, _KEYS[str(key.value)]
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        name = last_name(node.annotation)
        if name in _TYPES:
            yield node.value, _TYPES[name]


def _parts(value: ast.expr, scope: Scope, depth: int = _DEPTH) -> Iterator[ast.expr]:
    """The documents and statements that a value is; through names and ``json.dumps``."""
    value, scope = followed(value, scope)
    inner: list[ast.expr] = []
    if isinstance(value, ast.Constant | ast.JoinedStr | ast.BinOp):
        yield value
    elif isinstance(value, ast.List | ast.Tuple):
        inner = value.elts
    elif isinstance(value, ast.Dict) or name_of_call(value) == "dict":
        yield value
        inner = [part for key, part in items(value) if key == "Statement"]
    elif isinstance(value, ast.Call):
        name = name_of_call(value) or ""
        if name in ("format", "Action") or is_statement(name):
            yield value
        if name in _THROUGH:
            inner = value.args[:1]
        elif name in _WITHIN:
            inner = [part for key, part in items(value) if key.lower() in _WITHIN[name]]
    for part in inner if depth else ():
        yield from _parts(part, scope, depth - 1)
