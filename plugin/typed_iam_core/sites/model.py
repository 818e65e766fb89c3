"""What is found in a module: statements, and the action strings in them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from typed_iam_core.text.source import Span

ALLOW, DENY = "Allow", "Deny"

# Full name of a constant in another module -> its value, or None where it is not known.
Resolver = Callable[[str], str | None]
# The same, of the node that names the constant.
LookUp = Callable[[ast.expr, str], str | None]


class Certainty(Enum):
    """How sure it is that a statement is one of IAM's policy language."""

    POLICY = "everything about it can be judged"
    LISTED = "names under a known service prefix can be judged"
    LIKELY = "of those, only names that look like actions"


class Origin(Enum):
    """How a string gets into its slot."""

    SLOT = "it stands there"
    CONSTANT = "by the name of a constant of this module"
    IMPORTED = "by the name of a constant of another module"
    FOLDED = "put together from constant parts"
    JSON = "inside a string of JSON"
    LIST = "no slot is in sight: it stands in a list of actions"
    BARE = "a service that takes names without its own prefix"


@dataclass(frozen=True)
class Site:
    """One string (or what should be one) in a slot for actions.

    ``text`` is None where the source holds something that is certainly no string.
    ``negated`` tells NotAction from Action; ``effect`` is None where it is not known.
    """

    text: str | None
    span: Span
    negated: bool
    effect: str | None
    certainty: Certainty
    origin: Origin = Origin.SLOT


class PolicyKind(NamedTuple):
    """What a policy is attached to, where the code around it tells.

    ``service`` is the one prefix that means something there, as a pattern: ``kafka*``, and
    ``*`` where each service's does.  ``role`` is ``trust``, ``resource``, for ecr
    ``repository`` and ``registry``, or else ``identity``, ``session``, ``endpoint``, ``rcp`` (a
    resource control policy) and such.
    """

    service: str
    role: str


@dataclass(frozen=True)
class Statement:
    """The actions of one statement, in source order.

    ``resources`` are its ARNs, with ``HOLE`` for what the program puts into them, or None
    where not all of them are written down.
    """

    sites: tuple[Site, ...]
    span: Span
    keys: frozenset[str] = field(default_factory=frozenset)
    resources: tuple[str, ...] | None = None
    kind: PolicyKind | None = None


class Value(Enum):
    """What the value of an element is."""

    TEXT = "a string"
    LIST = "a list with something in it"
    EMPTY = "an empty list"
    TRUTH = "True or False"
    OTHER = "anything else, computed values among them"


class Element(NamedTuple):
    """A key of a document or statement, and what stands beside it."""

    name: str
    key: Span
    at: Span
    value: Value
    text: str | None = None


@dataclass(frozen=True)
class PolicyPart:
    """A dict that certainly is a policy document, or a statement of one.

    ``in_document`` tells statements inside a document from those that stand alone.
    """

    is_document: bool
    span: Span
    elements: tuple[Element, ...]
    in_document: bool
    kind: PolicyKind | None = None

    def get(self, name: str) -> Element | None:
        """The element of that name, or None."""
        return next((element for element in self.elements if element.name == name), None)


class Found(NamedTuple):
    """All that was found in a text, in no order.

    ``unknown`` is where constants of other modules stand in slots whose values nobody knew.
    """

    statements: list[Statement]
    parts: list[PolicyPart]
    unknown: Sequence[Span] = ()
