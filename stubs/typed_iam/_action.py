"""What every generated service module is built on; importing it loads ``enum`` and no more."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum


class Action(StrEnum):
    """Base of the enum of each service; it has no members of its own.

    A member is a ``str`` that equals the name IAM knows, for example ``"ecr:PutImage"``, and
    prints as that: a list of members, a log line or a hash of a policy looks as with strings.
    """

    def __repr__(self) -> str:
        return str.__repr__(self)


def lazy_aliases(module: str, enum: type[Action], patterns: str) -> Callable[[str], object]:
    """Return a module ``__getattr__`` that makes the typing aliases of a service when asked.

    For an enum ``Ecr`` these are ``EcrAction``, ``EcrActionPattern`` and ``AnyEcrAction``.
    ``patterns`` holds the wildcards, separated by blanks. Most programs use the members
    alone, so ``typing`` is imported, and the Literals are built, on first use.
    """
    names, wildcards, either = (
        f"{enum.__name__}Action",
        f"{enum.__name__}ActionPattern",
        f"Any{enum.__name__}Action",
    )

    def __getattr__(name: str) -> object:
        if name not in (names, wildcards, either):
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        import typing

        # A checker takes a subscript of Literal for a type, and this one is computed.
        literal: typing.Any = vars(typing)["Literal"]
        of_names = literal[tuple(member.value for member in enum)]
        aliases = {
            names: of_names,
            wildcards: literal[tuple(patterns.split())],
            either: typing.Union[enum, of_names],  # noqa: UP007
        }
        vars(sys.modules[module]).update(aliases)
        return aliases[name]

    return __getattr__
