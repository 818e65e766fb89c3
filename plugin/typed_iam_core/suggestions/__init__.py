"""What somebody probably meant by a name that is no action: at most three, best first.

Real mistakes are seldom misspellings: most are API operations, boto3 client names, a wrong
verb or the right name under the wrong service.  So tables and the grammar of action names
come first, and edit distance is the last resort.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from typed_iam_core.catalogue import Catalogue, Service
from typed_iam_core.catalogue.naming import words

LIMIT = 3

# Verbs that AWS services use for the same thing; which one a service uses is a guess.
_VERBS: Sequence[frozenset[str]] = (
    frozenset(
        {"get", "list", "describe", "read", "view", "head", "lookup", "search", "query", "batchget"}
    ),
    frozenset({"put", "create", "update", "set", "modify", "add", "write", "register", "upload"}),
    frozenset({"delete", "remove", "deregister", "terminate", "close", "batchdelete"}),
    frozenset({"start", "run", "invoke", "execute", "begin", "initiate"}),
    frozenset({"stop", "cancel", "abort", "end"}),
)
VERBS = frozenset[str]().union(*_VERBS)


def is_verb(word: str) -> bool:
    """Whether AWS names actions by that verb, ``Get`` or ``List``."""
    return any(word.lower() in verbs for verbs in _VERBS)


def for_operation(catalogue: Catalogue, service: Service, name: str) -> tuple[str, ...]:
    """Actions that authorise an API operation or boto3 method of that name, or none.

    ``ListObjects`` and ``list_objects`` of s3 -> ``s3:ListBucket``.
    """
    operation, actions = _authorising(catalogue, service, name)
    return _ranked(actions, service.prefix, operation) if actions else ()


def principal(catalogue: Catalogue, service: Service, name: str) -> tuple[str, ...]:
    """As ``for_operation``: all actions of the service itself that an operation is about."""
    _, actions = _authorising(catalogue, service, name)
    prefix = f"{service.prefix}:"
    return tuple(
        action
        for action in actions
        if action.startswith(prefix) and action.removeprefix(prefix) not in _AUXILIARY
    )


def _authorising(catalogue: Catalogue, service: Service, name: str) -> tuple[str, Sequence[str]]:
    """The operation of a name, as AWS or boto3 spells it, and all that it may need."""
    facts = catalogue.facts(service.prefix)
    folded = name.replace("_", "").lower()
    for operation, actions in facts["operations"].items():
        if operation.lower() == folded and not _names(actions) <= _AUXILIARY:
            return operation, actions
    if "_" in name:
        if folded in service.actions:
            return name, (f"{service.prefix}:{service.actions[folded]}",)
        for method, actions in facts["methods"].items():
            if method.partition(".")[2] == name.lower() and not _names(actions) <= _AUXILIARY:
                return name, actions
    return name, ()


def _ranked(actions: Iterable[str], prefix: str, operation: str) -> tuple[str, ...]:
    """Those that share the operation's verb, if any, else the service's own, else all.

    AWS lists what an operation may need in some case together with what it always needs.
    """
    folded = operation.replace("_", "").lower()
    verb = words(
        operation.replace("_", " ").title().replace(" ", "") if "_" in operation else operation
    )[0]
    own = [action for action in actions if action.startswith(f"{prefix}:")]
    same_verb = [action for action in own if action.partition(":")[2].startswith(verb)]

    def rank(action: str) -> tuple[bool, int]:
        name = action.partition(":")[2]
        return name in _AUXILIARY, -_ends_shared(name.lower(), folded)

    if len(own) > 1 and all(name.startswith(operation) for name in _names(own)):
        return (f"{prefix}:{operation}*",)  # ReEncryptFrom and ReEncryptTo: both are needed
    return tuple(sorted(same_verb or own or actions, key=rank)[:LIMIT])


def _names(actions: Iterable[str]) -> frozenset[str]:
    return frozenset(action.partition(":")[2] for action in actions)


# Needed beside the action that an operation is about.
_AUXILIARY = frozenset({"CallWithBearerToken", "ApplyGuardrail", "TagResource", "PassRole"})


def for_prefix(catalogue: Catalogue, prefix: str, name: str) -> tuple[str, ...]:
    """Actions, or prefixes where the name is a wildcard or unknown, for an unknown prefix.

    ``bedrock-runtime:InvokeModel`` -> ``bedrock:InvokeModel``; ``cloudwatch-logs:*`` -> ``logs:*``.
    """
    found: list[str] = []
    for candidate in dict.fromkeys(_prefixes(catalogue, prefix, name)):
        service = catalogue.service(candidate)
        if service is None:
            continue
        if "*" in name or "?" in name or not name:
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


def _prefixes(catalogue: Catalogue, prefix: str, name: str) -> Iterator[str]:
    yield from called(catalogue, prefix)
    folded = prefix.lower()
    having = set(catalogue.services_with(name))
    parts = folded.replace("_", "-").split("-")
    close = list(_closest(folded, catalogue.prefixes, at_least=0.7))
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
    """Prefixes of the services whose boto3 client or title a word is; some come twice."""
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


def for_name(catalogue: Catalogue, service: Service, name: str) -> tuple[str, ...]:
    """Actions that were probably meant by a name which the service does not have."""
    if near := misspelt(service, name):
        return near  # no other explanation can beat a letter or two
    found = [
        *(f"{service.prefix}:{meant}" for meant in _other_verb(name, service.actions.values())),
        *_elsewhere(catalogue, service, name),
        *_alike(service, name, at_least=0.72),
    ]
    return tuple(dict.fromkeys(found))[:LIMIT]


def misspelt(service: Service, name: str) -> tuple[str, ...]:
    """Actions of the service that a name misses by a letter or two."""
    return _alike(service, name, at_least=0.92)


def _alike(service: Service, name: str, at_least: float) -> tuple[str, ...]:
    near = _closest(name.lower(), tuple(service.actions), at_least)
    return tuple(f"{service.prefix}:{service.actions[meant]}" for meant in near)


def _other_verb(name: str, actions: Iterable[str]) -> Iterator[str]:
    """Same noun, or the beginning of the same, under a verb of the same meaning."""
    verb, noun = _verb_and_noun(name)
    if not noun:
        return
    family = next((verbs for verbs in _VERBS if verb in verbs), frozenset({verb}))
    split = [(action, *_verb_and_noun(action)) for action in actions]
    yield from (action for action, its, of in split if of == noun and its in family)
    if verb == "delete" and noun[-1] == "configuration":
        # Removed by writing an empty one.
        yield from (action for action, its, of in split if of == noun and its == "put")
    longer = [(its, action) for action, its, of in split if of and _begins(noun, of)]
    yield from (action for its, action in longer if its == verb)
    yield from (action for its, action in longer if its in family - {verb})


def _begins(one: Sequence[str], other: Sequence[str]) -> bool:
    shared = min(len(one), len(other))
    return one != other and one[:shared] == other[:shared]


def _verb_and_noun(name: str) -> tuple[str, tuple[str, ...]]:
    """The first word, or two of a batch, and the singular of the others; in lower case."""
    split = words(name)
    count = 2 if split[0] == "Batch" else 1
    return "".join(split[:count]).lower(), tuple(_singular(word.lower()) for word in split[count:])


def _singular(word: str) -> str:
    for plural, singular in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if word.endswith(plural) and not word.endswith("ss"):
            return word.removesuffix(plural) + singular
    return word


def _elsewhere(catalogue: Catalogue, service: Service, name: str) -> Iterator[str]:
    """The same name in another service, if few enough have it for that to be a hint."""
    prefixes = catalogue.services_with(name)
    if len(prefixes) <= LIMIT:
        for prefix in prefixes:
            other = catalogue.service(prefix)
            if other is not None and prefix != service.prefix:
                yield f"{prefix}:{other.actions[name.lower()]}"


def _closest(word: str, candidates: Sequence[str], at_least: float) -> list[str]:
    """Candidates most like the word, best first.

    A cheap look at common beginnings and ends picks those that ``difflib`` is asked about:
    over all names of a large service it alone would take milliseconds.
    """
    if not word:
        return []
    shared = sorted(
        (
            (_ends_shared(word, candidate) / max(len(word), len(candidate)), candidate)
            for candidate in candidates
        ),
        key=lambda entry: (-entry[0], entry[1]),
    )[:12]
    from difflib import SequenceMatcher  # costs more to import than most runs cost in all

    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(word)
    rated = []
    for _, candidate in shared:
        matcher.set_seq1(candidate)
        if matcher.quick_ratio() >= at_least and (ratio := matcher.ratio()) >= at_least:
            rated.append((-ratio, candidate))
    return [candidate for _, candidate in sorted(rated)[:LIMIT]]


def _ends_shared(one: str, other: str) -> int:
    """Length of the common beginning plus that of the common end, without overlap."""
    limit = min(len(one), len(other))
    head = 0
    while head < limit and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < limit - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    return head + tail


def for_pattern(service: Service, pattern: str) -> tuple[str, ...]:
    """Wildcards that match something, for one that matches nothing.

    ``Gte*`` -> ``ecr:Get*``; a word that stands elsewhere, ``Imgae*`` -> ``ecr:*Image*``.
    """
    stem = pattern.strip("*?")
    if not stem or "*" in stem or "?" in stem:
        return ()
    split = [words(name) for name in service.actions.values()]
    beginnings = {"".join(name[:count]) for name in split for count in range(1, len(name) + 1)}
    inner = {word for name in split for word in name if len(word) > 2}
    head = "*" if pattern.startswith("*") else ""
    for candidates, before in ((beginnings, head), (inner, "*")):
        spelt = {candidate.lower(): candidate for candidate in sorted(candidates)}
        near = _closest(stem.lower(), tuple(spelt), at_least=0.75)
        if near:
            return tuple(f"{service.prefix}:{before}{spelt[meant]}*" for meant in near)
    return ()
