"""What the catalogue's files say of a service and its actions."""

from __future__ import annotations

from typing import TypedDict

REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference"


class ActionFacts(TypedDict):
    """What is known of one action; ``resources`` marks required types with ``*``."""

    access: str
    resources: list[str]
    conditions: list[str]
    permission_only: bool
    url: str


class RetiredFacts(TypedDict):
    """An action that was listed once; dates as ``YYYY-MM-DD``, None where never seen listed."""

    first_seen: str | None
    last_seen: str | None
    replacement: list[str]
    confidence: str | None
    how: str | None


class ServiceFacts(TypedDict):
    """What is known of one service.

    ``operations``: API operations whose name is no action -> the actions that authorise them.
    ``methods``: boto3 ``client.method`` -> actions, where they do not follow from the name.
    """

    pages: list[str]
    resources: dict[str, str]
    actions: dict[str, ActionFacts]
    operations: dict[str, list[str]]
    methods: dict[str, list[str]]
    retired: dict[str, RetiredFacts]


NO_FACTS: ServiceFacts = {
    "pages": [],
    "resources": {},
    "actions": {},
    "operations": {},
    "methods": {},
    "retired": {},
}
