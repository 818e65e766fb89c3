"""What a diagnostic is: a class with a code, a docstring that documents it, and examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol

from typed_iam_core.catalogue import Catalogue, Service
from typed_iam_core.sites import Site
from typed_iam_core.source import one_line

MESSAGE_LIMIT = 200


class Verdict(NamedTuple):
    """What is wrong: one line without the position, and replacements, best first."""

    message: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionText:
    """The text of a site taken apart once for all diagnostics.

    ``service`` is None where the catalogue has no service of that prefix; ``shown`` is the
    text in quotes, made fit for a message.
    """

    text: str
    prefix: str
    name: str
    service: Service | None
    site: Site
    catalogue: Catalogue

    @classmethod
    def of(cls, site: Site, text: str, catalogue: Catalogue) -> ActionText:
        prefix, _, name = text.partition(":")
        return cls(text, prefix, name, catalogue.service(prefix), site, catalogue)

    @property
    def shown(self) -> str:
        return quoted(self.text)


class Diagnostic(Protocol):
    """One rule on one action.

    The first line of the docstring says what is wrong, the rest why it matters.
    ``valid`` and ``invalid`` are texts of actions: documentation and test at once.
    """

    code: ClassVar[str]
    valid: ClassVar[tuple[str, ...]]
    invalid: ClassVar[tuple[str, ...]]

    def check(self, action: ActionText) -> Verdict | None:
        """The verdict, or None where this rule has nothing to say."""
        ...


def quoted(text: str) -> str:
    """Text of a user's in double quotes, on one printable line."""
    return f'"{one_line(text, 80)}"'


def choice(suggestions: tuple[str, ...]) -> str:
    """``"a", "b" or "c"``."""
    *head, last = map(quoted, suggestions)
    return f"{', '.join(head)} or {last}" if head else last


def did_you_mean(suggestions: tuple[str, ...]) -> str:
    """``; did you mean "a" or "b"?``, or nothing where there is nothing to suggest."""
    return f"; did you mean {choice(suggestions)}?" if suggestions else ""


def known_as_of(catalogue: Catalogue) -> str:
    """The date that every "unknown" carries: newer actions are unknown to an old catalogue."""
    return f" (catalogue of {catalogue.date})"
