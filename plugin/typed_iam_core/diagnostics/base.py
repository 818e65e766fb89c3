"""The base of every rule: a code, a docstring that documents it, and examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol

from typed_iam_core.catalogue import Catalogue, Service
from typed_iam_core.policies import Document, Slot, Statement
from typed_iam_core.text.source import Span, one_line

MESSAGE_LIMIT = 200


class Verdict(NamedTuple):
    """One line on the mistake, without its position, and replacements, best first."""

    message: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionText:
    """The text of an action, split once for all rules.

    ``service`` is None where the catalogue has no service with that prefix.
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
        """The text as messages quote it."""
        return quoted(self.text)


# A verdict and the span that it is about.
Placed = tuple[Span, Verdict]


class Rule(Protocol):
    """The attributes of every rule, and its documentation.

    The first line of a rule's docstring states the mistake, the rest why it matters.
    ``valid`` and ``invalid`` are its two or three best examples: actions for rules on actions,
    Python for the others.  ``severity`` is ``error``, ``warning`` or ``hint``; ``default`` is
    whether the rule is on without being selected.
    """

    code: ClassVar[str]
    valid: ClassVar[tuple[str, ...]]
    invalid: ClassVar[tuple[str, ...]]
    severity: ClassVar[str] = "error"
    default: ClassVar[bool] = True


class ActionRule(Rule, Protocol):
    """A rule on one action."""

    def check(self, action: ActionText) -> Verdict | None:
        """The verdict, or None where the rule does not apply."""
        ...


class StatementRule(Rule, Protocol):
    """A rule on a statement: its actions together, and its other elements."""

    def check_statement(self, statement: Statement, catalogue: Catalogue) -> Iterator[Placed]:
        """Verdicts on a statement."""
        ...


class DocumentRule(Rule, Protocol):
    """A rule on the elements of a document."""

    def check_document(self, document: Document) -> Iterator[Placed]:
        """Verdicts on a document, except those on its statements."""
        ...


def quoted(text: str) -> str:
    """A text from the source in double quotes, on one printable line."""
    return f'"{one_line(text, 80)}"'


def choice(suggestions: tuple[str, ...]) -> str:
    """``"a", "b" or "c"``."""
    *head, last = map(quoted, suggestions)
    return f"{', '.join(head)} or {last}" if head else last


def did_you_mean(suggestions: tuple[str, ...]) -> str:
    """``; did you mean "a" or "b"?``, or an empty string without suggestions."""
    return f"; did you mean {choice(suggestions)}?" if suggestions else ""


# The consequence of a finding in a Deny or a NotAction matters more than a second suggestion.
_ROOM_FOR_CONSEQUENCE = 60


def unknown(catalogue: Catalogue, suggestions: tuple[str, ...], *problems: str) -> str:
    """A message with as many suggestions as fit, at least one if any does.

    Args:
        problems: wordings of the problem, the longest first.
    """
    dated = known_as_of(catalogue, suggestions)
    for count in range(len(suggestions), 0, -1):
        room = MESSAGE_LIMIT - (_ROOM_FOR_CONSEQUENCE if count > 1 else 0)
        for problem in problems:
            message = f"{problem}{did_you_mean(suggestions[:count])}{dated}"
            if len(message) <= room:
                return message
    fitting = (each for each in problems if len(each) + len(dated) <= MESSAGE_LIMIT)
    return f"{next(fitting, problems[-1])}{dated}"


def known_as_of(catalogue: Catalogue, suggestions: tuple[str, ...]) -> str:
    """The date of the catalogue, because an old catalogue does not know newer actions."""
    dated = f" (catalogue of {catalogue.date})"
    return dated if suggestions else f'{dated}; run "typed-iam update" for newer names'
