"""Readers: one file for each way in which policies are written; what they read becomes the model.

- ``dict_displays``     dicts: documents and statements
- ``builder_calls``     ``PolicyStatement(...)``, ``Statement(...)``
- ``terraform_cdk``     ``DataAwsIamPolicyDocumentStatement(...)``
- ``action_arguments``  ``add_actions(...)``, ``grant(...)``, ``actions=[...]``
- ``assignments``       ``statement["Action"] = [...]``, ``ACTIONS += [...]``
- ``awacs``             ``Action("ecr", "PutImage")``
- ``boto3_parameters``  parameters of boto3's methods
- ``resources``         properties of CloudFormation, CDK, Pulumi and troposphere
- ``policy_keys``       keys and types whose policies are of one kind everywhere
- ``json_text``         JSON inside strings
- ``action_lists``      lists of nothing but actions
- ``other_languages``   what is not IAM's

``reading`` says what a reader is and makes statements; ``sinks`` finds the parts of a policy of a
known kind; ``byte_filter`` searches bytes for what the readers say of themselves; ``finder`` runs
them all over a module.  A new reader is a file here and a line in ``finder.READERS``.

Policies are recognized by shape, not by where they are passed: two in three reach AWS on paths
that no analysis can follow.  What the source does not show for certain is left out.
"""

from __future__ import annotations

from typed_iam_core.readers.finder import (
    find,
    may_hold_actions,
    may_hold_policies,
)

__all__ = ["find", "may_hold_actions", "may_hold_policies"]
