"""Constants of other modules, which mypy knows from their trees or from its cache."""

from __future__ import annotations

from mypy.nodes import MypyFile, Var
from mypy.semanal import SemanticAnalyzer
from mypy.types import Instance, LiteralType, get_proper_type


def constant(semantic: SemanticAnalyzer, fullname: str) -> str | None:
    """The string that a module-level name stands for: declared Final, or assigned once.

    None for everything else, and for modules in an import cycle that come later.
    """
    # mypy's own look-up would note that something is incomplete, and analyse again.
    module, _, name = fullname.rpartition(".")
    tree = semantic.modules.get(module)
    symbol = tree.names.get(name) if tree is not None else None
    if symbol is None or not isinstance(symbol.node, Var):
        return None
    if isinstance(symbol.node.final_value, str):
        return symbol.node.final_value
    declared = get_proper_type(symbol.node.type)
    if isinstance(declared, Instance):
        declared = declared.last_known_value
    value = declared.value if isinstance(declared, LiteralType) else None
    return value if isinstance(value, str) else None


def package_of(module: MypyFile) -> str:
    """The package that a module's relative imports start from."""
    if module.is_package_init_file():
        return module.fullname
    return module.fullname.rpartition(".")[0]
