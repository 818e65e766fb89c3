"""Typed dictionaries for IAM policies, and the wildcards that strict ones accept as actions.

Each kind of policy has a document and a statement, and each of these has a strict variant
whose actions are enum members or ``wildcard(...)`` instead of any string.

TypedDict cannot say "this key or that one". A statement is therefore a union of small
dictionaries, one for each permitted choice of keys: a part for the principal, one for the
resource and one for the action. The formatter skips these classes, so that each choice is
one line. Parts share no key, because type checkers reject a key that two bases declare. A
key that a kind must not have is declared as ``Never``: this makes every kind of document
acceptable where a ``PolicyDocument`` is, and error messages name the key.

The part for the action has a type parameter, and each dictionary sets it. A dictionary that
left it open would serve both variants, but mypy took 1.4 times as long for a file of
policies, and 1.9 times with a warm cache.

Keys whose type differs between kinds are read-only, so that the narrower type is accepted
in place of the wider one. To add statements one by one, append to a variable annotated
``list[Statement]`` and put that list into the document.
"""

# Annotations are unquoted here: Python 3.11 and 3.12 do not see NotRequired in text.

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
        """Replaces ``typing.ReadOnly``, which has no effect at run time."""

        def __class_getitem__(cls, item):
            return item


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

# Actions ------------------------------------------------------------------------------

ActionPattern = NewType("ActionPattern", str)
"""An action with wildcards, as ``wildcard`` returns it; a plain ``str`` at run time."""

StrictAction: TypeAlias = Action | ActionPattern
"""An action in a strict policy: a member of any service's enum, or a wildcard."""

_LETTERS_AND_DIGITS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


def wildcard(pattern: str) -> ActionPattern:
    """Return an action with wildcards, such as ``ecr:Get*``, for use in a strict policy.

    It checks the form alone, not whether any action matches. Raises ValueError unless the
    text is ``*``, or a service prefix, a colon and a name that contains ``*`` or ``?``.
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
        problem = "its service prefix contains a wildcard; write wildcards after the colon"
    elif strange := set(prefix) - _LETTERS_AND_DIGITS - {"-"}:
        problem = f"its service prefix contains {min(strange)!r}"
    elif strange := set(name) - _LETTERS_AND_DIGITS - set("*?-_"):
        problem = f"its action name contains {min(strange)!r}"
    elif "*" not in name and "?" not in name:
        problem = "it has no wildcard; use the member of the service's enum"
    else:
        return ActionPattern(pattern)
    raise ValueError(f"{pattern!r} is not an action wildcard: {problem}")


# Values -------------------------------------------------------------------------------

ConditionValue: TypeAlias = str | bool | int | float
"""One value to compare with: text, or another JSON scalar, which IAM reads as text."""

Condition: TypeAlias = Mapping[str, Mapping[str, ConditionValue | Sequence[ConditionValue]]]
"""Operator, then condition key, then one value or several: ``{"Bool": {"aws:...": True}}``."""


class PrincipalMap(TypedDict, total=False):
    """Principals by type, one or several of each."""

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

_ActionT_co = TypeVar("_ActionT_co", bound=str, covariant=True)


class _Common(TypedDict):
    Sid: NotRequired[str]
    """A name for the statement, unique in its document."""
    Condition: NotRequired[Condition]
    """When the statement applies; all operators and all keys have to match."""


class _AnyEffect(_Common):
    Effect: ReadOnly[Literal["Allow", "Deny"]]


class _Deny(_Common):
    Effect: ReadOnly[Literal["Deny"]]


class _AnyPrincipal(_AnyEffect):
    Principal: ReadOnly[NotRequired[Principal]]
    """The principals that the statement applies to."""


class _Principal(_AnyEffect):
    Principal: ReadOnly[Principal]
    """The principals that the statement applies to."""


class _NoPrincipal(_AnyEffect):
    Principal: ReadOnly[NotRequired[Never]]


class _NotPrincipal(_Deny):
    NotPrincipal: ReadOnly[Principal]
    """The statement applies to every principal but these; IAM accepts it in a Deny only."""


class _Everyone(_Deny):
    Principal: ReadOnly[Literal["*"]]
    """A resource control policy applies to every principal."""


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


class _Action(TypedDict, Generic[_ActionT_co]):
    Action: ReadOnly[_ActionT_co | Sequence[_ActionT_co]]
    """The actions that the statement covers."""


class _NotAction(TypedDict, Generic[_ActionT_co]):
    NotAction: ReadOnly[_ActionT_co | Sequence[_ActionT_co]]
    """The statement covers every action but these."""


class _Document(TypedDict):
    Version: ReadOnly[NotRequired[Literal["2012-10-17", "2008-10-17"]]]
    """Version of the policy language; without it IAM assumes 2008-10-17."""
    Id: NotRequired[str]
    """A name for the document; some services require one."""


# Statements ---------------------------------------------------------------------------


# fmt: off
# Any kind of policy
class ActionStatement(_AnyPrincipal, _OptionalResource, _Action[str]): ...
class NotActionStatement(_AnyPrincipal, _OptionalResource, _NotAction[str]): ...
class ActionNotResourceStatement(_AnyPrincipal, _NotResource, _Action[str]): ...
class NotActionNotResourceStatement(_AnyPrincipal, _NotResource, _NotAction[str]): ...
class ActionNotPrincipalStatement(_NotPrincipal, _OptionalResource, _Action[str]): ...
class NotActionNotPrincipalStatement(_NotPrincipal, _OptionalResource, _NotAction[str]): ...
class ActionNotResourceNotPrincipalStatement(_NotPrincipal, _NotResource, _Action[str]): ...
class NotActionNotResourceNotPrincipalStatement(_NotPrincipal, _NotResource, _NotAction[str]): ...
Statement: TypeAlias = (
    ActionStatement | NotActionStatement
    | ActionNotResourceStatement | NotActionNotResourceStatement
    | ActionNotPrincipalStatement | NotActionNotPrincipalStatement
    | ActionNotResourceNotPrincipalStatement | NotActionNotResourceNotPrincipalStatement
)
"""A statement of any kind of policy; its actions are any strings."""

class StrictActionStatement(_AnyPrincipal, _OptionalResource, _Action[StrictAction]): ...
class StrictNotActionStatement(_AnyPrincipal, _OptionalResource, _NotAction[StrictAction]): ...
class StrictActionNotResourceStatement(_AnyPrincipal, _NotResource, _Action[StrictAction]): ...
class StrictNotActionNotResourceStatement(_AnyPrincipal, _NotResource, _NotAction[StrictAction]): ...
class StrictActionNotPrincipalStatement(_NotPrincipal, _OptionalResource, _Action[StrictAction]): ...
class StrictNotActionNotPrincipalStatement(_NotPrincipal, _OptionalResource, _NotAction[StrictAction]): ...
class StrictActionNotResourceNotPrincipalStatement(_NotPrincipal, _NotResource, _Action[StrictAction]): ...
class StrictNotActionNotResourceNotPrincipalStatement(_NotPrincipal, _NotResource, _NotAction[StrictAction]): ...
StrictStatement: TypeAlias = (
    StrictActionStatement | StrictNotActionStatement
    | StrictActionNotResourceStatement | StrictNotActionNotResourceStatement
    | StrictActionNotPrincipalStatement | StrictNotActionNotPrincipalStatement
    | StrictActionNotResourceNotPrincipalStatement | StrictNotActionNotResourceNotPrincipalStatement
)
"""A statement of any kind of policy; its actions are enum members or ``wildcard(...)``."""

# Identity policies, and service control policies (SCPs), whose rules are the same
class IdentityActionResource(_NoPrincipal, _Resource, _Action[str]): ...
class IdentityNotActionResource(_NoPrincipal, _Resource, _NotAction[str]): ...
class IdentityActionNotResource(_NoPrincipal, _NotResource, _Action[str]): ...
class IdentityNotActionNotResource(_NoPrincipal, _NotResource, _NotAction[str]): ...
IdentityStatement: TypeAlias = (
    IdentityActionResource | IdentityNotActionResource
    | IdentityActionNotResource | IdentityNotActionNotResource
)
"""A statement of a policy that is attached to a user, group or role."""

ServiceControlStatement: TypeAlias = IdentityStatement
"""A statement of an SCP; it follows the rules of an identity policy."""

class StrictIdentityActionResource(_NoPrincipal, _Resource, _Action[StrictAction]): ...
class StrictIdentityNotActionResource(_NoPrincipal, _Resource, _NotAction[StrictAction]): ...
class StrictIdentityActionNotResource(_NoPrincipal, _NotResource, _Action[StrictAction]): ...
class StrictIdentityNotActionNotResource(_NoPrincipal, _NotResource, _NotAction[StrictAction]): ...
StrictIdentityStatement: TypeAlias = (
    StrictIdentityActionResource | StrictIdentityNotActionResource
    | StrictIdentityActionNotResource | StrictIdentityNotActionNotResource
)
"""The strict form of ``IdentityStatement``."""

StrictServiceControlStatement: TypeAlias = StrictIdentityStatement
"""The strict form of ``ServiceControlStatement``."""

# Resource policies
class ResourceActionResource(_Principal, _Resource, _Action[str]): ...
class ResourceNotActionResource(_Principal, _Resource, _NotAction[str]): ...
class ResourceActionNotResource(_Principal, _NotResource, _Action[str]): ...
class ResourceNotActionNotResource(_Principal, _NotResource, _NotAction[str]): ...
class ResourceActionResourceNotPrincipal(_NotPrincipal, _Resource, _Action[str]): ...
class ResourceNotActionResourceNotPrincipal(_NotPrincipal, _Resource, _NotAction[str]): ...
class ResourceActionNotResourceNotPrincipal(_NotPrincipal, _NotResource, _Action[str]): ...
class ResourceNotActionNotResourceNotPrincipal(_NotPrincipal, _NotResource, _NotAction[str]): ...
ResourceStatement: TypeAlias = (
    ResourceActionResource | ResourceNotActionResource
    | ResourceActionNotResource | ResourceNotActionNotResource
    | ResourceActionResourceNotPrincipal | ResourceNotActionResourceNotPrincipal
    | ResourceActionNotResourceNotPrincipal | ResourceNotActionNotResourceNotPrincipal
)
"""A statement of a policy that is attached to a resource."""

class StrictResourceActionResource(_Principal, _Resource, _Action[StrictAction]): ...
class StrictResourceNotActionResource(_Principal, _Resource, _NotAction[StrictAction]): ...
class StrictResourceActionNotResource(_Principal, _NotResource, _Action[StrictAction]): ...
class StrictResourceNotActionNotResource(_Principal, _NotResource, _NotAction[StrictAction]): ...
class StrictResourceActionResourceNotPrincipal(_NotPrincipal, _Resource, _Action[StrictAction]): ...
class StrictResourceNotActionResourceNotPrincipal(_NotPrincipal, _Resource, _NotAction[StrictAction]): ...
class StrictResourceActionNotResourceNotPrincipal(_NotPrincipal, _NotResource, _Action[StrictAction]): ...
class StrictResourceNotActionNotResourceNotPrincipal(_NotPrincipal, _NotResource, _NotAction[StrictAction]): ...
StrictResourceStatement: TypeAlias = (
    StrictResourceActionResource | StrictResourceNotActionResource
    | StrictResourceActionNotResource | StrictResourceNotActionNotResource
    | StrictResourceActionResourceNotPrincipal | StrictResourceNotActionResourceNotPrincipal
    | StrictResourceActionNotResourceNotPrincipal | StrictResourceNotActionNotResourceNotPrincipal
)
"""The strict form of ``ResourceStatement``."""

# Trust policies
class TrustAction(_Principal, _NoResource, _Action[str]): ...
class TrustNotAction(_Principal, _NoResource, _NotAction[str]): ...
TrustStatement: TypeAlias = TrustAction | TrustNotAction
"""A statement of the trust policy of a role."""

class StrictTrustAction(_Principal, _NoResource, _Action[StrictAction]): ...
class StrictTrustNotAction(_Principal, _NoResource, _NotAction[StrictAction]): ...
StrictTrustStatement: TypeAlias = StrictTrustAction | StrictTrustNotAction
"""The strict form of ``TrustStatement``."""

# ECR repository policies
class EcrRepositoryAction(_Principal, _OptionalResource, _Action[str]): ...
class EcrRepositoryNotAction(_Principal, _OptionalResource, _NotAction[str]): ...
class EcrRepositoryActionNotPrincipal(_NotPrincipal, _OptionalResource, _Action[str]): ...
class EcrRepositoryNotActionNotPrincipal(_NotPrincipal, _OptionalResource, _NotAction[str]): ...
EcrRepositoryStatement: TypeAlias = (
    EcrRepositoryAction | EcrRepositoryNotAction
    | EcrRepositoryActionNotPrincipal | EcrRepositoryNotActionNotPrincipal
)
"""A statement of the policy of an ECR repository."""

class StrictEcrRepositoryAction(_Principal, _OptionalResource, _Action[StrictAction]): ...
class StrictEcrRepositoryNotAction(_Principal, _OptionalResource, _NotAction[StrictAction]): ...
class StrictEcrRepositoryActionNotPrincipal(_NotPrincipal, _OptionalResource, _Action[StrictAction]): ...
class StrictEcrRepositoryNotActionNotPrincipal(_NotPrincipal, _OptionalResource, _NotAction[StrictAction]): ...
StrictEcrRepositoryStatement: TypeAlias = (
    StrictEcrRepositoryAction | StrictEcrRepositoryNotAction
    | StrictEcrRepositoryActionNotPrincipal | StrictEcrRepositoryNotActionNotPrincipal
)
"""The strict form of ``EcrRepositoryStatement``."""

# Resource control policies (RCPs)
class ResourceControlActionResource(_Everyone, _Resource, _Action[str]): ...
class ResourceControlActionNotResource(_Everyone, _NotResource, _Action[str]): ...
ResourceControlStatement: TypeAlias = ResourceControlActionResource | ResourceControlActionNotResource
"""A statement of an RCP; it denies, and it applies to every principal."""

class StrictResourceControlActionResource(_Everyone, _Resource, _Action[StrictAction]): ...
class StrictResourceControlActionNotResource(_Everyone, _NotResource, _Action[StrictAction]): ...
StrictResourceControlStatement: TypeAlias = StrictResourceControlActionResource | StrictResourceControlActionNotResource
"""The strict form of ``ResourceControlStatement``."""

# fmt: on

# Documents ----------------------------------------------------------------------------

# Not subclasses of ``PolicyDocumentOf``: pyrefly does not see the types of the inherited key
# where a document is made by a call.


class PolicyDocument(_Document):
    """A policy document of any kind, whose actions are any strings."""

    Statement: ReadOnly[Statement | Sequence[Statement]]


class StrictPolicyDocument(_Document):
    """A policy document of any kind, whose actions are enum members or ``wildcard(...)``."""

    Statement: ReadOnly[StrictStatement | Sequence[StrictStatement]]


class IdentityPolicy(_Document):
    """A policy attached to a user, group, role or permission set; it names no principal."""

    Statement: ReadOnly[IdentityStatement | Sequence[IdentityStatement]]


class StrictIdentityPolicy(_Document):
    """The strict form of ``IdentityPolicy``."""

    Statement: ReadOnly[StrictIdentityStatement | Sequence[StrictIdentityStatement]]


class ServiceControlPolicy(_Document):
    """A service control policy (SCP) of AWS Organizations."""

    Statement: ReadOnly[ServiceControlStatement | Sequence[ServiceControlStatement]]


class StrictServiceControlPolicy(_Document):
    """The strict form of ``ServiceControlPolicy``."""

    Statement: ReadOnly[StrictServiceControlStatement | Sequence[StrictServiceControlStatement]]


class ResourcePolicy(_Document):
    """A policy attached to a bucket, key, queue or the like; it names principals and resources."""

    Statement: ReadOnly[ResourceStatement | Sequence[ResourceStatement]]


class StrictResourcePolicy(_Document):
    """The strict form of ``ResourcePolicy``."""

    Statement: ReadOnly[StrictResourceStatement | Sequence[StrictResourceStatement]]


class TrustPolicy(_Document):
    """Who may assume a role; the resource is the role itself, so none is named."""

    Statement: ReadOnly[TrustStatement | Sequence[TrustStatement]]


class StrictTrustPolicy(_Document):
    """The strict form of ``TrustPolicy``."""

    Statement: ReadOnly[StrictTrustStatement | Sequence[StrictTrustStatement]]


class EcrRepositoryPolicy(_Document):
    """The policy of an ECR repository; a statement without a resource is about the repository."""

    Statement: ReadOnly[EcrRepositoryStatement | Sequence[EcrRepositoryStatement]]


class StrictEcrRepositoryPolicy(_Document):
    """The strict form of ``EcrRepositoryPolicy``."""

    Statement: ReadOnly[StrictEcrRepositoryStatement | Sequence[StrictEcrRepositoryStatement]]


class ResourceControlPolicy(TypedDict):
    """A resource control policy (RCP) of AWS Organizations, as customers may write it."""

    Version: ReadOnly[Literal["2012-10-17"]]
    Id: NotRequired[str]
    Statement: ReadOnly[ResourceControlStatement | Sequence[ResourceControlStatement]]


class StrictResourceControlPolicy(TypedDict):
    """The strict form of ``ResourceControlPolicy``."""

    Version: ReadOnly[Literal["2012-10-17"]]
    Id: NotRequired[str]
    Statement: ReadOnly[StrictResourceControlStatement | Sequence[StrictResourceControlStatement]]


# Literals of chosen services ----------------------------------------------------------

_StatementT_co = TypeVar("_StatementT_co", bound=Statement, covariant=True)


class StatementOf(_AnyPrincipal, _OptionalResource, _Action[_ActionT_co]):
    """A statement whose actions are of the given type, such as the Literals of a service.

    Give it a name, and a document that goes with it::

        class EcrStatement(StatementOf[EcrAction | EcrActionPattern]): ...
        class EcrPolicy(PolicyDocumentOf[EcrStatement]): ...

    A subclass has no type variable left to solve. Where ``StatementOf[...]`` itself is the
    annotation, mypy takes up to twice as long, and pyrefly minutes with several services.
    Use one or two services: time grows with the number of Literals, and pyrefly accepts any
    string once there are more than 256. Enum members have neither limit. For the same
    reason this is one dictionary, not a union as ``Statement`` is: for a statement with
    ``NotResource`` or ``NotPrincipal`` use the other types.
    """


class NotActionStatementOf(_AnyPrincipal, _OptionalResource, _NotAction[_ActionT_co]):
    """A statement with ``NotAction`` whose actions are of the given type."""


class PolicyDocumentOf(_Document, Generic[_StatementT_co]):
    """A policy document whose statements are of the given type or union of types."""

    Statement: ReadOnly[_StatementT_co | Sequence[_StatementT_co]]
