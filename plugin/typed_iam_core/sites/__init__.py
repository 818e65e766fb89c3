"""Where in a module action strings stand: statements of policies, and the strings in them.

The check hangs on the shape of a policy, never on where it goes: two in three policies in
real code reach AWS by a road that no analysis sees.  What cannot be read off the source for
certain is passed over in silence.

- ``scan``       whether a file can hold a policy at all, by its bytes
- ``model``      what is found: statements and sites
- ``forms``      the forms that policies take in code: dicts, calls, assignments
- ``lists``      lists that hold nothing but actions, wherever they stand
- ``boto3``      parameters of boto3 methods that take names of actions
- ``json_text``  policies as JSON inside strings
- ``values``     what a slot's value is made of; constants are followed by name
- ``scopes``     which names are bound where
- ``finder``     one walk over the module that brings these together
"""

from __future__ import annotations

from typed_iam_core.sites.finder import statements
from typed_iam_core.sites.model import Certainty, Origin, Resolver, Site, Statement
from typed_iam_core.sites.scan import may_hold_policies

__all__ = [
    "Certainty",
    "Origin",
    "Resolver",
    "Site",
    "Statement",
    "may_hold_policies",
    "statements",
]
