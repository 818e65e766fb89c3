"""Where in a module action strings stand: statements of policies, and the strings in them.

The check hangs on the shape of a policy, never on where it goes: two in three policies in
real code reach AWS by a road that no analysis sees.  What cannot be read off the source for
certain is passed over in silence.

- ``scan``       whether a file can hold a policy at all, by its bytes
- ``quiet``      functions that have nothing to do with policies, by theirs
- ``model``      what is found: statements and sites
- ``forms``      the forms that policies take in code: dicts, calls, assignments
- ``lists``      lists that hold nothing but actions, wherever they stand
- ``boto3_calls`` what the parameters of boto3's methods take, by a generated table
- ``boto3_clients`` which client a method belongs to
- ``action_names`` parameters that take names of actions, with or without their prefix
- ``json_text``  policies as JSON inside strings
- ``values``     what a slot's value is made of; constants are followed by name
- ``scopes``     which names are bound where
- ``policies``   dicts that certainly are policies, with all their keys
- ``kinds``      what a policy is attached to, where the code around it tells
- ``constructs`` the resources of CloudFormation, CDK and such that take policies
- ``finder``     one walk over the module that brings these together
"""

from __future__ import annotations

from typed_iam_core.sites.finder import find, statements
from typed_iam_core.sites.model import (
    Certainty,
    Element,
    Found,
    Origin,
    PolicyKind,
    PolicyPart,
    Resolver,
    Site,
    Statement,
    Value,
)
from typed_iam_core.sites.quiet import Body, without_quiet
from typed_iam_core.sites.scan import may_hold_actions, may_hold_policies

__all__ = [
    "Body",
    "Certainty",
    "Element",
    "Found",
    "Origin",
    "PolicyKind",
    "PolicyPart",
    "Resolver",
    "Site",
    "Statement",
    "Value",
    "find",
    "may_hold_actions",
    "may_hold_policies",
    "statements",
    "without_quiet",
]
