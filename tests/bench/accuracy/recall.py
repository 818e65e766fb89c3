"""Mutation recall: each valid action is misspelled in turn, and the engine has to report it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from tests.bench.accuracy.occurrences import POLICY, Context, Occurrence, is_test, occurrences
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.matching import expand, is_pattern
from typed_iam_core.config import Config
from typed_iam_core.engine import check
from typed_iam_core.text.source import Source, UnreadableSource

# Each file is checked this many times, with a different share of its actions misspelled: a list whose
# actions are all wrong is not recognized as a list of actions.
ROUNDS = 8


class Missed(NamedTuple):
    """An action whose misspelling went unnoticed."""

    path: Path
    line: int
    action: str
    context: Context
    detail: str


class Recall:
    """Counts by (context, whether in tests), and the misspellings not reported."""

    def __init__(self) -> None:
        self.seen: Counter[tuple[Context, bool]] = Counter()
        self.noticed: Counter[tuple[Context, bool]] = Counter()
        self.missed: list[Missed] = []

    def share(self, contexts: frozenset[Context], tests: bool | None) -> tuple[int, int]:
        """Counts of noticed and of seen actions, in tests, outside them, or in both."""
        keys = [key for key in self.seen if key[0] in contexts and tests in (None, key[1])]
        return sum(self.noticed[key] for key in keys), sum(self.seen[key] for key in keys)

    def file(self, path: Path, relative: Path, catalogue: Catalogue) -> None:
        """Add the occurrences of one file."""
        try:
            text = Source(path.read_bytes()).text
            found = sorted(set(occurrences(text, catalogue)))
            if not found:
                return
        except (UnreadableSource, SyntaxError, ValueError, RecursionError):
            return
        by_round: dict[int, list[Occurrence]] = defaultdict(list)
        for index, each in enumerate(found):
            by_round[index % ROUNDS].append(each)
        for chosen in by_round.values():
            self._round(text, chosen, relative, catalogue)

    def _round(
        self,
        text: str,
        chosen: Sequence[Occurrence],
        relative: Path,
        catalogue: Catalogue,
    ) -> None:
        pieces, position, moved = [], 0, 0
        places = []
        for each in chosen:
            wrong = near_miss(each.action, catalogue)
            pieces += [text[position : each.start], wrong]
            places.append((each.start + moved, each.start + moved + len(wrong)))
            moved += len(wrong) - len(each.action)
            position = each.end
        reported = set(_reported("".join([*pieces, text[position:]])))
        tests = is_test(relative)
        for each, (start, end) in zip(chosen, places, strict=True):
            key = each.context, tests
            self.seen[key] += 1
            # A finding's span includes the quotes of a string, except within JSON.
            if any(a <= start and end <= b for a, b in reported):
                self.noticed[key] += 1
            elif each.context in POLICY:
                line = text.count("\n", 0, each.start) + 1
                self.missed.append(Missed(relative, line, each.action, each.context, each.detail))


def _reported(text: str) -> Iterator[tuple[int, int]]:
    data = text.encode("utf-8", "surrogatepass")
    source = Source.of_text(text)
    for finding in check(data, Config()):
        span = finding.span
        if finding.code in _ON_NAMES:
            yield source.index(span.line, span.column), source.index(span.end_line, span.end_column)


_ON_NAMES = frozenset(
    {
        "iam-unknown-action",
        "iam-operation-name",
        "iam-retired-action",
        "iam-empty-pattern",
        "iam-unknown-service",
        "iam-malformed-action",
    }
)


def near_miss(action: str, catalogue: Catalogue) -> str:
    """The action with a plausible mistake in its name, always the same one for an action."""
    prefix, _, name = action.partition(":")
    service = catalogue.service(prefix)
    assert service is not None
    turn = crc32(action.encode())
    mistakes = _PATTERN_MISTAKES if is_pattern(name) else _MISTAKES
    for step in range(len(mistakes)):
        wrong = mistakes[(turn + step) % len(mistakes)](name)
        if wrong != name and not expand(wrong.lower(), service.actions):
            return f"{prefix}:{wrong}"
    return f"{prefix}:{name}Qq"


def _plural(name: str) -> str:
    return name.removesuffix("s") if name.endswith("s") else f"{name}s"


def _dropped(name: str) -> str:
    middle = len(name) // 2
    return name[:middle] + name[middle + 1 :]


def _swapped(name: str) -> str:
    middle = len(name) // 2
    return f"{name[: middle - 1]}{name[middle]}{name[middle - 1]}{name[middle + 1 :]}"


def _other_verb(name: str) -> str:
    verb = re.match(r"[A-Z]?[a-z]+", name)
    if verb is None or verb.end() == len(name):
        return f"Get{name}"
    return _VERBS.get(verb[0].capitalize(), "Get") + name[verb.end() :]


_VERBS = {
    "Get": "Describe",
    "Describe": "List",
    "List": "Get",
    "Create": "Put",
    "Put": "Set",
    "Update": "Modify",
    "Delete": "Remove",
    "Start": "Run",
}


def _garbled_stem(name: str) -> str:
    stem = max(re.split(r"[*?]", name), key=len)
    return name.replace(stem, f"{stem[:1]}q{stem[1:]}") if stem else f"Q{name}q"


_MISTAKES: Sequence[Callable[[str], str]] = (_plural, _dropped, _swapped, _other_verb)
_PATTERN_MISTAKES: Sequence[Callable[[str], str]] = (_garbled_stem,)
