"""Actions or prefixes for a service prefix that AWS does not have."""

from __future__ import annotations

from collections.abc import Iterator

from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import is_pattern
from typed_iam_core.catalogue.operations import LIMIT, for_operation
from typed_iam_core.suggestions.aliases import SERVICES
from typed_iam_core.suggestions.closest import closest
from typed_iam_core.suggestions.names import for_name

# Of prefixes with a typo 99.7 % lead to the right one (99.0 % at 0.8, 84 % at 0.9); of 20 words
# that are not a service, 8 get a suggestion (12 at 0.6, 3 at 0.8).
_SIMILAR = 0.7


def for_prefix(catalogue: Catalogue, prefix: str, name: str) -> tuple[str, ...]:
    """Actions for an unknown prefix, or prefixes where the name is a wildcard or empty; best first.

    ``bedrock-runtime:InvokeModel`` -> ``bedrock:InvokeModel``; ``cloudwatch-logs:*`` -> ``logs:*``.
    """
    found: list[str] = []
    for candidate in dict.fromkeys(_prefixes(catalogue, prefix, name)):
        service = catalogue.service(candidate)
        if service is None:
            continue
        if is_pattern(name) or not name:
            found.append(f"{candidate}:{name}" if name else candidate)
        elif name.lower() in service.actions:
            found.append(f"{candidate}:{service.actions[name.lower()]}")
        elif operation := for_operation(catalogue, service, name):
            found.extend(operation)
        elif near := for_name(catalogue, service, name)[:1]:
            found.extend(near)
        if len(found) >= LIMIT:
            break
    return tuple(dict.fromkeys(found))[:LIMIT]


def with_name(catalogue: Catalogue, prefix: str, name: str) -> tuple[str, ...]:
    """Actions of that very name in services that an unknown prefix is close to, or is a name of.

    So sure that no other evidence is needed: ``lamda:InvokeFunction`` is not a scope or an event.
    """
    if not name[:1].isupper() or not name.isalnum() or catalogue.service(prefix) is not None:
        return ()
    having = catalogue.services_with(name)
    near = {*closest(prefix, having, _SIMILAR, LIMIT), *called(catalogue, prefix)} if having else ()
    return tuple(f"{known}:{name}" for known in having if known in near)


def _prefixes(catalogue: Catalogue, prefix: str, name: str) -> Iterator[str]:
    """Likely prefixes, best first; some appear twice."""
    names = dict.fromkeys(called(catalogue, prefix))
    yield from names
    folded = prefix.lower()
    having = set(catalogue.services_with(name))
    if len(names) == 1 and names.keys() & having:
        return  # no other service can be as likely
    parts = folded.replace("_", "-").split("-")
    close = closest(prefix, catalogue.prefixes, _SIMILAR, LIMIT)
    yield from (known for known in close if known in having)
    yield from (
        known
        for known in sorted(having)
        if known in parts or known.startswith(parts[0]) or folded.startswith(known)
    )
    if len(having) <= LIMIT:
        yield from sorted(having)
    yield from close


def called(catalogue: Catalogue, word: str) -> Iterator[str]:
    """Prefixes of the services that have a word as boto3 client or title; some appear twice."""
    if word.lower() in SERVICES:
        yield SERVICES[word.lower()]
    squeezed = word.lower().replace("-", "").replace("_", "").replace(" ", "")
    for client, known in catalogue.clients.items():
        if client.replace("-", "") == squeezed:
            yield known
    for known in catalogue.prefixes:
        if known.replace("-", "") == squeezed:
            yield known
    for known, title in catalogue.titles.items():
        if _squeeze_title(title) == squeezed:
            yield known


def _squeeze_title(title: str) -> str:
    plain = title.lower().replace("amazon ", "").replace("aws ", "")
    return "".join(character for character in plain if character.isalnum())
