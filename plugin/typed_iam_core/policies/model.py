"""The model of policies: what every reader makes of what it reads, and what every rule asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from typed_iam_core.text.literals import is_template
from typed_iam_core.text.source import Span

ALLOW, DENY = "Allow", "Deny"


class Certainty(Enum):
    """How sure it is that a value belongs to a policy of IAM; the surest first."""

    POLICY = "everything about it can be judged"
    LISTED = "names under a known service prefix can be judged"
    LIKELY = "of those, only names that look like actions"


class Origin(Enum):
    """How the text of a value gets into its element."""

    LITERAL = "it is written there"
    CONSTANT = "by the name of a constant of this module"
    IMPORTED = "by the name of a constant of another module"
    FOLDED = "composed of constant parts"


class Kind(NamedTuple):
    """What a policy is attached to.

    ``service`` is the one prefix that has an effect there, as a pattern: ``kafka*``, and ``*``
    where every service's has.  ``role`` is ``trust``, ``resource``, for ecr ``repository`` and
    ``registry``, or else ``identity``, ``session``, ``endpoint``, ``scp``, ``rcp`` and such.
    """

    service: str
    role: str


class Form(Enum):
    """How a statement is written."""

    PYTHON = "as Python: a dict, a call, an assignment"
    JSON = "as JSON inside a string"
    LIST = "as a list of actions without a policy in sight"


class Shape(Enum):
    """What the value of an element is."""

    TEXT = "a string"
    LIST = "a list with something in it"
    EMPTY = "an empty list"
    BOOLEAN = "True or False"
    MAP = "a map with keys that are written down"
    OTHER = "anything else, computed values among them"


@dataclass(frozen=True)
class Value:
    """One value of an element.

    ``text`` has ``HOLE`` where a part of it is not known, and is None for what is certainly
    not a string.
    """

    text: str | None
    span: Span
    origin: Origin = Origin.LITERAL
    certainty: Certainty = Certainty.POLICY

    @property
    def is_open(self) -> bool:
        """Whether a part of it is filled in later, so that nothing can be said of the whole."""
        return self.text is not None and is_template(self.text)


@dataclass(frozen=True)
class Element:
    """A key of a document, statement, principal or condition, and what it holds.

    ``name`` is as IAM spells it where a reader knows the key under another name, ``written`` as
    the source does; ``values`` are all that are known, and all there are if it is ``complete``;
    ``elements`` are those of a map.  ``bare`` is the service prefix that the names in it do without.
    """

    name: str
    written: str
    key: Span | None
    span: Span
    shape: Shape = Shape.OTHER
    values: tuple[Value, ...] = ()
    complete: bool = False
    elements: tuple[Element, ...] = ()
    bare: str = ""

    @property
    def text(self) -> str | None:
        """The one string that is written there, if it is one."""
        return self.values[0].text if self.shape is Shape.TEXT and self.values else None

    @property
    def holds_actions(self) -> bool:
        """Whether its values are actions."""
        return self.name in ("Action", "NotAction")


class _Part:
    elements: tuple[Element, ...]

    def get(self, name: str) -> Element | None:
        """The first element of that name, or None."""
        return next((element for element in self.elements if element.name == name), None)


@dataclass(frozen=True)
class Statement(_Part):
    """A statement, or as much of one as an assignment, a call or a list shows.

    ``effect`` is Allow, Deny, or None where it is not known.  ``has_shape`` is whether all of
    its keys are in sight and certainly a statement's, so that they can be judged;
    ``in_document`` tells those inside a document from those that may get more keys later.
    """

    span: Span
    elements: tuple[Element, ...]
    effect: str | None = None
    kind: Kind | None = None
    form: Form = Form.PYTHON
    has_shape: bool = False
    in_document: bool = False

    @property
    def actions(self) -> Iterator[tuple[Element, Value]]:
        """Each action, with the element that it is a value of."""
        for element in self.elements:
            if element.holds_actions:
                for value in element.values:
                    yield element, value


@dataclass(frozen=True)
class Document(_Part):
    """What is certainly a policy document; its statements are among the statements found."""

    span: Span
    elements: tuple[Element, ...]
    kind: Kind | None = None


class Policies(NamedTuple):
    """All that readers found in a text, in no order.

    ``unknown`` is where constants of other modules are used whose values are not known;
    ``is_cut`` is whether there were more values than can be followed.
    """

    statements: list[Statement]
    documents: list[Document]
    unknown: Sequence[Span] = ()
    is_cut: bool = False


@dataclass(frozen=True)
class Slot:
    """An action where it is written: a value with all that its element and statement say of it.

    ``text`` is None for what is certainly not a string, and has the service's prefix where the
    source does without (``bare``).  ``effect`` is None where it is not known, or not the same in
    all statements that use the value.
    """

    text: str | None
    span: Span
    negated: bool = False
    effect: str | None = None
    certainty: Certainty = Certainty.POLICY
    origin: Origin = Origin.LITERAL
    form: Form = Form.PYTHON
    bare: bool = False


def slots_of(statement: Statement) -> Iterator[Slot]:
    """The actions of one statement, but for those that are not known as a whole."""
    for element, value in statement.actions:
        text = value.text
        if value.is_open:
            continue
        yield Slot(
            f"{element.bare}:{text}" if element.bare else text,
            value.span,
            element.name == "NotAction",
            statement.effect,
            value.certainty,
            value.origin,
            statement.form,
            bool(element.bare),
        )


def slots(statements: Iterable[Statement]) -> list[Slot]:
    """Each action once, in source order: a constant can be in the slots of several statements."""
    by_span: dict[Span, Slot] = {}
    for statement in statements:
        for slot in slots_of(statement):
            other = by_span.get(slot.span)
            if other != slot:
                by_span[slot.span] = slot if other is None else _merged(slot, other)
    return sorted(by_span.values(), key=lambda slot: slot.span)


_SUREST = {certainty: rank for rank, certainty in enumerate(Certainty)}


def _merged(slot: Slot, other: Slot) -> Slot:
    """As certain as the surer one, with an effect if they agree."""
    surer = min(slot, other, key=lambda each: _SUREST[each.certainty])
    if (slot.effect, slot.negated) == (other.effect, other.negated):
        return surer
    return replace(surer, effect=None)
