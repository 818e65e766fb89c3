"""The typing aliases of a service, made from the members of its enum.

``group_patterns`` is the one rule for the wildcards of a service: modules compute them with
it, and the generator writes them into the stubs with it. It is here because this package
has to work without ``typed_iam_core``, and the core without this package.
"""

from __future__ import annotations

import re
import sys
import typing
from collections.abc import Iterable, Iterator

from typed_iam._action import Action

# The ends of the words of a camel-case name. A run of capitals is one word, except that its
# last capital belongs to a word in lower case that follows: Put|VPC|Endpoint.
_WORD_END = re.compile(r"(?<=[^A-Z])(?=[A-Z])|(?<=.)(?=[A-Z][a-z])|(?<=-)|$")


def group_patterns(prefix: str, names: Iterable[str]) -> Iterator[str]:
    """Yield ``ecr:*``, then a wildcard for each run of leading words that matches two actions.

    They are in alphabetical order. ``ecr:PutImage*`` is one of them, since it matches
    ``PutImage`` as well as ``PutImageTagMutability``.
    """
    names = list(names)
    lowered = [name.lower() for name in names]
    yield f"{prefix}:*"
    for stem in sorted({name[: end.start()] for name in names for end in _WORD_END.finditer(name)}):
        if sum(name.startswith(stem.lower()) for name in lowered) >= 2:
            yield f"{prefix}:{stem}*"


def make(enum: type[Action], actions: str, patterns: str, either: str) -> dict[str, object]:
    """Make the three aliases of a service and set them, by these names, in its enum's module."""
    # Type checkers reject a computed Literal where they see that it is one.
    literal: typing.Any = vars(typing)["Literal"]
    values = tuple(member.value for member in enum)
    prefix = values[0].partition(":")[0]
    names = (value.partition(":")[2] for value in values)
    aliases = {
        actions: literal[values],
        patterns: literal[tuple(group_patterns(prefix, names))],
        either: typing.Union[enum, literal[values]],  # noqa: UP007
    }
    vars(sys.modules[enum.__module__]).update(aliases)
    return aliases
