"""Actions for a name that the service does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from typed_iam_core.catalogue import Catalogue, Service
from typed_iam_core.catalogue.naming import words
from typed_iam_core.catalogue.operations import LIMIT
from typed_iam_core.suggestions.aliases import ACTIONS
from typed_iam_core.suggestions.closest import closest

# Verbs that AWS services use for the same thing; which of them a service uses is a guess.
_READ = frozenset(
    {"get", "list", "describe", "read", "view", "head", "lookup", "search", "query", "batchget"}
)
_WRITE = frozenset(
    {"put", "create", "update", "set", "modify", "add", "write", "register", "upload"}
)
_DELETE = frozenset({"delete", "remove", "deregister", "terminate", "close", "batchdelete"})
_START = frozenset({"start", "run", "invoke", "execute", "begin", "initiate"})
_STOP = frozenset({"stop", "cancel", "abort", "end"})
_VERBS = (_READ, _WRITE, _DELETE, _START, _STOP)
# 92 % of names with one typo are this near (98 % at 0.90, 81 % at 0.94), and of the actions 8 % have
# another action this near (15 % and 4 %).
_MISSPELLED = 0.92
# 99.8 % of names with two typos are this near (98.5 % at 0.78, 93 % at 0.85).
_SIMILAR = 0.72
VERBS = frozenset[str]().union(*_VERBS)


def is_verb(word: str) -> bool:
    """Whether names of actions begin with that verb, such as ``Get`` or ``List``."""
    return word.lower() in VERBS


def for_name(catalogue: Catalogue, service: Service, name: str) -> tuple[str, ...]:
    """The likely actions for a name that the service does not have, best first."""
    if known := ACTIONS.get(f"{service.prefix}:{name.lower()}"):
        return known
    if near := misspelled(service, name):
        return near  # no other explanation is as likely as a letter or two
    found = [
        *(f"{service.prefix}:{each}" for each in _other_verb(name, service.actions.values())),
        *_elsewhere(catalogue, service, name),
        *_alike(service, name, _SIMILAR),
    ]
    return tuple(each for each in dict.fromkeys(found) if not _does_more(name, each))[:LIMIT]


def _does_more(name: str, action: str) -> bool:
    """Whether an action writes or deletes, and the verb of a name says that it reads or starts."""
    verb, other = _verb_and_noun(name)[0], _verb_and_noun(action.partition(":")[2])[0]
    return verb in _READ | _START and other in _WRITE | _DELETE


def misspelled(service: Service, name: str) -> tuple[str, ...]:
    """Actions of the service that differ from a name by a letter or two."""
    return _alike(service, name, _MISSPELLED)


def _alike(service: Service, name: str, at_least: float) -> tuple[str, ...]:
    near = closest(name, service.actions.values(), at_least, LIMIT)
    return tuple(f"{service.prefix}:{each}" for each in near)


def _other_verb(name: str, actions: Iterable[str]) -> Iterator[str]:
    """Actions with the same noun, or one that begins alike, and a verb of the same meaning."""
    verb, noun = _verb_and_noun(name)
    if not noun:
        return
    family = next((verbs for verbs in _VERBS if verb in verbs), frozenset({verb}))
    split = [(action, *_verb_and_noun(action)) for action in actions]
    same = [(its, action) for action, its, of in split if of == noun and its in family]
    yield from (action for its, action in sorted(same, key=lambda each: each[0] != verb))
    if verb == "delete" and noun[-1] == "configuration":
        # Some services delete a configuration by putting an empty one.
        yield from (action for action, its, of in split if of == noun and its == "put")
    longer = [(its, action) for action, its, of in split if of and _begins(noun, of)]
    yield from (action for its, action in longer if its == verb)
    yield from (action for its, action in longer if its in family - {verb})


def _begins(one: Sequence[str], other: Sequence[str]) -> bool:
    shared = min(len(one), len(other))
    return one != other and one[:shared] == other[:shared]


def _verb_and_noun(name: str) -> tuple[str, tuple[str, ...]]:
    """The first word, or two for a batch, and the singular of the others; in lower case."""
    split = words(name)
    count = 2 if split[0] == "Batch" else 1
    return "".join(split[:count]).lower(), tuple(_singular(word.lower()) for word in split[count:])


def _singular(word: str) -> str:
    for plural, singular in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if word.endswith(plural) and not word.endswith("ss"):
            return word.removesuffix(plural) + singular
    return word


def _elsewhere(catalogue: Catalogue, service: Service, name: str) -> Iterator[str]:
    """The same name in other services, if so few have it that it is a hint."""
    prefixes = catalogue.services_with(name)
    if len(prefixes) <= LIMIT:
        # The one most like the prefix that is written: ``ecs`` is nearer to ``ecr`` than others.
        for prefix in closest(service.prefix, prefixes, 0.0, LIMIT):
            other = catalogue.service(prefix)
            if other is not None and prefix != service.prefix:
                yield f"{prefix}:{other.actions[name.lower()]}"
