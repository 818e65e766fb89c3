from __future__ import annotations

from collections.abc import Iterator

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import is_pattern, matches
from typed_iam_core.diagnostics.base import StatementDiagnostic, Verdict, quoted
from typed_iam_core.sites import Certainty, Origin, Site, Statement
from typed_iam_core.text.source import Span


class DuplicateAction(StatementDiagnostic):
    """An action stands twice in a statement, or beside a wildcard that takes it in.

    It changes nothing, uses up the policy's size, and misleads who removes just one of them.
    """

    code = "iam-duplicate-action"
    severity = "hint"
    default = False
    valid = (
        '{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:Get*"], "Resource": "*"}',
        '{"Effect": "Allow", "Action": ["ecr:Get*", "ecr:*Image"], "Resource": "*"}',
    )
    invalid = (
        '{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:GetLifecyclePolicy", "ecr:PutImage"], "Resource": "*"}',
        '{"Effect": "Allow", "Action": ["ecr:GetLifecyclePolicy", "ecr:Get*"], "Resource": "*"}',
    )

    def check(self, statement: Statement, catalogue: Catalogue) -> Iterator[tuple[Span, Verdict]]:
        for negated in (False, True):
            yield from _among(
                [
                    site
                    for site in statement.sites
                    if site.negated == negated
                    and site.certainty is Certainty.POLICY
                    and site.origin in (Origin.SLOT, Origin.JSON)
                ]
            )


def _among(sites: list[Site]) -> Iterator[tuple[Span, Verdict]]:
    patterns = [(site, site.text) for site in sites if site.text and is_pattern(site.text)]
    seen: set[str] = set()
    for site in sites:
        if site.text is None:
            continue
        covering = next(
            (text for other, text in patterns if other is not site and covers(text, site.text)),
            None,
        )
        if site.text.lower() in seen:
            yield site.span, Verdict(f"{quoted(site.text)} stands twice in this statement")
        elif covering is not None:
            yield (
                site.span,
                Verdict(f"{quoted(site.text)} is covered by {quoted(covering)} beside it"),
            )
        seen.add(site.text.lower())


def covers(pattern: str, text: str) -> bool:
    """Whether a wildcard takes in all that a text, itself perhaps a wildcard, stands for."""
    # A star in the pattern may stand for a wildcard of the text; a question mark may not.
    return pattern.lower() != text.lower() and "?" not in pattern and matches(pattern, text)
