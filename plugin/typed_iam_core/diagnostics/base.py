"""What a rule is: a class with a code, a docstring that documents it, and examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol

from typed_iam_core.catalogue import Catalogue, Service
from typed_iam_core.policies import Document, Slot, Statement
from typed_iam_core.text.source import Span, one_line

MESSAGE_LIMIT = 200


class Verdict(NamedTuple):
    """What is wrong: one line without the position, and replacements, best first."""

    message: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionText:
    """The text of an action taken apart once for all rules.

    ``service`` is None where the catalogue has no service of that prefix; ``shown`` is the
    text in quotes, made fit for a message.
    """

    text: str
    prefix: str
    name: str
    service: Service | None
    slot: Slot
    catalogue: Catalogue

    @classmethod
    def of(cls, slot: Slot, text: str, catalogue: Catalogue) -> ActionText:
        prefix, _, name = text.partition(":")
        return cls(text, prefix, name, catalogue.service(prefix), slot, catalogue)

    @property
    def shown(self) -> str:
        return quoted(self.text)


# A verdict with the place that it is about.
Placed = tuple[Span, Verdict]


class Rule(Protocol):
    """What all rules have.

    The first line of the docstring says what is wrong, the rest why it matters.
    ``valid`` and ``invalid`` are the two or three best examples: texts of actions for rules on
    actions, Python for the others.
    ``severity`` is ``error``, ``warning`` or ``hint``; ``default`` whether it is on without being selected.
    """

    code: ClassVar[str]
    valid: ClassVar[tuple[str, ...]]
    invalid: ClassVar[tuple[str, ...]]
    severity: ClassVar[str] = "error"
    default: ClassVar[bool] = True


class ActionRule(Rule, Protocol):
    """A rule on one action."""

    def check(self, action: ActionText) -> Verdict | None:
        """The verdict, or None where this rule has nothing to say."""
        ...


class StatementRule(Rule, Protocol):
    """A rule on a statement: its actions together, and its other elements."""

    def check_statement(self, statement: Statement, catalogue: Catalogue) -> Iterator[Placed]:
        """Verdicts on a statement."""
        ...


class DocumentRule(Rule, Protocol):
    """A rule on the elements of a document."""

    def check_document(self, document: Document) -> Iterator[Placed]:
        """Verdicts on a document, but for those on its statements."""
        ...


def quoted(text: str) -> str:
    """A user's text in double quotes, on one printable line."""
    return f'"{one_line(text, 80)}"'


def choice(suggestions: tuple[str, ...]) -> str:
    """``"a", "b" or "c"``."""
    *head, last = map(quoted, suggestions)
    return f"{', '.join(head)} or {last}" if head else last


def did_you_mean(suggestions: tuple[str, ...]) -> str:
    """``; did you mean "a" or "b"?``, or nothing where there is nothing to suggest."""
    return f"; did you mean {choice(suggestions)}?" if suggestions else ""


# What follows from a finding in a Deny or a NotAction matters more than a second suggestion.
_ROOM_FOR_CONSEQUENCE = 60


def unknown(catalogue: Catalogue, suggestions: tuple[str, ...], *sayings: str) -> str:
    """A message with as many of the suggestions as fit, one at least if any does.

    Args:
        sayings: ways to say what is unknown, the fullest first.
    """
    dated = known_as_of(catalogue, suggestions)
    for count in range(len(suggestions), 0, -1):
        room = MESSAGE_LIMIT - (_ROOM_FOR_CONSEQUENCE if count > 1 else 0)
        for said in sayings:
            message = f"{said}{did_you_mean(suggestions[:count])}{dated}"
            if len(message) <= room:
                return message
    fitting = (said for said in sayings if len(said) + len(dated) <= MESSAGE_LIMIT)
    return f"{next(fitting, sayings[-1])}{dated}"


def known_as_of(catalogue: Catalogue, suggestions: tuple[str, ...]) -> str:
    """The date that every "unknown" carries: newer actions are unknown to an old catalogue."""
    dated = f" (catalogue of {catalogue.date})"
    return dated if suggestions else f'{dated}; "typed-iam update" fetches newer names'
