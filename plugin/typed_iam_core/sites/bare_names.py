"""boto3 parameters that take names of actions without their service prefix.

``queue.add_permission(Actions=["SendMessage"])``: here ``sqs:SendMessage`` would be wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from typed_iam_core.sites.model import Certainty, Origin, Site, Statement
from typed_iam_core.sites.scopes import Scope
from typed_iam_core.sites.values import last_name, leaves
from typed_iam_core.source import Source

# Parameter of ``add_permission`` -> service whose actions it takes.
_PARAMETERS = {"Actions": "sqs", "ActionName": "sns"}


def statements_of(node: ast.AST, scope: Scope, source: Source) -> Iterator[Statement]:
    """The statement that a call is, with texts as they would be with a prefix."""
    if not isinstance(node, ast.Call) or last_name(node.func) != "add_permission":
        return
    for keyword in node.keywords:
        prefix = _PARAMETERS.get(keyword.arg or "")
        if prefix is None:
            continue
        sites = tuple(
            Site(
                f"{prefix}:{leaf.text}",
                source.span(leaf.node),
                negated=False,
                effect="Allow",
                certainty=Certainty.POLICY,
                origin=Origin.BARE,
            )
            for leaf in leaves(keyword.value, scope)
            if leaf.text is not None and leaf.text != "*"
        )
        if sites:
            yield Statement(sites, source.span(node))
