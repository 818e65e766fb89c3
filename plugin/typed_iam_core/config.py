"""``[tool.typed-iam]`` of a project's pyproject.toml: data only, checked before it is used."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.facts import Overlay
from typed_iam_core.catalogue.matching import matches
from typed_iam_core.catalogue.overlay import files as overlay_files
from typed_iam_core.catalogue.overlay.overlay import OverlayError
from typed_iam_core.diagnostics import RULES
from typed_iam_core.text.source import one_line


class ConfigError(Exception):
    """The configuration cannot be used; the text is one line that says what and where."""


DEFAULT = frozenset(code for code, rule in RULES.items() if rule.default)
SEVERITIES = ("error", "warning", "hint")


@dataclass(frozen=True)
class ExtraAction:
    """An action, or wildcard, that the project vouches for, until a day it may name."""

    pattern: str
    reason: str = ""
    expires: date | None = None


@dataclass(frozen=True)
class Config:
    """The settings of one project, with every default filled in.

    ``root`` is the folder that globs are relative to; ``max_file_size`` counts bytes.
    ``overlay`` is the content of the project's own overlay, or else of the one in the user's
    cache, if there is any.
    """

    root: Path = field(default_factory=Path)
    select: frozenset[str] = DEFAULT
    ignore: frozenset[str] = frozenset()
    extra_actions: tuple[ExtraAction, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, frozenset[str]], ...] = ()
    max_file_size: int = 4_000_000
    severity: tuple[tuple[str, str], ...] = ()
    overlay: Overlay | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The actions to judge by: those of this installation and those of the overlay."""
        return catalogues.extended(self.overlay)

    def reports(self, code: str, path: str | os.PathLike[str] | None = None) -> bool:
        """Whether findings of that code are wanted in that file."""
        if code not in self.select or code in self.ignore:
            return False
        return path is None or not any(
            code in codes and self._covers(pattern, path)
            for pattern, codes in self.per_file_ignores
        )

    def severity_of(self, code: str) -> str:
        """``error``, ``warning`` or ``hint``."""
        return dict(self.severity).get(code) or RULES[code].severity

    def excludes(self, path: str | os.PathLike[str]) -> bool:
        """Whether a file or folder is left out."""
        return any(self._covers(pattern, path) for pattern in self.exclude)

    def vouches_for(self, action: str, today: date | None = None) -> bool:
        """Whether ``extra-actions`` has the action and its time has not run out."""
        return any(
            matches(extra.pattern, action)
            and (extra.expires is None or (today or date.today()) <= extra.expires)
            for extra in self.extra_actions
        )

    def vouched_until(self, action: str) -> date | None:
        """The last day of those on which ``extra-actions`` had the action, if it names one."""
        days = [each.expires for each in self.extra_actions if matches(each.pattern, action)]
        return max(filter(None, days), default=None)

    def _covers(self, pattern: str, path: str | os.PathLike[str]) -> bool:
        """A glob against the path from the root; a folder's name covers what is in it."""
        relative = os.path.relpath(path, self.root).replace(os.sep, "/")
        parts = [part for part in PurePosixPath(relative).parts if part not in (".", "..")]
        names = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        pattern = pattern.rstrip("/")
        if "/" not in pattern:
            return any(fnmatchcase(part, pattern) for part in parts)
        return any(fnmatchcase(name, pattern.removeprefix("./")) for name in names)


def load(start: Path) -> Config:
    """The configuration that holds for a folder: the nearest pyproject.toml at or above it.

    Raises:
        ConfigError: it is no TOML, has a key or a value that means nothing here, or names an
            overlay that cannot be used.
    """
    path = _nearest(start)
    return read(path) if path else Config(root=start.absolute(), overlay=_overlay(None))


def read(path: Path) -> Config:
    """The configuration in one pyproject.toml; defaults where it has no ``[tool.typed-iam]``."""
    settings = _settings(path)
    root = path.parent.absolute()
    name = settings.pop("overlay", None)
    return Config(root=root, overlay=_overlay(root / name if name else None), **settings)


def overlay_file(start: Path) -> Path | None:
    """Where the project of a folder wants its overlay, whether it is there or not.

    Raises:
        ConfigError: the configuration cannot be used.
    """
    path = _nearest(start)
    name = _settings(path).get("overlay") if path else None
    return path.parent.absolute() / name if path and name else None


def _nearest(start: Path) -> Path | None:
    for folder in [start.absolute(), *start.absolute().parents]:
        path = folder / "pyproject.toml"
        try:
            if path.is_file():
                return path
        except OSError as error:
            raise ConfigError(f"{path}: {error.strerror}") from None
    return None


def _overlay(path: Path | None) -> Overlay | None:
    """The project's, which has to be as it should, or else the user's, if it can be used."""
    try:
        return overlay_files.read(path) if path else overlay_files.of_user()
    except OverlayError as error:
        if path is None:
            return None  # nobody here chose to depend on it
        raise ConfigError(f"{error}; typed-iam update writes it") from None


def _settings(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {one_line(str(error))}") from None
    table = content.get("tool", {})
    table = table.get("typed-iam", {}) if isinstance(table, dict) else {}
    try:
        return _checked(table)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def _checked(table: object) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise ConfigError("[tool.typed-iam] must be a table")
    settings: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            raise ConfigError(
                f"unknown key {_shown(key)} in [tool.typed-iam]{_closest(key, _KEYS)}"
            )
        settings[key.replace("-", "_")] = _KEYS[key](key, value)
    return settings


def _path(key: str, value: object) -> str:
    # Of the project only: a stranger's settings decide what is read, and what update writes.
    if (
        not isinstance(value, str)
        or not value.isprintable()
        or not value.strip("./\\")
        or PurePath(value).is_absolute()
        or ".." in PurePath(value).parts
    ):
        raise ConfigError(f"{_shown(key)} must be a path inside the project{_example(key)}")
    return value


def _texts(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ConfigError(f"{_shown(key)} must be a list of strings{_example(key)}")
    return tuple(value)


def known_codes(key: str, value: object) -> frozenset[str]:
    """The codes in a list, where ``"all"`` stands for every one.

    Args:
        key: what a message calls the list: a setting, or an option of the command line.
        value: the list, if it is one.

    Raises:
        ConfigError: it is none, or one of them is no code.
    """
    codes = _texts(key, value)
    for code in codes:
        if code not in RULES and code != "all":
            raise ConfigError(
                f"unknown code {_shown(code)} in {_shown(key)}{_closest(code, RULES)}"
            )
    return frozenset(RULES if "all" in codes else codes)


def _codes_by_glob(key: str, value: object) -> tuple[tuple[str, frozenset[str]], ...]:
    if not isinstance(value, dict):
        raise ConfigError(f"{_shown(key)} must be a table{_example(key)}")
    return tuple((glob, known_codes(f"{key}.{glob}", codes)) for glob, codes in value.items())


def _extra_actions(key: str, value: object) -> tuple[ExtraAction, ...]:
    if not isinstance(value, list):
        raise ConfigError(f"{_shown(key)} must be a list{_example(key)}")
    return tuple(_extra_action(key, item) for item in value)


def _extra_action(key: str, item: object) -> ExtraAction:
    entry = {"action": item} if isinstance(item, str) else item
    if not isinstance(entry, dict):
        raise ConfigError(f"{_shown(key)} holds strings and tables only{_example(key)}")
    for name in entry:
        if name not in ("action", "reason", "expires"):
            choices = ("action", "reason", "expires")
            raise ConfigError(
                f"unknown key {_shown(name)} in {_shown(key)}{_closest(name, choices)}"
            )
    action, reason, expires = entry.get("action"), entry.get("reason", ""), entry.get("expires")
    if not isinstance(action, str) or ":" not in action:
        raise ConfigError(f'{_shown(key)} needs actions such as "ecr:PutImage"{_example(key)}')
    if not isinstance(reason, str):
        raise ConfigError(f"reason of {_shown(action)} in {_shown(key)} must be a string")
    if isinstance(expires, str):
        try:
            expires = date.fromisoformat(expires)
        except ValueError:
            expires = 0
    if expires is not None and type(expires) is not date:
        raise ConfigError(
            f"expires of {_shown(action)} in {_shown(key)} must be a day, as 2027-01-31"
        )
    return ExtraAction(action, reason, expires)


def _size(key: str, value: object) -> int:
    if type(value) is not int or value <= 0:
        raise ConfigError(f"{_shown(key)} must be a number of bytes above 0{_example(key)}")
    return value


def _severity(key: str, value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise ConfigError(f"{_shown(key)} must be a table{_example(key)}")
    known_codes(key, list(value))
    for code, severity in value.items():
        if severity not in SEVERITIES:
            raise ConfigError(
                f"severity of {_shown(code)} must be one of {', '.join(SEVERITIES)}{_example(key)}"
            )
    return tuple(value.items())


_KEYS: Mapping[str, Callable[[str, object], object]] = {
    "select": known_codes,
    "ignore": known_codes,
    "extra-actions": _extra_actions,
    "exclude": _texts,
    "per-file-ignores": _codes_by_glob,
    "max-file-size": _size,
    "severity": _severity,
    "overlay": _path,
}

_EXAMPLES = {
    "select": '["iam-unknown-action"]',
    "ignore": '["iam-unknown-action"]',
    "extra-actions": '["corp:*", { action = "ecr:NewThing", expires = 2027-01-31 }]',
    "exclude": '["tests/fakes"]',
    "per-file-ignores": '{ "tests/*" = ["iam-unknown-action"] }',
    "max-file-size": "4000000",
    "severity": '{ "iam-duplicate-action" = "error" }',
    "overlay": '"iam-overlay.json"',
}


def _example(key: str) -> str:
    name = key.partition(".")[0]
    return f", as in {name} = {_EXAMPLES[name]}"


def _closest(word: str, choices: object) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, list(choices), n=1, cutoff=0.5)  # type: ignore[call-overload]
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known are {', '.join(sorted(choices))}"  # type: ignore[call-overload]


def _shown(text: str) -> str:
    return f'"{one_line(text, 60)}"'
