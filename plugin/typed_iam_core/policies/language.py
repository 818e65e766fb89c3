"""What the policy language has: its versions and keys."""

from __future__ import annotations

VERSIONS = ("2012-10-17", "2008-10-17")
DOCUMENT_KEYS = ("Id", "Statement", "Version")
STATEMENT_KEYS = (
    "Action",
    "Condition",
    "Effect",
    "NotAction",
    "NotPrincipal",
    "NotResource",
    "Principal",
    "Resource",
    "Sid",
)
# How similar a misspelled key is to the right one: ``Actoin``, ``statement``, ``Resources``.
SIMILAR = 0.75
