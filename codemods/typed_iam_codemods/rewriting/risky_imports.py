"""What a module imports that members of enums do not get along with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from typed_iam_core.sites.values import last_name
from typed_iam_core.text.source import Source

# What writes the members of a StrEnum otherwise than strings, or not at all, or, as choices of an
# option, takes them by other names.
_STRICT = frozenset({"click", "jsonpickle", "marshal", "msgpack", "ruamel", "toml", "typer"})
# ``sys.intern`` takes nothing but strings.  Beside a Literal of its own a module's functions may
# ask for that, and the type of a member is none of those in it.
_STRICT_TEXT = re.compile(r"\bintern\(|\bLiteral\[[^\]]*[\"'][A-Za-z0-9-]+:")
_IMPORTERS = frozenset({"__import__", "import_module", "importorskip"})
# What follows "import" on its line, continued or not, and in parentheses.  Most
# modules that say "yaml" say it in prose, and a walk over all of a module costs much more.
_IMPORT = re.compile(r"(?:from|import)[^\r\n\\(]*(?:\\\r?\n?[^\r\n\\(]*)*(?:\([^)]*)?")
_RISKY = ("awacs", "yaml", *sorted(_STRICT))


def imported_words(source: Source) -> frozenset[str]:
    """Parts of the names of all that a module imports; empty if none of them is risky."""
    if not _may_import(source.text.lower()):
        return frozenset()
    return frozenset(_imported_words(source.parse()))


def _may_import(text: str) -> bool:
    risky = [word for word in _RISKY if word in text]
    return bool(risky) and any(
        word in found[0] for found in _IMPORT.finditer(text) for word in risky
    )


def takes_no_strings(words: frozenset[str]) -> bool:
    """Whether policies go where actions are objects of another kind: awacs."""
    return "awacs" in words


def takes_no_members(source: Source, words: frozenset[str]) -> bool:
    """Whether strings may go where only plain ones will do: YAML, marshal, choices of click."""
    # Also ruamel_yaml, oyaml and a project's own load_yaml: ".value" does no harm.
    return any(word in _STRICT or word.lower().endswith("yaml") for word in words) or bool(
        _STRICT_TEXT.search(source.text)
    )


def _imported_words(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
        elif isinstance(node, ast.Call) and last_name(node.func) in _IMPORTERS:
            constants = (arg.value for arg in node.args if isinstance(arg, ast.Constant))
            names = [value for value in constants if isinstance(value, str)]
        for name in names:
            yield from name.split(".")
