from __future__ import annotations

from collections.abc import Iterator, Sequence

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.diagnostics.base import (
    DocumentRule,
    Placed,
    StatementRule,
    Verdict,
    did_you_mean,
    quoted,
)
from typed_iam_core.policies import Document, Element, Shape, Statement
from typed_iam_core.policies.language import DOCUMENT_KEYS, SIMILAR, STATEMENT_KEYS, VERSIONS
from typed_iam_core.suggestions.closest import closest
from typed_iam_core.text.source import Span

_EITHER_OR = (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal"))


class PolicyShape(DocumentRule, StatementRule):
    """A policy has keys or values that IAM does not define.

    AWS rejects it on deployment, or, worse, a tool on the way drops the key.
    """

    code = "iam-policy-shape"
    valid = (
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}',
        '{"Version": "2012-10-17", "Statement": [{**base, "Action": "ecr:*"}]}',
    )
    invalid = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Actions": "ecr:*", "Resource": "*"}]}',
        '{"Version": "2012-10-17", "Statement": [{"Effect": "allow", "Action": "ecr:*", "Resource": "*"}]}',
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "NotAction": "ecr:*", "Resource": "*"}]}',
    )

    def check_document(self, document: Document) -> Iterator[Placed]:
        yield from _unknown_keys(document, DOCUMENT_KEYS, "a policy")
        yield from _repeated_keys(document.elements)
        version = document.get("Version")
        if version is not None and version.text is not None and version.text not in VERSIONS:
            message = f"Unknown policy version {quoted(version.text)}{did_you_mean(VERSIONS[:1])}"
            yield version.span, Verdict(message, VERSIONS[:1])

    def check_statement(self, statement: Statement, catalogue: Catalogue) -> Iterator[Placed]:
        if statement.has_shape:
            yield from _unknown_keys(statement, STATEMENT_KEYS, "a statement")
            yield from _repeated_keys(statement.elements)
            yield from _exclusive(statement)
            yield from _resource_control(statement)
            yield from _repository(statement)
            if statement.in_document:
                yield from _incomplete(statement)


def _unknown_keys(part: Document | Statement, known: Sequence[str], where: str) -> Iterator[Placed]:
    is_alone = isinstance(part, Statement) and not part.in_document
    for element in part.elements:
        name = element.written
        if name in known or element.key is None:
            continue
        found = closest(name, known, SIMILAR)
        # A statement outside a document may have keys for other uses, such as an ``id``.
        if not is_alone or (found and len(name) > 3):
            message = f"Unknown key {quoted(name)} in {where}{did_you_mean(found)}"
            yield element.key, Verdict(message, found)


def _repeated_keys(elements: Sequence[Element]) -> Iterator[Placed]:
    """Verdicts on keys whose values Python and JSON drop, because the same key comes again."""
    last = {element.written: element for element in elements}
    for element in elements:
        if last[element.written] is not element and element.key is not None:
            message = f"Duplicate key {quoted(element.written)}: this value is lost; merge the two"
            yield element.key, Verdict(message)
        yield from _repeated_keys(element.elements)


def _exclusive(statement: Statement) -> Iterator[Placed]:
    for one, other in _EITHER_OR:
        second = statement.get(other)
        if statement.get(one) is not None and second is not None:
            message = f"A statement takes {quoted(one)} or {quoted(other)}, not both"
            yield second.key or second.span, Verdict(message)


def _resource_control(statement: Statement) -> Iterator[Placed]:
    """Verdicts on what AWS Organizations rejects in customers' resource control policies."""
    if statement.kind is None or statement.kind.role != "rcp":
        return
    effect, not_action = statement.get("Effect"), statement.get("NotAction")
    if effect is not None and effect.text == "Allow":
        yield effect.span, Verdict('A resource control policy can only "Deny"')
    if not_action is not None:
        message = 'A resource control policy cannot use "NotAction"'
        yield not_action.key or not_action.span, Verdict(message)


def _repository(statement: Statement) -> Iterator[Placed]:
    """Verdicts on what ECR rejects in the policy of a repository, which is itself the resource."""
    if statement.kind is None or statement.kind.role != "repository":
        return
    for name in ("Resource", "NotResource"):
        element = statement.get(name)
        if element is not None:
            message = f"An ECR repository policy cannot use {quoted(name)}; remove it"
            yield element.key or element.span, Verdict(message)


def _incomplete(statement: Statement) -> Iterator[Placed]:
    """Verdicts on missing or wrong values in a document's statement."""
    effect = statement.get("Effect")
    action = statement.get("Action") or statement.get("NotAction")
    misspelled = any(
        closest(element.written, STATEMENT_KEYS, SIMILAR)
        for element in statement.elements
        if element.written not in STATEMENT_KEYS
    )
    if effect is None and not misspelled:
        yield _head(statement), Verdict('A statement needs an "Effect": "Allow" or "Deny"')
    elif effect is not None and effect.text is not None and effect.text not in ("Allow", "Deny"):
        found = closest(effect.text, ("Allow", "Deny"), SIMILAR)
        message = f"Unknown effect {quoted(effect.text)}{did_you_mean(found)}"
        yield effect.span, Verdict(message, found)
    elif effect is not None and effect.shape in (Shape.LIST, Shape.EMPTY, Shape.BOOLEAN):
        yield effect.span, Verdict('An effect is one string, "Allow" or "Deny"')
    if action is None and not misspelled:
        yield _head(statement), Verdict('A statement needs an "Action" or a "NotAction"')
    elif action is not None and action.shape is Shape.EMPTY:
        message = f"{quoted(action.name)} is empty, so the statement has no effect"
        yield action.span, Verdict(message)


def _head(statement: Statement) -> Span:
    """The brace that opens a dict, as an error on all of it would hide those inside."""
    line, column, _, _ = statement.span
    return Span(line, column, line, column + 1)
