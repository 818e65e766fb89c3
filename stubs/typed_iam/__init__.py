"""AWS IAM actions as Python types: one enum for each service, and types for policies.

The enums are in ``typed_iam.actions``, one module for each service. The names that are
exported here are loaded on first use, so importing an enum loads that enum alone.
"""

from typed_iam._action import Action

TYPE_CHECKING = False  # type checkers assume True
if TYPE_CHECKING:
    from typed_iam.policy import (
        ActionPattern,
        Condition,
        ConditionValue,
        EcrRepositoryPolicy,
        EcrRepositoryStatement,
        IdentityPolicy,
        IdentityStatement,
        NotActionStatementOf,
        PolicyDocument,
        PolicyDocumentOf,
        Principal,
        PrincipalMap,
        ResourceControlPolicy,
        ResourceControlStatement,
        ResourcePolicy,
        ResourceStatement,
        ServiceControlPolicy,
        ServiceControlStatement,
        Statement,
        StatementOf,
        StrictAction,
        StrictEcrRepositoryPolicy,
        StrictEcrRepositoryStatement,
        StrictIdentityPolicy,
        StrictIdentityStatement,
        StrictPolicyDocument,
        StrictResourceControlPolicy,
        StrictResourceControlStatement,
        StrictResourcePolicy,
        StrictResourceStatement,
        StrictServiceControlPolicy,
        StrictServiceControlStatement,
        StrictStatement,
        StrictTrustPolicy,
        StrictTrustStatement,
        TrustPolicy,
        TrustStatement,
        wildcard,
    )

__all__ = [
    "Action",
    "ActionPattern",
    "Condition",
    "ConditionValue",
    "EcrRepositoryPolicy",
    "EcrRepositoryStatement",
    "IdentityPolicy",
    "IdentityStatement",
    "NotActionStatementOf",
    "PolicyDocument",
    "PolicyDocumentOf",
    "Principal",
    "PrincipalMap",
    "ResourceControlPolicy",
    "ResourceControlStatement",
    "ResourcePolicy",
    "ResourceStatement",
    "ServiceControlPolicy",
    "ServiceControlStatement",
    "Statement",
    "StatementOf",
    "StrictAction",
    "StrictEcrRepositoryPolicy",
    "StrictEcrRepositoryStatement",
    "StrictIdentityPolicy",
    "StrictIdentityStatement",
    "StrictPolicyDocument",
    "StrictResourceControlPolicy",
    "StrictResourceControlStatement",
    "StrictResourcePolicy",
    "StrictResourceStatement",
    "StrictServiceControlPolicy",
    "StrictServiceControlStatement",
    "StrictStatement",
    "StrictTrustPolicy",
    "StrictTrustStatement",
    "TrustPolicy",
    "TrustStatement",
    "wildcard",
]

if not TYPE_CHECKING:  # they would accept any name

    def __getattr__(name):
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from typed_iam import policy

        value = globals()[name] = getattr(policy, name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
