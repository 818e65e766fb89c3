"""Constants of other modules, which mypy knows from their trees or from its cache."""

from __future__ import annotations

from mypy.nodes import MypyFile, SymbolTableNode, TypeInfo, Var
from mypy.semanal import SemanticAnalyzer
from mypy.types import Instance, LiteralType, get_proper_type


def constant(semantic: SemanticAnalyzer, fullname: str) -> str | None:
    """The string that a Final name of a module, or of a class in it, has.

    None for everything else: of other variables mypy keeps the type alone, and a new value does not
    make it check the modules that import it again.  None also for modules of an import cycle that
    come later.
    """
    symbol = _symbol(semantic, fullname)
    if symbol is None or not isinstance(symbol.node, Var):
        return None
    if isinstance(symbol.node.final_value, str):
        return symbol.node.final_value
    declared = get_proper_type(symbol.node.type)
    if isinstance(declared, Instance):
        declared = declared.last_known_value
    value = declared.value if isinstance(declared, LiteralType) else None
    return value if isinstance(value, str) else None


def _symbol(semantic: SemanticAnalyzer, fullname: str) -> SymbolTableNode | None:
    # mypy's own look-up would note that something is incomplete, and analyze again.
    owner, _, name = fullname.rpartition(".")
    tree = semantic.modules.get(owner)
    if tree is not None:
        return tree.names.get(name)
    around = _symbol(semantic, owner) if owner else None
    return around.node.names.get(name) if around and isinstance(around.node, TypeInfo) else None


def package_of(module: MypyFile) -> str:
    """The package that a module's relative imports start from."""
    if module.is_package_init_file():
        return module.fullname
    return module.fullname.rpartition(".")[0]
