"""Typed dictionaries for IAM policies, and the wildcards that strict ones take as actions.

Each kind of policy has a document and a statement, and of both a strict variant whose
actions are enum members or ``wildcard(...)`` instead of any string.

TypedDict has no "this key or that one". A statement is therefore a union of small
dictionaries, one for each permitted choice of keys, put together from the parts below.
Parts share no key, because a type checker refuses a key that two bases declare. A key
that a kind must not have is declared as ``Never``: this makes every kind of document
acceptable where a ``PolicyDocument`` is, and names the key in the error message.

Keys whose type differs between kinds are read-only, since that lets the more exact type
stand in for the more general one. To add statements one by one, append to a variable
annotated ``list[Statement]`` and put that list into the document.
"""

# Annotations stay unquoted here: Python 3.11 and 3.12 do not see NotRequired in text.

import sys
from collections.abc import Mapping, Sequence
from typing import (
    TYPE_CHECKING,
    Generic,
    Literal,
    Never,
    NewType,
    NotRequired,
    TypeAlias,
    TypedDict,
    TypeVar,
)

from typed_iam._action import Action

if sys.version_info >= (3, 13):
    from typing import ReadOnly
elif TYPE_CHECKING:
    from typing_extensions import ReadOnly
else:

    class ReadOnly:
        """Stands in for ``typing.ReadOnly``, which has no effect at run time."""

        def __class_getitem__(cls, item):
            return item


# Actions ------------------------------------------------------------------------------

ActionPattern = NewType("ActionPattern", str)
"""An action with wildcards, as ``wildcard`` returns it; a plain ``str`` at run time."""

StrictAction: TypeAlias = Action | ActionPattern
"""What a strict policy takes as an action: a member of any service's enum or a wildcard."""

_LETTERS_AND_DIGITS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


def wildcard(pattern: str) -> ActionPattern:
    """Return an action with wildcards, such as ``ecr:Get*``, for use in a strict policy.

    Only the form is looked at, not whether any action matches. Raises ValueError unless
    the text is ``*``, or a service prefix, a colon and a name with ``*`` or ``?`` in it.
    """
    if pattern == "*":
        return ActionPattern(pattern)
    prefix, colon, name = pattern.partition(":")
    if any(character.isspace() for character in pattern):
        problem = "it contains a blank"
    elif not colon:
        problem = "it has no service prefix, as in 'ecr:Get*'"
    elif ":" in name:
        problem = "it has more than one colon"
    elif not prefix:
        problem = "its service prefix is empty"
    elif not name:
        problem = "its action name is empty"
    elif "*" in prefix or "?" in prefix:
        problem = "its service prefix has a wildcard; IAM takes wildcards after the colon only"
    elif strange := set(prefix) - _LETTERS_AND_DIGITS - {"-"}:
        problem = f"its service prefix has {min(strange)!r} in it"
    elif strange := set(name) - _LETTERS_AND_DIGITS - set("*?-_"):
        problem = f"its action name has {min(strange)!r} in it"
    elif "*" not in name and "?" not in name:
        problem = "it has no wildcard; use the member of the service's enum"
    else:
        return ActionPattern(pattern)
    raise ValueError(f"{pattern!r} is no action wildcard: {problem}")


# Values -------------------------------------------------------------------------------

ConditionValue: TypeAlias = str | bool | int | float
"""One value to compare with; IAM itself reads text, and takes the other JSON scalars."""

Condition: TypeAlias = Mapping[str, Mapping[str, ConditionValue | Sequence[ConditionValue]]]
"""Operator, then condition key, then a value or several: ``{"Bool": {"aws:...": True}}``."""


class PrincipalMap(TypedDict, total=False):
    """Principals by type; each type takes one or several."""

    AWS: str | Sequence[str]
    """Account number, ARN of an account, user, role or session, or ``*``."""
    Service: str | Sequence[str]
    """Host name of an AWS service, for example ``ecs-tasks.amazonaws.com``."""
    Federated: str | Sequence[str]
    """ARN of an OIDC or SAML provider, or the domain of a web identity provider."""
    CanonicalUser: str | Sequence[str]
    """The long account identifier that S3 and CloudFront use."""


Principal: TypeAlias = Literal["*"] | PrincipalMap
"""Everyone, or principals by type."""


# Parts of a statement -----------------------------------------------------------------


class _Common(TypedDict):
    Sid: NotRequired[str]
    """A name for the statement, unique in its document."""
    Condition: NotRequired[Condition]
    """When the statement applies; all operators and all keys have to hold."""


class _AnyEffect(TypedDict):
    Effect: ReadOnly[Literal["Allow", "Deny"]]


class _Deny(TypedDict):
    Effect: ReadOnly[Literal["Deny"]]


class _Action(TypedDict):
    Action: ReadOnly[str | Sequence[str]]
    """The actions that the statement covers."""


class _NotAction(TypedDict):
    NotAction: ReadOnly[str | Sequence[str]]
    """The statement covers every action but these."""


class _StrictAction(TypedDict):
    Action: ReadOnly[StrictAction | Sequence[StrictAction]]
    """The actions that the statement covers."""


class _StrictNotAction(TypedDict):
    NotAction: ReadOnly[StrictAction | Sequence[StrictAction]]
    """The statement covers every action but these."""


class _Resource(TypedDict):
    Resource: ReadOnly[str | Sequence[str]]
    """ARNs, with or without wildcards, or ``*``."""


class _OptionalResource(TypedDict):
    Resource: ReadOnly[NotRequired[str | Sequence[str]]]
    """ARNs, with or without wildcards, or ``*``."""


class _NotResource(TypedDict):
    NotResource: ReadOnly[str | Sequence[str]]
    """The statement covers every resource but these."""


class _NoResource(TypedDict):
    Resource: ReadOnly[NotRequired[Never]]


class _AnyPrincipal(TypedDict):
    Principal: ReadOnly[NotRequired[Principal]]
    """Whom the statement is about."""


class _Principal(TypedDict):
    Principal: ReadOnly[Principal]
    """Whom the statement is about."""


class _NotPrincipal(TypedDict):
    NotPrincipal: ReadOnly[Principal]
    """The statement is about everyone but these; IAM takes this in a Deny only."""


class _Everyone(TypedDict):
    Principal: ReadOnly[Literal["*"]]
    """A resource control policy is about everyone."""


class _NoPrincipal(TypedDict):
    Principal: ReadOnly[NotRequired[Never]]


class _Document(TypedDict):
    Version: ReadOnly[NotRequired[Literal["2012-10-17", "2008-10-17"]]]
    """Version of the policy language; without it IAM assumes 2008-10-17."""
    Id: NotRequired[str]
    """A name for the document; some services ask for one."""


# Any kind of policy -----------------------------------------------------------------


class ActionStatement(_Common, _AnyEffect, _AnyPrincipal, _OptionalResource, _Action): ...


class NotActionStatement(_Common, _AnyEffect, _AnyPrincipal, _OptionalResource, _NotAction): ...


class ActionNotResourceStatement(_Common, _AnyEffect, _AnyPrincipal, _NotResource, _Action): ...


class NotActionNotResourceStatement(
    _Common, _AnyEffect, _AnyPrincipal, _NotResource, _NotAction
): ...


class ActionNotPrincipalStatement(_Common, _Deny, _NotPrincipal, _OptionalResource, _Action): ...


class NotActionNotPrincipalStatement(
    _Common, _Deny, _NotPrincipal, _OptionalResource, _NotAction
): ...


class ActionNotResourceNotPrincipalStatement(
    _Common, _Deny, _NotPrincipal, _NotResource, _Action
): ...


class NotActionNotResourceNotPrincipalStatement(
    _Common, _Deny, _NotPrincipal, _NotResource, _NotAction
): ...


Statement: TypeAlias = (
    ActionStatement
    | NotActionStatement
    | ActionNotResourceStatement
    | NotActionNotResourceStatement
    | ActionNotPrincipalStatement
    | NotActionNotPrincipalStatement
    | ActionNotResourceNotPrincipalStatement
    | NotActionNotResourceNotPrincipalStatement
)
"""A statement of any kind of policy; its actions are any strings."""


class PolicyDocument(_Document):
    """A policy document of any kind, whose actions are any strings."""

    Statement: ReadOnly[Statement | Sequence[Statement]]


class StrictActionStatement(
    _Common, _AnyEffect, _AnyPrincipal, _OptionalResource, _StrictAction
): ...


class StrictNotActionStatement(
    _Common, _AnyEffect, _AnyPrincipal, _OptionalResource, _StrictNotAction
): ...


class StrictActionNotResourceStatement(
    _Common, _AnyEffect, _AnyPrincipal, _NotResource, _StrictAction
): ...


class StrictNotActionNotResourceStatement(
    _Common, _AnyEffect, _AnyPrincipal, _NotResource, _StrictNotAction
): ...


class StrictActionNotPrincipalStatement(
    _Common, _Deny, _NotPrincipal, _OptionalResource, _StrictAction
): ...


class StrictNotActionNotPrincipalStatement(
    _Common, _Deny, _NotPrincipal, _OptionalResource, _StrictNotAction
): ...


class StrictActionNotResourceNotPrincipalStatement(
    _Common, _Deny, _NotPrincipal, _NotResource, _StrictAction
): ...


class StrictNotActionNotResourceNotPrincipalStatement(
    _Common, _Deny, _NotPrincipal, _NotResource, _StrictNotAction
): ...


StrictStatement: TypeAlias = (
    StrictActionStatement
    | StrictNotActionStatement
    | StrictActionNotResourceStatement
    | StrictNotActionNotResourceStatement
    | StrictActionNotPrincipalStatement
    | StrictNotActionNotPrincipalStatement
    | StrictActionNotResourceNotPrincipalStatement
    | StrictNotActionNotResourceNotPrincipalStatement
)
"""A statement of any kind of policy; its actions are members of a service's enum or ``wildcard(...)``."""


class StrictPolicyDocument(_Document):
    """A policy document of any kind, whose actions are members of a service's enum or ``wildcard(...)``."""

    Statement: ReadOnly[StrictStatement | Sequence[StrictStatement]]


# Identity policies ------------------------------------------------------------------


class IdentityActionResource(_Common, _AnyEffect, _NoPrincipal, _Resource, _Action): ...


class IdentityNotActionResource(_Common, _AnyEffect, _NoPrincipal, _Resource, _NotAction): ...


class IdentityActionNotResource(_Common, _AnyEffect, _NoPrincipal, _NotResource, _Action): ...


class IdentityNotActionNotResource(_Common, _AnyEffect, _NoPrincipal, _NotResource, _NotAction): ...


IdentityStatement: TypeAlias = (
    IdentityActionResource
    | IdentityNotActionResource
    | IdentityActionNotResource
    | IdentityNotActionNotResource
)
"""A statement of a policy that is attached to a user, group or role."""


class IdentityPolicy(_Document):
    """A policy attached to a user, group, role or permission set; it names no principal."""

    Statement: ReadOnly[IdentityStatement | Sequence[IdentityStatement]]


class StrictIdentityActionResource(_Common, _AnyEffect, _NoPrincipal, _Resource, _StrictAction): ...


class StrictIdentityNotActionResource(
    _Common, _AnyEffect, _NoPrincipal, _Resource, _StrictNotAction
): ...


class StrictIdentityActionNotResource(
    _Common, _AnyEffect, _NoPrincipal, _NotResource, _StrictAction
): ...


class StrictIdentityNotActionNotResource(
    _Common, _AnyEffect, _NoPrincipal, _NotResource, _StrictNotAction
): ...


StrictIdentityStatement: TypeAlias = (
    StrictIdentityActionResource
    | StrictIdentityNotActionResource
    | StrictIdentityActionNotResource
    | StrictIdentityNotActionNotResource
)
"""The strict form of ``IdentityStatement``."""


class StrictIdentityPolicy(_Document):
    """The strict form of ``IdentityPolicy``."""

    Statement: ReadOnly[StrictIdentityStatement | Sequence[StrictIdentityStatement]]


# Service control policies -----------------------------------------------------------

ServiceControlStatement: TypeAlias = IdentityStatement
"""A statement of an SCP; it follows the rules of an identity policy."""


class ServiceControlPolicy(_Document):
    """A service control policy (SCP) of AWS Organizations."""

    Statement: ReadOnly[ServiceControlStatement | Sequence[ServiceControlStatement]]


StrictServiceControlStatement: TypeAlias = StrictIdentityStatement
"""The strict form of ``ServiceControlStatement``."""


class StrictServiceControlPolicy(_Document):
    """The strict form of ``ServiceControlPolicy``."""

    Statement: ReadOnly[StrictServiceControlStatement | Sequence[StrictServiceControlStatement]]


# Resource policies ------------------------------------------------------------------


class ResourceActionResource(_Common, _AnyEffect, _Principal, _Resource, _Action): ...


class ResourceNotActionResource(_Common, _AnyEffect, _Principal, _Resource, _NotAction): ...


class ResourceActionNotResource(_Common, _AnyEffect, _Principal, _NotResource, _Action): ...


class ResourceNotActionNotResource(_Common, _AnyEffect, _Principal, _NotResource, _NotAction): ...


class ResourceActionResourceNotPrincipal(_Common, _Deny, _NotPrincipal, _Resource, _Action): ...


class ResourceNotActionResourceNotPrincipal(
    _Common, _Deny, _NotPrincipal, _Resource, _NotAction
): ...


class ResourceActionNotResourceNotPrincipal(
    _Common, _Deny, _NotPrincipal, _NotResource, _Action
): ...


class ResourceNotActionNotResourceNotPrincipal(
    _Common, _Deny, _NotPrincipal, _NotResource, _NotAction
): ...


ResourceStatement: TypeAlias = (
    ResourceActionResource
    | ResourceNotActionResource
    | ResourceActionNotResource
    | ResourceNotActionNotResource
    | ResourceActionResourceNotPrincipal
    | ResourceNotActionResourceNotPrincipal
    | ResourceActionNotResourceNotPrincipal
    | ResourceNotActionNotResourceNotPrincipal
)
"""A statement of a policy that is attached to a resource."""


class ResourcePolicy(_Document):
    """A policy attached to a bucket, key, queue and the like; it names principals and resources."""

    Statement: ReadOnly[ResourceStatement | Sequence[ResourceStatement]]


class StrictResourceActionResource(_Common, _AnyEffect, _Principal, _Resource, _StrictAction): ...


class StrictResourceNotActionResource(
    _Common, _AnyEffect, _Principal, _Resource, _StrictNotAction
): ...


class StrictResourceActionNotResource(
    _Common, _AnyEffect, _Principal, _NotResource, _StrictAction
): ...


class StrictResourceNotActionNotResource(
    _Common, _AnyEffect, _Principal, _NotResource, _StrictNotAction
): ...


class StrictResourceActionResourceNotPrincipal(
    _Common, _Deny, _NotPrincipal, _Resource, _StrictAction
): ...


class StrictResourceNotActionResourceNotPrincipal(
    _Common, _Deny, _NotPrincipal, _Resource, _StrictNotAction
): ...


class StrictResourceActionNotResourceNotPrincipal(
    _Common, _Deny, _NotPrincipal, _NotResource, _StrictAction
): ...


class StrictResourceNotActionNotResourceNotPrincipal(
    _Common, _Deny, _NotPrincipal, _NotResource, _StrictNotAction
): ...


StrictResourceStatement: TypeAlias = (
    StrictResourceActionResource
    | StrictResourceNotActionResource
    | StrictResourceActionNotResource
    | StrictResourceNotActionNotResource
    | StrictResourceActionResourceNotPrincipal
    | StrictResourceNotActionResourceNotPrincipal
    | StrictResourceActionNotResourceNotPrincipal
    | StrictResourceNotActionNotResourceNotPrincipal
)
"""The strict form of ``ResourceStatement``."""


class StrictResourcePolicy(_Document):
    """The strict form of ``ResourcePolicy``."""

    Statement: ReadOnly[StrictResourceStatement | Sequence[StrictResourceStatement]]


# Trust policies ---------------------------------------------------------------------


class TrustAction(_Common, _AnyEffect, _Principal, _NoResource, _Action): ...


class TrustNotAction(_Common, _AnyEffect, _Principal, _NoResource, _NotAction): ...


TrustStatement: TypeAlias = TrustAction | TrustNotAction
"""A statement of the trust policy of a role."""


class TrustPolicy(_Document):
    """Who may assume a role; the role itself is the resource, so none is named."""

    Statement: ReadOnly[TrustStatement | Sequence[TrustStatement]]


class StrictTrustAction(_Common, _AnyEffect, _Principal, _NoResource, _StrictAction): ...


class StrictTrustNotAction(_Common, _AnyEffect, _Principal, _NoResource, _StrictNotAction): ...


StrictTrustStatement: TypeAlias = StrictTrustAction | StrictTrustNotAction
"""The strict form of ``TrustStatement``."""


class StrictTrustPolicy(_Document):
    """The strict form of ``TrustPolicy``."""

    Statement: ReadOnly[StrictTrustStatement | Sequence[StrictTrustStatement]]


# ECR repository policies ------------------------------------------------------------


class EcrRepositoryAction(_Common, _AnyEffect, _Principal, _OptionalResource, _Action): ...


class EcrRepositoryNotAction(_Common, _AnyEffect, _Principal, _OptionalResource, _NotAction): ...


class EcrRepositoryActionNotPrincipal(
    _Common, _Deny, _NotPrincipal, _OptionalResource, _Action
): ...


class EcrRepositoryNotActionNotPrincipal(
    _Common, _Deny, _NotPrincipal, _OptionalResource, _NotAction
): ...


EcrRepositoryStatement: TypeAlias = (
    EcrRepositoryAction
    | EcrRepositoryNotAction
    | EcrRepositoryActionNotPrincipal
    | EcrRepositoryNotActionNotPrincipal
)
"""A statement of the policy of an ECR repository."""


class EcrRepositoryPolicy(_Document):
    """The policy of an ECR repository, where the repository stands for a resource left out."""

    Statement: ReadOnly[EcrRepositoryStatement | Sequence[EcrRepositoryStatement]]


class StrictEcrRepositoryAction(
    _Common, _AnyEffect, _Principal, _OptionalResource, _StrictAction
): ...


class StrictEcrRepositoryNotAction(
    _Common, _AnyEffect, _Principal, _OptionalResource, _StrictNotAction
): ...


class StrictEcrRepositoryActionNotPrincipal(
    _Common, _Deny, _NotPrincipal, _OptionalResource, _StrictAction
): ...


class StrictEcrRepositoryNotActionNotPrincipal(
    _Common, _Deny, _NotPrincipal, _OptionalResource, _StrictNotAction
): ...


StrictEcrRepositoryStatement: TypeAlias = (
    StrictEcrRepositoryAction
    | StrictEcrRepositoryNotAction
    | StrictEcrRepositoryActionNotPrincipal
    | StrictEcrRepositoryNotActionNotPrincipal
)
"""The strict form of ``EcrRepositoryStatement``."""


class StrictEcrRepositoryPolicy(_Document):
    """The strict form of ``EcrRepositoryPolicy``."""

    Statement: ReadOnly[StrictEcrRepositoryStatement | Sequence[StrictEcrRepositoryStatement]]


# Resource control policies ----------------------------------------------------------


class ResourceControlActionResource(_Common, _Deny, _Everyone, _Resource, _Action): ...


class ResourceControlActionNotResource(_Common, _Deny, _Everyone, _NotResource, _Action): ...


ResourceControlStatement: TypeAlias = (
    ResourceControlActionResource | ResourceControlActionNotResource
)
"""A statement of an RCP; it denies, and it denies everyone."""


class ResourceControlPolicy(TypedDict):
    """A resource control policy (RCP) of AWS Organizations, as customers may write it."""

    Version: ReadOnly[Literal["2012-10-17"]]
    Id: NotRequired[str]
    Statement: ReadOnly[ResourceControlStatement | Sequence[ResourceControlStatement]]


class StrictResourceControlActionResource(_Common, _Deny, _Everyone, _Resource, _StrictAction): ...


class StrictResourceControlActionNotResource(
    _Common, _Deny, _Everyone, _NotResource, _StrictAction
): ...


StrictResourceControlStatement: TypeAlias = (
    StrictResourceControlActionResource | StrictResourceControlActionNotResource
)
"""The strict form of ``ResourceControlStatement``."""


class StrictResourceControlPolicy(TypedDict):
    """The strict form of ``ResourceControlPolicy``."""

    Version: ReadOnly[Literal["2012-10-17"]]
    Id: NotRequired[str]
    Statement: ReadOnly[StrictResourceControlStatement | Sequence[StrictResourceControlStatement]]


# Literals of chosen services ----------------------------------------------------------

_ActionT_co = TypeVar("_ActionT_co", bound=str, covariant=True)
_StatementT_co = TypeVar("_StatementT_co", bound=Statement, covariant=True)


class _ActionOf(TypedDict, Generic[_ActionT_co]):
    Action: ReadOnly[_ActionT_co | Sequence[_ActionT_co]]
    """The actions that the statement covers."""


class _NotActionOf(TypedDict, Generic[_ActionT_co]):
    NotAction: ReadOnly[_ActionT_co | Sequence[_ActionT_co]]
    """The statement covers every action but these."""


class StatementOf(_Common, _AnyEffect, _AnyPrincipal, _OptionalResource, _ActionOf[_ActionT_co]):
    """A statement whose actions are of the given type, such as the Literals of a service.

    Give it a name, and a document that goes with it::

        class EcrStatement(StatementOf[EcrAction | EcrActionPattern]): ...
        class EcrPolicy(PolicyDocumentOf[EcrStatement]): ...

    A subclass has no type variable left to solve. Where ``StatementOf[...]`` itself is the
    annotation, mypy takes up to twice as long, and pyrefly minutes with several services.
    Keep to one or two services: time grows with the number of Literals, and pyrefly takes
    any string once there are more than 256. Enum members have neither limit. There is one
    dictionary here, not the union that ``Statement`` is, for the same reason: a statement
    with ``NotResource`` or ``NotPrincipal`` is for the other types.
    """


class NotActionStatementOf(
    _Common, _AnyEffect, _AnyPrincipal, _OptionalResource, _NotActionOf[_ActionT_co]
):
    """A statement with ``NotAction`` whose actions are of the given type."""


class PolicyDocumentOf(_Document, Generic[_StatementT_co]):
    """A policy document whose statements are of the given type or union of types."""

    Statement: ReadOnly[_StatementT_co | Sequence[_StatementT_co]]
