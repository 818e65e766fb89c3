"""boto3 parameters that take names of actions, some of them without the service's prefix.

``queue.add_permission(Actions=["SendMessage"])``: here ``sqs:SendMessage`` would be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from typed_iam_core.sites.boto3_calls import ACTIONS, BARE, Taken
from typed_iam_core.sites.model import Certainty, LookUp, Origin, PolicyKind, Site, Statement
from typed_iam_core.sites.values import Leaf, leaves
from typed_iam_core.text.source import Source


def statements_of(
    calls: Iterable[Taken], source: Source, resolve: LookUp | None
) -> Iterator[Statement]:
    """The statements that calls ask for; bare names are given with their prefix."""
    for taken in calls:
        if taken.kind is None or taken.what not in (ACTIONS, BARE):
            continue
        bare = taken.kind if taken.what == BARE else None
        sites = tuple(
            _site(leaf, leaf.text, source, bare)
            for leaf in leaves(taken.value, taken.scope, resolve)
            if leaf.text is not None and leaf.text != "*"
        )
        if sites:
            yield Statement(sites, source.span(taken.call), kind=taken.kind)


def _site(leaf: Leaf, text: str, source: Source, bare: PolicyKind | None) -> Site:
    return Site(
        f"{bare.service}:{text}" if bare else text,
        source.span(leaf.node),
        negated=False,
        effect=None,
        certainty=Certainty.POLICY if leaf.certain else Certainty.LIKELY,
        origin=Origin.BARE if bare else leaf.origin,
    )
