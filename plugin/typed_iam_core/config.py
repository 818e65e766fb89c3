"""``[tool.typed-iam]`` of a project's pyproject.toml: data only, validated before use."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, NamedTuple

from typed_iam_core import catalogue as catalogues
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.catalogue.facts import Overlay
from typed_iam_core.catalogue.matching import matches
from typed_iam_core.catalogue.overlay import files as overlay_files
from typed_iam_core.catalogue.overlay.overlay import OverlayError
from typed_iam_core.diagnostics import RULES
from typed_iam_core.diagnostics.base import did_you_mean, quoted
from typed_iam_core.suggestions.closest import closest
from typed_iam_core.text import files
from typed_iam_core.text.source import one_line

# In bytes; files that people write have a tenth of it.
_MAX_SIZE = 1_000_000
# Comments and strings, closed or not.  Possessive, so that it takes time in proportion to the text.
_OPAQUE = re.compile(
    r"""\#[^\n]*+
    |\"{3}(?s:\\.|(?!\"{3}).)*+(?:\"{3})?
    |'{3}(?s:(?!'{3}).)*+(?:'{3})?
    |"(?:\\.|[^"\\\n])*+"?
    |'[^'\n]*+'?""",
    re.VERBOSE,
)
# ``tomllib`` takes time that is quadratic in the parts of a dotted key.
_MANY_PARTS = re.compile(r"(?:\.[ \t]*+[\w-]*+[ \t]*+){100}")


class ConfigError(Exception):
    """The configuration cannot be used; the text is one line that says what is wrong and where."""


DEFAULT = frozenset(code for code, rule in RULES.items() if rule.default)


@dataclass(frozen=True)
class ExtraAction:
    """An action or wildcard that the project declares valid, forever or until the end of a day."""

    pattern: str
    reason: str = ""
    expires: date | None = None


@dataclass(frozen=True)
class Config:
    """The settings of one project, with every default filled in.

    ``root`` is the folder that globs are relative to; ``max_file_size`` is in bytes.
    ``overlay`` is the project's own overlay, or else the one in the user's cache, if any.
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
        """The actions to check against: those of this installation and of the overlay."""
        return catalogues.extended(self.overlay)

    def reports(self, code: str, path: str | os.PathLike[str] | None = None) -> bool:
        """Whether findings of that code are reported in that file."""
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
        """Whether a file or folder is excluded."""
        return any(self._covers(pattern, path) for pattern in self.exclude)

    def vouches_for(self, action: str, today: date | None = None) -> bool:
        """Whether ``extra-actions`` has the action and it has not expired."""
        return any(
            matches(extra.pattern, action)
            and (extra.expires is None or (today or date.today()) <= extra.expires)
            for extra in self.extra_actions
        )

    def vouched_until(self, action: str) -> date | None:
        """The last day on which ``extra-actions`` had the action, if it has an end."""
        days = [each.expires for each in self.extra_actions if matches(each.pattern, action)]
        return max(filter(None, days), default=None)

    def _covers(self, pattern: str, path: str | os.PathLike[str]) -> bool:
        """Whether a glob matches the path from the root, or a folder on it."""
        relative = os.path.relpath(path, self.root).replace(os.sep, "/")
        parts = [part for part in PurePosixPath(relative).parts if part not in (".", "..")]
        names = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        pattern = pattern.rstrip("/")
        if "/" not in pattern:
            return any(fnmatchcase(part, pattern) for part in parts)
        return any(fnmatchcase(name, pattern.removeprefix("./")) for name in names)


def load(start: Path) -> Config:
    """The configuration of a folder: that of the nearest pyproject.toml at or above it.

    Raises:
        ConfigError: it is not TOML, has an unknown key or an invalid value, or names an overlay
            that cannot be used.
    """
    path = _nearest(start)
    return read(path) if path else Config(root=start.absolute(), overlay=_overlay(None))


def read(path: Path) -> Config:
    """The configuration in one pyproject.toml; defaults if it has no ``[tool.typed-iam]``."""
    settings = _settings(path)
    overlay = _overlay(_within(path, settings.pop("overlay", None)))
    return Config(root=path.parent.absolute(), overlay=overlay, **settings)


def overlay_file(start: Path) -> Path | None:
    """The path that the project of a folder configures for its overlay, existing or not.

    Raises:
        ConfigError: the configuration cannot be used.
    """
    path = _nearest(start)
    return _within(path, _settings(path).get("overlay")) if path else None


def _within(path: Path, name: str | None) -> Path | None:
    """The path of the overlay that a pyproject.toml names, which no link leads out of its folder."""
    if name is None:
        return None
    root = path.parent.absolute()
    # The last part may be a link: it is replaced, not followed, when the overlay is written.
    if not Path(os.path.realpath((root / name).parent)).is_relative_to(os.path.realpath(root)):
        raise _unusable(path, str(_invalid("overlay", _INSIDE)))
    return root / name


def _nearest(start: Path) -> Path | None:
    for folder in [start.absolute(), *start.absolute().parents]:
        path = folder / "pyproject.toml"
        try:
            path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise _unusable(path, files.reason(error)) from None
        return path
    return None


def _overlay(path: Path | None) -> Overlay | None:
    """The project's overlay, which must be valid, or else the user's, if that is valid."""
    try:
        return overlay_files.read(path) if path else overlay_files.of_user()
    except OverlayError as error:
        if path is None:
            return None  # nothing in the project depends on it
        raise ConfigError(f"{error}; run typed-iam update") from None


def _unusable(path: Path, problem: str) -> ConfigError:
    return ConfigError(f"{one_line(str(path), 4096)}: {problem}")


def _content(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; ConfigError if it cannot be read or parsed, whatever it has."""
    try:
        text = files.read(path, _MAX_SIZE)[0].decode()
        if _MANY_PARTS.search(_OPAQUE.sub("_", text)):
            raise ConfigError("a key has more than 100 parts")
        return tomllib.loads(text)
    except OSError as error:
        problem = files.reason(error)
    except UnicodeDecodeError as error:
        problem = f"not UTF-8 at byte {error.start}"
    except RecursionError:
        problem = "nested too deeply"
    except Exception as error:
        # ``tomllib`` lets errors of Python's own functions through, as of numbers that are too long.
        problem = str(error).partition(";")[0]
    raise _unusable(path, one_line(problem))


def _settings(path: Path) -> dict[str, Any]:
    tool = _content(path).get("tool")
    table = tool.get("typed-iam", {}) if isinstance(tool, dict) else {}
    try:
        if not isinstance(table, dict):
            raise ConfigError("[tool.typed-iam] must be a table")
        _require_known("key", table, _KEYS, "[tool.typed-iam]")
        return {key.replace("-", "_"): _KEYS[key].parse(key, value) for key, value in table.items()}
    except ConfigError as error:
        raise _unusable(path, str(error)) from None


def known_codes(key: str, value: object) -> frozenset[str]:
    """The codes in a list, in which ``"all"`` means every code.

    Args:
        key: the name of the list in messages: a setting, or an option of the command line.
        value: the list, not yet validated.

    Raises:
        ConfigError: it is not a list of strings, or one of them is not a code.
    """
    codes = _texts(key, value)
    _require_known("code", (code for code in codes if code != "all"), RULES, quoted(key))
    return frozenset(RULES if "all" in codes else codes)


def _texts(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise _invalid(key, "a list of strings")
    return tuple(value)


def _codes_by_glob(key: str, value: object) -> tuple[tuple[str, frozenset[str]], ...]:
    if not isinstance(value, dict):
        raise _invalid(key, "a table")
    return tuple((glob, known_codes(f"{key}.{glob}", codes)) for glob, codes in value.items())


def _extra_actions(key: str, value: object) -> tuple[ExtraAction, ...]:
    if not isinstance(value, list):
        raise _invalid(key, "a list")
    return tuple(_extra_action(key, item) for item in value)


def _extra_action(key: str, item: object) -> ExtraAction:
    entry = {"action": item} if isinstance(item, str) else item
    if not isinstance(entry, dict):
        raise _invalid(key, "a list of strings and tables")
    _require_known("key", entry, ("action", "reason", "expires"), quoted(key))
    action, reason, expires = entry.get("action"), entry.get("reason", ""), entry.get("expires")
    if not isinstance(action, str) or ":" not in action:
        raise _invalid(key, 'a list of actions such as "ecr:PutImage"')
    where = f"of {quoted(action)} in {quoted(key)} must be"
    if not isinstance(reason, str):
        raise ConfigError(f'"reason" {where} a string')
    if isinstance(expires, str):
        with suppress(ValueError):
            expires = date.fromisoformat(expires)
    if expires is not None and type(expires) is not date:
        raise ConfigError(f'"expires" {where} a date such as 2027-01-31')
    return ExtraAction(action, reason, expires)


def _size(key: str, value: object) -> int:
    if type(value) is not int or value <= 0:
        raise _invalid(key, "a number of bytes above 0")
    return value


def _severity(key: str, value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise _invalid(key, "a table")
    known_codes(key, list(value))
    for code, severity in value.items():
        if severity not in ("error", "warning", "hint"):
            raise _invalid(f"{key}.{code}", "one of error, warning, hint")
    return tuple(value.items())


_INSIDE = "a path inside the project"


def _path(key: str, value: object) -> str:
    # Not outside the project: settings may be a stranger's, and they decide what is read and written.
    if (
        not isinstance(value, str)
        or not value.isprintable()
        or not value.strip("./\\")
        or PurePath(value).is_absolute()
        or ".." in PurePath(value).parts
    ):
        raise _invalid(key, _INSIDE)
    return value


class _Key(NamedTuple):
    """A key of the table: its parser, given key and value, and an example of a value."""

    parse: Callable[[str, object], object]
    example: str


_KEYS = {
    "select": _Key(known_codes, '["iam-unknown-action"]'),
    "ignore": _Key(known_codes, '["iam-unknown-action"]'),
    "extra-actions": _Key(
        _extra_actions, '["corp:*", { action = "ecr:NewThing", expires = 2027-01-31 }]'
    ),
    "exclude": _Key(_texts, '["tests/fakes"]'),
    "per-file-ignores": _Key(_codes_by_glob, '{ "tests/*" = ["iam-unknown-action"] }'),
    "max-file-size": _Key(_size, "4000000"),
    "severity": _Key(_severity, '{ "iam-duplicate-action" = "error" }'),
    "overlay": _Key(_path, '"iam-overlay.json"'),
}


def _invalid(key: str, expected: str) -> ConfigError:
    name = key.partition(".")[0]
    return ConfigError(f"{quoted(key)} must be {expected}, as in {name} = {_KEYS[name].example}")


def _require_known(kind: str, names: Iterable[str], known: Collection[str], where: str) -> None:
    for name in names:
        if name not in known:
            # Half of the letters: "ignores" is meant to be "ignore", "zzz" nothing.
            hint = did_you_mean(closest(name, known, at_least=0.5))
            hint = hint or f"; use one of {', '.join(sorted(known))}"
            raise ConfigError(f"unknown {kind} {quoted(name)} in {where}{hint}")
