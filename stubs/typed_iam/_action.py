"""The base of every service's enum; importing it loads ``enum`` and nothing else.

Hence neither ``from __future__ import annotations`` nor ``collections.abc``: each of them
is a module more to load, 1% of what an interpreter takes to start.
"""

from enum import StrEnum

TYPE_CHECKING = False  # type checkers assume True
if TYPE_CHECKING:
    from collections.abc import Callable


class Action(StrEnum):
    """Base of the enum of each service; it has no members of its own.

    A member is a ``str`` equal to the name that IAM uses, such as ``"ecr:PutImage"``. It is
    also printed as that name, so a list of members, a log line or the hash of a policy is
    the same as with strings.
    """

    def __repr__(self) -> str:
        return str.__repr__(self)


def lazy_aliases(enum: type[Action]) -> "Callable[[str], object]":
    """Return the ``__getattr__`` of a service's module, which makes its aliases on first use.

    For an enum ``Ecr`` these are ``EcrAction``, ``EcrActionPattern`` and ``AnyEcrAction``.
    """
    service = enum.__name__
    names = (f"{service}Action", f"{service}ActionPattern", f"Any{service}Action")

    def __getattr__(name: str) -> object:
        # "from module import Name" asks for __path__ first, so other names load nothing.
        if name not in names:
            raise AttributeError(f"module {enum.__module__!r} has no attribute {name!r}")
        from typed_iam import _aliases

        return _aliases.make(enum, *names)[name]

    return __getattr__
