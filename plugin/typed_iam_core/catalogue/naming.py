"""The Python names of service prefixes and actions, and the words that names consist of."""

from __future__ import annotations

import keyword
import re

# Names with a meaning of their own in Enum or str: a member of such a name would break its
# class.  No action has one today.
_RESERVED = frozenset(dir(str)) | {"name", "value", "mro"}

# The wildcards in the stubs end where words do; ``typed_iam._aliases``, which has to work alone,
# has the same rule.
_WORD_START = re.compile(r"(?<=[^A-Z])(?=[A-Z])|(?<=.)(?=[A-Z][a-z])|(?<=-)(?=.)")


def module_name(prefix: str) -> str:
    """Module of a service: ``ecr-public`` -> ``ecr_public``, ``lambda`` -> ``lambda_``."""
    return _escape(prefix.replace("-", "_"), frozenset())


def class_name(prefix: str) -> str:
    """Enum class of a service: ``ecr-public`` -> ``EcrPublic``."""
    return "".join(part[:1].upper() + part[1:] for part in prefix.split("-"))


def member_name(action: str) -> str:
    """Enum member of an action: its own spelling, changed where that is not an identifier."""
    return _escape(action.replace("-", "_"), _RESERVED)


def _escape(name: str, reserved: frozenset[str]) -> str:
    return f"{name}_" if keyword.iskeyword(name) or name in reserved else name


def words(name: str) -> list[str]:
    """Words of a camel-case name: ``GetDownloadUrlForLayer`` -> Get, Download, Url, For, Layer.

    A run of capitals is one word, the last capital of it belonging to the word that
    follows (``PutVPCEndpoint`` -> Put, VPC, Endpoint); digits end a word.
    """
    return _WORD_START.split(name)


def ends_shared(one: str, other: str) -> int:
    """Length of the common beginning of two names plus that of their common end, without overlap."""
    limit = min(len(one), len(other))
    head = 0
    while head < limit and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < limit - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    return head + tail
