"""Shortens mypy's own messages about this package's types.

mypy prints a ``Literal`` in full: 2 KB for the actions of ecr, 30 KB for those of ec2.  The name of
its alias replaces it here, followed by a suggestion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from mypy.errors import ErrorInfo, Errors, ErrorWatcher

from typed_iam._aliases import group_patterns
from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue.naming import class_name, member_name
from typed_iam_core.config import Config
from typed_iam_core.diagnostics.base import did_you_mean, quoted
from typed_iam_core.engine import judge_text
from typed_iam_mypy.project import Placed, Project, strings_in
from typed_iam_mypy.reporting import CODES

_OPEN = "Literal["
# How mypy prints the type of actions in a strict policy.
_ASKS_FOR_MEMBERS = "Action | ActionPattern"
# A Literal of fewer members is readable, and may be a user's own.
_LONG = 8
# The error codes for a value of the wrong type.
_WRONG_TYPE = frozenset(
    {"arg-type", "assignment", "dict-item", "list-item", "return-value", "typeddict-item"}
)


# A line, and a column from 0, as mypy counts them.
_Place = tuple[int, int]


def shorten_messages(errors: Errors, project: Project) -> None:
    """Make every message pass through here, once for each collection of errors."""
    # Where mypy keeps its watchers elsewhere its messages stay long.
    with suppress(AttributeError, TypeError):
        # The first watcher sees what will be shown, and removes none of it.
        if not any(isinstance(watcher._filter, _Shortener) for watcher in errors._watchers):
            watcher = ErrorWatcher(errors, filter_errors=_Shortener(errors, project))
            errors._watchers.insert(0, watcher)


class _Shortener:
    def __init__(self, errors: Errors, project: Project) -> None:
        self._errors = errors
        self._project = project
        self._judged: tuple[str, bytes, _Judged] | None = None

    def __call__(self, file: str, info: ErrorInfo) -> bool:
        """mypy's filter: True drops the message."""
        try:
            return self._filter(file, info)
        except Exception:
            return False  # mypy's own message is good enough

    def _filter(self, file: str, info: ErrorInfo) -> bool:
        if info.code is None or info.code.code in CODES or not _mentions_own_types(info.message):
            return False
        is_wrong_type = info.code.code in _WRONG_TYPE and info.severity == "error"
        if is_wrong_type and self._is_reported(file, info):
            return True
        message = info.message
        for literal, members in _long_literals(message):
            message = message.replace(literal, " | ".join(_names(members)))
        if is_wrong_type and (message != info.message or _ASKS_FOR_MEMBERS in message):
            text = self._of(file).strings.get((info.line, info.column))
            hint = _hint(text, self._project.config)
            # mypy asks its filters twice about each message.
            message = message.removesuffix(hint) + hint
        info.message = message
        return False

    def _is_reported(self, file: str, info: ErrorInfo) -> bool:
        """Whether a finding of this plugin, and one that is shown, is at that very place."""
        ignored = self._errors.ignored_lines.get(file, {})
        return any(
            not any(line in ignored for line in lines)
            and self._errors.is_error_code_enabled(CODES[finding.code])
            for finding, lines in self._of(file).findings.get((info.line, info.column), ())
        )

    def _of(self, file: str) -> _Judged:
        """What is known of a file, read again only if its content is another."""
        data = self._project.read(file)
        if self._judged is None or self._judged[:2] != (file, data):
            findings: dict[_Place, list[Placed]] = defaultdict(list)
            for placed in self._project.findings(file, data):
                findings[placed.finding.span.line, placed.finding.span.column - 1].append(placed)
            self._judged = file, data, _Judged(findings, strings_in(data))
        return self._judged[2]


class _Judged(NamedTuple):
    """The findings of a file, and its strings, by place."""

    findings: Mapping[_Place, list[Placed]]
    strings: Mapping[_Place, str]


def _mentions_own_types(message: str) -> bool:
    return _ASKS_FOR_MEMBERS in message or any(True for _ in _long_literals(message))


def _long_literals(message: str) -> Iterator[tuple[str, list[str]]]:
    """Each ``Literal[...]`` of actions that is too long to read, with its members."""
    start = message.find(_OPEN)
    while start >= 0:
        end = message.find("]", start)
        if end < 0:
            return
        members = message[start + len(_OPEN) : end].split(", ")
        texts = [member[1:-1] for member in members]
        if len(texts) >= _LONG and all(map(_has_known_prefix, texts)):
            yield message[start : end + 1], texts
        start = message.find(_OPEN, end)


def _has_known_prefix(text: str) -> bool:
    prefix, colon, _ = text.partition(":")
    return bool(colon) and catalogues.default().service(prefix) is not None


def _names(members: list[str]) -> Iterator[str]:
    """Names of the aliases that a Literal consists of, and what is left of it, shortened."""
    by_prefix = defaultdict(set)
    for member in members:
        by_prefix[member.partition(":")[0]].add(member)
    for prefix, texts in by_prefix.items():
        service = catalogues.default().service(prefix)
        names = list(service.actions.values()) if service else []
        actions = {f"{prefix}:{name}" for name in names}
        patterns = set(group_patterns(prefix, names)) if service else set()
        for alias, whole in (("Action", actions), ("ActionPattern", patterns)):
            if whole and whole <= texts:
                yield f"{class_name(prefix)}{alias}"
                texts = texts - whole
        if texts:
            first, *more = sorted(texts)
            yield f"Literal['{first}'{f', … {len(more)} more' if more else ''}]"


def _hint(text: str | None, config: Config) -> str:
    """What to write instead of a string that a type does not accept."""
    if text is None:
        return ""
    verdict = judge_text(text, config)
    if verdict is not None:
        return did_you_mean(verdict.suggestions)
    action = catalogues.default().action(text)
    if action is None:
        return f"; write wildcard({quoted(text)})"
    prefix, _, name = action.partition(":")
    return f"; write {class_name(prefix)}.{member_name(name)}"
