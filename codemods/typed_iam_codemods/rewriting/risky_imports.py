"""Imports of a module that do not work with members of enums."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from typed_iam_codemods.rewriting.identifiers import nodes_on
from typed_iam_codemods.rewriting.slots import last_name
from typed_iam_core.text.source import Source

# Libraries that write the members of a StrEnum differently from strings, or not at all, or, as
# choices of an option, accept them by other names.
_STRICT = frozenset({"click", "jsonpickle", "marshal", "msgpack", "ruamel", "toml", "typer"})
_RISKY = re.compile("|".join(["awacs", "yaml", *sorted(_STRICT)]), re.IGNORECASE)
# ``sys.intern`` accepts nothing but strings.  In a module with a Literal of its own, functions may
# require that type, which no member of an enum has.
_STRICT_TEXT = re.compile(r"\bintern\(|\bLiteral\[[^\]]*[\"'][A-Za-z0-9-]+:")
_IMPORTERS = frozenset({"__import__", "import_module", "importorskip"})


def imported_words(source: Source) -> frozenset[str]:
    """The parts of the names in those imports of a module that may be risky."""
    lines = [number for number, line in enumerate(source.lines, 1) if _RISKY.search(line)]
    nodes = nodes_on(source.parse(), lines)
    return frozenset(word for node in nodes for name in _imported(node) for word in name.split("."))


def takes_no_strings(words: frozenset[str]) -> bool:
    """Whether policies are passed where actions are objects of another kind: awacs."""
    return "awacs" in words


def takes_no_members(source: Source, words: frozenset[str]) -> bool:
    """Whether strings may be passed where only plain ones work: YAML, marshal, click choices."""
    # Also ruamel_yaml, oyaml and a project's own load_yaml: ".value" does no harm.
    return any(word in _STRICT or word.lower().endswith("yaml") for word in words) or bool(
        _STRICT_TEXT.search(source.text)
    )


def _imported(node: ast.AST) -> Iterator[str]:
    """Names that a node imports."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
    if isinstance(node, ast.Call) and last_name(node.func) in _IMPORTERS:
        constants = (arg.value for arg in node.args if isinstance(arg, ast.Constant))
        yield from (value for value in constants if isinstance(value, str))
