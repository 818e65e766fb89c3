"""What is found in a module: statements, and the action strings in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from typed_iam_core.source import Span

ALLOW, DENY = "Allow", "Deny"

# Full name of a constant in another module -> its value, or None where it is not known.
Resolver = Callable[[str], str | None]


class Certainty(Enum):
    """How sure it is that a statement is one of IAM's policy language."""

    POLICY = "everything about it can be judged"
    LIKELY = "only names under a known service prefix can be judged"


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


@dataclass(frozen=True)
class Element:
    """A key of a statement or document: where it stands, and its value if that is a string."""

    name: str
    span: Span
    text: str | None = None


@dataclass(frozen=True)
class Statement:
    """The actions of one statement, in source order."""

    sites: tuple[Site, ...]
    span: Span
    keys: frozenset[str] = field(default_factory=frozenset)
