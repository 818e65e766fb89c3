"""The model of policies, which readers make and rules, editors and codemods ask."""

from __future__ import annotations

from typed_iam_core.policies.model import (
    ALLOW,
    DENY,
    Certainty,
    Document,
    Element,
    Form,
    Kind,
    Origin,
    Policies,
    Shape,
    Slot,
    Statement,
    Value,
    slots,
    slots_of,
)

__all__ = [
    "ALLOW",
    "DENY",
    "Certainty",
    "Document",
    "Element",
    "Form",
    "Kind",
    "Origin",
    "Policies",
    "Shape",
    "Slot",
    "Statement",
    "Value",
    "slots",
    "slots_of",
]
