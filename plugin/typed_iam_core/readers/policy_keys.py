"""Keys, keywords and declared types whose values are policies of one kind everywhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from typed_iam_core.expressions.expression import Expression, last_name
from typed_iam_core.policies.model import Kind
from typed_iam_core.readers.reading import Reader, Reading, Sink

_TRUST = Kind("sts", "trust")
# Private repositories and public ones have properties of the same name.
_ANY_REPOSITORY = Kind("ecr*", "repository")

# Of CloudFormation, CDK and Pulumi.
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
    "EcrRepositoryPolicy": Kind("ecr", "repository"),
    "StrictEcrRepositoryPolicy": Kind("ecr", "repository"),
    "TrustPolicy": _TRUST,
    "StrictTrustPolicy": _TRUST,
}


def _sinks(reading: Reading) -> Iterator[Sink]:
    for node, scope in reading.some(ast.Call, ast.Dict, ast.AnnAssign):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg in _KEYS:
                    yield Sink(Expression(keyword.value, scope), _KEYS[keyword.arg])
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in _KEYS:
                    yield Sink(Expression(value, scope), _KEYS[str(key.value)])
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            name = last_name(node.annotation)
            if name in _TYPES:
                yield Sink(Expression(node.value, scope), _TYPES[name])


def _passed_on(word: bytes) -> bytes:
    """The pattern of what passes something on whose name has a word: only the last such word."""
    rest = rb"""["']\s*:|\s*=(?!=)|\((?=[^()\n]{0,80}\*\*)"""
    return rb"%b(?:(?!%b)\w)*(?:%b)" % (word, word, rest)


READER = Reader(
    sinks=_sinks,
    context=(_passed_on(rb"olic(?:y|ies)"), _passed_on(rb"OLIC(?:Y|IES)")),
)
