"""What is told of an action, operation, service or diagnostic to somebody who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ResourceType:
    """A resource type of an action; ``arn`` is its pattern, empty where none is known."""

    name: str
    arn: str
    required: bool


@dataclass(frozen=True)
class ActionSheet:
    """What is known of one action.

    ``reference`` is the Python that stands for it, None of an action newer than the enums.
    ``operations`` and ``methods`` are the API operations and boto3 methods that it authorises,
    as far as the sources tell.  ``replacements`` are those of an action announced dead.
    ``description`` is AWS's own sentence, None where the package that has it is not installed.
    """

    action: str
    reference: str | None
    access: str
    resources: tuple[ResourceType, ...]
    conditions: tuple[str, ...]
    permission_only: bool
    operations: tuple[str, ...]
    methods: tuple[str, ...]
    deprecated: bool
    replacements: tuple[str, ...]
    unlisted: bool
    url: str
    description: str | None


@dataclass(frozen=True)
class OperationSheet:
    """An API operation or boto3 method and the actions that authorise it; ``others`` in some cases."""

    operation: str
    actions: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class ServiceSheet:
    """A service in figures; ``access`` counts its actions by access level."""

    prefix: str
    title: str
    actions: int
    access: Mapping[str, int]
    clients: tuple[str, ...]
    enum: str | None
    urls: tuple[str, ...]


@dataclass(frozen=True)
class RetiredSheet:
    """An action that AWS listed once; dates as ``YYYY-MM-DD``, None where never seen listed."""

    action: str
    verdict: str
    first_seen: str | None
    last_seen: str | None
    replacements: tuple[str, ...]
    confidence: str | None


@dataclass(frozen=True)
class PatternSheet:
    """A wildcard and the actions that it takes in."""

    pattern: str
    actions: tuple[str, ...]


@dataclass(frozen=True)
class DiagnosticSheet:
    """A diagnostic; ``valid`` and ``invalid`` are texts of actions, or Python."""

    code: str
    summary: str
    details: str
    severity: str
    default: bool
    valid: tuple[str, ...]
    invalid: tuple[str, ...]


Sheet = ActionSheet | OperationSheet | ServiceSheet | RetiredSheet | PatternSheet | DiagnosticSheet
