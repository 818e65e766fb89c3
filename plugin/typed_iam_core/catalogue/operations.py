"""API operations and boto3 methods, and the actions that authorize them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from typed_iam_core.catalogue.facts import REFERENCE, ServiceFacts
from typed_iam_core.catalogue.naming import ends_shared, words
from typed_iam_core.catalogue.services import Catalogue, Service

# As many actions as one message names.
LIMIT = 3

# Needed in addition to the action that an operation is about.
_AUXILIARY = frozenset({"CallWithBearerToken", "ApplyGuardrail", "TagResource", "PassRole"})


def for_operation(catalogue: Catalogue, service: Service, name: str) -> tuple[str, ...]:
    """Actions that authorize an API operation or boto3 method, best first; empty if none is known.

    ``ListObjects`` and ``list_objects`` of s3 -> ``s3:ListBucket``.
    """
    operation, actions = _authorization(catalogue, service, name)
    return _ranked(actions, service.prefix, operation) if actions else ()


def principal(catalogue: Catalogue, service: Service, name: str) -> tuple[str, ...]:
    """All actions of the service itself that authorize an operation, without auxiliary ones."""
    _, actions = _authorization(catalogue, service, name)
    prefix = f"{service.prefix}:"
    return tuple(
        action
        for action in actions
        if action.startswith(prefix) and action.removeprefix(prefix) not in _AUXILIARY
    )


def needed(catalogue: Catalogue, service: Service, name: str, client: str = "") -> list[str]:
    """All actions that an operation or method needs in some case; ``client`` is boto3's, if given."""
    facts = catalogue.facts(service.prefix)
    folded = _folded(name)
    found = [actions for each, actions in facts.operations.items() if each.lower() == folded]
    for method, actions in facts.methods.items():
        its_client, _, its_name = method.partition(".")
        if _folded(its_name) == folded and client in ("", its_client):
            found.append(actions)
    return list(dict.fromkeys(action for actions in found for action in actions))


def _authorization(catalogue: Catalogue, service: Service, name: str) -> tuple[str, Sequence[str]]:
    """The operation of a name, in the spelling of AWS or boto3, and all actions it may need."""
    facts = catalogue.facts(service.prefix)
    folded = _folded(name)
    for operation, actions in facts.operations.items():
        if operation.lower() == folded and not _names(actions) <= _AUXILIARY:
            return operation, actions
    if "_" in name:
        if folded in service.actions:
            return name, (f"{service.prefix}:{service.actions[folded]}",)
        for method, actions in facts.methods.items():
            if method.partition(".")[2] == name.lower() and not _names(actions) <= _AUXILIARY:
                return name, actions
    return name, ()


def _ranked(actions: Iterable[str], prefix: str, operation: str) -> tuple[str, ...]:
    """The best actions: of the service and with the operation's verb, or its others, or all.

    AWS lists the actions that an operation needs in some cases together with those it always needs.
    """
    verb = words(operation.title().replace("_", "") if "_" in operation else operation)[0]
    own = [action for action in actions if action.startswith(f"{prefix}:")]
    same_verb = [action for action in own if action.partition(":")[2].startswith(verb)]

    def rank(action: str) -> tuple[bool, int]:
        name = action.partition(":")[2]
        return name in _AUXILIARY, -ends_shared(name.lower(), _folded(operation))

    if len(own) > 1 and all(name.startswith(operation) for name in _names(own)):
        return (f"{prefix}:{operation}*",)  # ReEncryptFrom and ReEncryptTo: both are needed
    return tuple(sorted(same_verb or own or actions, key=rank)[:LIMIT])


def _names(actions: Iterable[str]) -> frozenset[str]:
    return frozenset(action.partition(":")[2] for action in actions)


def _folded(name: str) -> str:
    """The name of an operation or method in a form that both share."""
    return name.replace("_", "").lower()


def operations_of(action: str, catalogue: Catalogue) -> Iterator[str]:
    """API operations that an action of the catalogue authorizes, as far as the sources show."""
    prefix, _, name = action.partition(":")
    facts = catalogue.facts(prefix)
    if _has_operation(name, facts):
        yield name
    yield from (each for each, actions in facts.operations.items() if action in actions)


def methods_of(action: str, catalogue: Catalogue) -> Iterator[str]:
    """boto3 methods that an action of the catalogue authorizes, as ``client.method``."""
    prefix, _, name = action.partition(":")
    facts = catalogue.facts(prefix)
    clients = clients_of(prefix, catalogue)
    if len(clients) == 1 and _has_operation(name, facts):
        # With several clients the sources do not show which one has the method.
        yield f"{clients[0]}.{'_'.join(words(name)).lower()}"
    yield from (each for each, actions in facts.methods.items() if action in actions)


def clients_of(prefix: str, catalogue: Catalogue) -> tuple[str, ...]:
    """boto3's clients of a service, as far as the catalogue shows."""
    clients = {method.partition(".")[0] for method in catalogue.facts(prefix).methods}
    return tuple(sorted(clients.union(c for c, of in catalogue.clients.items() if of == prefix)))


def _has_operation(name: str, facts: ServiceFacts) -> bool:
    """Whether an API operation has an action's name, by the address of its documentation."""
    known = facts.actions[name]
    if known.permission_only or known.url.startswith(REFERENCE):
        return False
    address = known.url.removesuffix(".html").lower()
    return address.endswith(tuple(f"{sign}{name.lower()}" for sign in "/#_-"))
