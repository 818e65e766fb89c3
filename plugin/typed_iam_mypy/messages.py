"""Shortens mypy's own messages about this package's types.

mypy writes a ``Literal`` out in full: 2 KB for the actions of ecr, 30 KB for those of ec2.
Here the name of the alias stands in its place, followed by what was probably meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mypy.errors import ErrorInfo, Errors, ErrorWatcher

from typed_iam_core import catalogue as catalogues
from typed_iam_core.diagnostics.base import did_you_mean
from typed_iam_core.engine import judge_text
from typed_iam_core.naming import class_name, group_patterns
from typed_iam_mypy.project import Project
from typed_iam_mypy.reporting import CODES

_OPEN = "Literal["
# A Literal of fewer members is no nuisance, and may be a user's own.
_LONG = 8
# The error codes under which mypy refuses a value for its type.
_REFUSALS = frozenset(
    {"arg-type", "assignment", "dict-item", "list-item", "return-value", "typeddict-item"}
)


def shorten_messages(errors: Errors, project: Project) -> None:
    """Has every message pass through here, once per collection of errors."""
    # A watcher below all others sees what is going to be shown, and pops none of them.
    if not any(isinstance(watcher._filter, _Shortener) for watcher in errors._watchers):
        watcher = ErrorWatcher(errors, filter_errors=_Shortener(errors, project))
        errors._watchers.insert(0, watcher)


class _Shortener:
    def __init__(self, errors: Errors, project: Project) -> None:
        self._errors = errors
        self._project = project

    def __call__(self, file: str, info: ErrorInfo) -> bool:
        """mypy's filter: True drops the message."""
        try:
            return self._filter(file, info)
        except Exception:
            return False  # mypy's own message is always good enough

    def _filter(self, file: str, info: ErrorInfo) -> bool:
        if info.code is None or info.code.code in CODES:
            return False
        ours = _mentions_own_types(info.message)
        if ours and info.code.code in _REFUSALS and self._said_already(file, info):
            return True
        literals = list(_long_literals(info.message))
        if not literals:
            return False
        message = info.message
        for literal, members in literals:
            message = message.replace(literal, " | ".join(_names(members)))
        if info.severity == "error":
            message += _hint(message)
        info.message = message
        return False

    def _said_already(self, file: str, info: ErrorInfo) -> bool:
        """Whether a finding of ours, and one that is shown, stands at that very place."""
        if info.line in self._errors.ignored_lines.get(file, {}):
            return False
        return any(
            (finding.span.line, finding.span.column - 1) == (info.line, info.column)
            and self._errors.is_error_code_enabled(CODES[finding.code])
            for finding in self._project.findings(file)
        )


def _mentions_own_types(message: str) -> bool:
    return "ActionPattern" in message or '"Action' in message or _OPEN in message


def _long_literals(message: str) -> Iterator[tuple[str, list[str]]]:
    """Each ``Literal[...]`` of actions that is worth shortening, with its members."""
    start = message.find(_OPEN)
    while start >= 0:
        end = message.find("]", start)
        if end < 0:
            return
        members = message[start + len(_OPEN) : end].split(", ")
        texts = [member[1:-1] for member in members if member[:1] in "'\"" and ":" in member]
        if len(texts) == len(members) >= _LONG:
            yield message[start : end + 1], texts
        start = message.find(_OPEN, end)


def _names(members: list[str]) -> Iterator[str]:
    """Names of the aliases that make up a Literal, and what remains of it, cut short."""
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


def _hint(message: str) -> str:
    """What was probably meant by the one string that the message names."""
    start = message.find(_OPEN)
    while start >= 0:
        end = message.find("]", start)
        text = message[start + len(_OPEN) : end].strip("'\"")
        if "'" not in text and (verdict := judge_text(text)) is not None:
            return did_you_mean(verdict.suggestions)
        start = message.find(_OPEN, start + 1)
    return ""
