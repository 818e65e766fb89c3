"""Where in a module a string may become a reference to an enum or the other way round.

A member is a ``str``, but ``[Ecr.PutImage]`` is a ``list[Ecr]``, which is no ``list[str]``.  Its
type does not spread

- where types are given: in what a function is called with, a variable is annotated with, a
  function is declared to return;
- beside a string: of ``{"Effect": "Allow", "Action": [Ecr.PutImage]}`` a type checker remembers
  that all of it is text.

Elsewhere, as in ``ACTIONS = ["ecr:PutImage"]``, a value of ``Ecr.PutImage.value`` is needed, which
is a ``str`` for every type checker.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

from typed_iam_codemods.rewriting.identifiers import annotations_of, words_of
from typed_iam_core.sites.values import last_name
from typed_iam_core.text.source import reaches

# A node, what it is part of, what that is part of, and so on up to the module.
Path = Sequence[ast.AST]
_Node = TypeVar("_Node", bound=ast.AST)


class _Spot(NamedTuple):
    node: ast.AST
    above: _Spot | None


def paths(
    tree: ast.Module, kind: type[_Node], lines: Sequence[int]
) -> Iterator[tuple[_Node, Path]]:
    """The nodes of a kind that reach one of these lines, with their paths, in no order.

    Args:
        lines: sorted.  A walk over all of a module costs more than all that is done with it.
    """
    stack = [_Spot(tree, None)]
    while stack:
        spot = stack.pop()
        if isinstance(spot.node, kind):
            yield spot.node, list(_climb(spot))
        stack += [
            _Spot(child, spot) for child in ast.iter_child_nodes(spot.node) if reaches(child, lines)
        ]


def _climb(spot: _Spot | None) -> Iterator[ast.AST]:
    while spot is not None:
        yield spot.node
        spot = spot.above


def _steps(path: Path) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Parts and what they are parts of, from the innermost."""
    return pairwise(path)


def is_text_only(path: Path) -> bool:
    """Whether a node is part of what has to be as it is written: types, f-strings, docstrings."""
    return any(_is_text_only(part, whole) for part, whole in _steps(path))


def _is_text_only(part: ast.AST, whole: ast.AST) -> bool:
    if isinstance(whole, ast.JoinedStr):
        # Up to Python 3.11 positions in it are made up, and quotes cannot nest.
        return True
    if isinstance(whole, ast.Expr):
        return part is whole.value and isinstance(part, ast.Constant | ast.Attribute)
    if isinstance(whole, ast.Subscript):
        return part is whole.slice and last_name(whole.value) == "Literal"
    # The statement ``type X = ...`` came with Python 3.12.
    return type(whole).__name__ == "TypeAlias" or any(
        part is annotation for annotation in annotations_of(whole)
    )


def takes_reference(path: Path) -> bool:
    """Whether a reference may stand in the place of a string."""
    return not (
        is_text_only(path)
        or any(_is_listed_name(whole) for whole in path)
        or any(_is_key(part, whole) for part, whole in _steps(path))
        or any(_is_of_literals(annotation) for annotation in declared_types(path))
    )


def _is_listed_name(whole: ast.AST) -> bool:
    """Whether a node gives ``__all__`` or ``__slots__`` their names."""
    targets = whole.targets if isinstance(whole, ast.Assign) else [getattr(whole, "target", None)]
    return any(
        isinstance(target, ast.Name) and target.id in ("__all__", "__slots__") for target in targets
    )


def _is_key(part: ast.AST, whole: ast.AST) -> bool:
    if isinstance(whole, ast.Dict | ast.MatchMapping):
        return part in whole.keys
    return isinstance(whole, ast.DictComp) and part is whole.key


def _is_of_literals(annotation: ast.expr) -> bool:
    """Whether a type is one of certain strings, for which type checkers refuse members."""
    return any(
        word in ("Literal", "TypeAlias")
        # EcrAction and EcrActionPattern, but neither AnyEcrAction nor the enums' base Action.
        or (word.endswith(("Action", "ActionPattern")) and not word.startswith(("Any", "Action")))
        for word in words_of(annotation)
    )


def declared_types(path: Path) -> Iterator[ast.expr]:
    """Annotations of variables, arguments and functions whose values a node is a part of."""
    for index, (part, whole) in enumerate(_steps(path)):
        if isinstance(whole, ast.Call) and last_name(whole.func) not in _COLLECTIONS:
            return
        annotation = _declared_type(part, whole, path[index + 2 :])
        if annotation is not None:
            yield annotation


def _declared_type(part: ast.AST, whole: ast.AST, above: Path) -> ast.expr | None:
    if isinstance(whole, ast.AnnAssign):
        return whole.annotation
    if isinstance(whole, ast.Return):
        return next(node.returns for node in above if isinstance(node, _FUNCTIONS))
    if isinstance(whole, ast.arguments):
        named = [*whole.posonlyargs, *whole.args]
        with_default = [*named[len(named) - len(whole.defaults) :], *whole.kwonlyargs]
        defaults = [*whole.defaults, *whole.kw_defaults]
        return with_default[defaults.index(part)].annotation if part in defaults else None
    return None


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Calls of these have the type of what they are called with.
_COLLECTIONS = frozenset(
    {"dict", "list", "tuple", "set", "frozenset", "sorted", "deque", "Counter", "OrderedDict"}
    | {"chain", "choice", "copy", "cycle", "deepcopy", "enumerate", "filter", "from_iterable"}
    | {"fromkeys", "islice", "iter", "max", "min", "next", "reversed", "zip"}
)
_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
_PASSING_ON = (
    *(ast.List, ast.Tuple, ast.Set, ast.Starred, ast.BoolOp, ast.Await),
    *(ast.keyword, ast.DictComp),
)


def spreads(path: Path, stays: Callable[[str], bool]) -> bool:
    """Whether something gets its type from a string.

    Args:
        path: that of the string.
        stays: whether a string of that text stays a string whatever is rewritten.
    """
    for index, (part, whole) in enumerate(_steps(path)):
        given = _is_given(part, whole, path[index + 2 :], stays)
        if given is not None:
            return not given
    return True


def _is_given(
    part: ast.AST, whole: ast.AST, above: Path, stays: Callable[[str], bool]
) -> bool | None:
    """Whether a part has its type from elsewhere; None where that depends on the whole's."""
    if isinstance(whole, _PASSING_ON):
        return None
    if isinstance(whole, ast.Dict):
        return True if _has_text(whole.values, stays) else None
    if isinstance(whole, ast.Call):
        if part is whole.func or last_name(whole.func) not in _COLLECTIONS:
            return part is not whole.func
        if isinstance(part, ast.keyword) and isinstance(part.value, _DISPLAYS):
            return False  # the values of ``dict(Action=[...])`` are remembered as they are
        return True if _has_text((each.value for each in whole.keywords), stays) else None
    if isinstance(whole, ast.IfExp):
        return False if part is whole.test else None
    if isinstance(whole, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        return None if part is whole.elt else False
    if isinstance(whole, ast.AnnAssign):
        return isinstance(part, _DISPLAYS) and _says_type(whole.annotation)
    if isinstance(whole, ast.AugAssign):
        return isinstance(part, _DISPLAYS)
    return isinstance(whole, ast.MatchValue) or _declared_type(part, whole, above) is not None


def _has_text(values: Iterable[ast.expr], stays: Callable[[str], bool]) -> bool:
    """Whether one of the values is text that stays, which the type of all has to allow for."""
    return any(
        isinstance(value, ast.JoinedStr)
        or (isinstance(value, ast.Constant) and isinstance(value.value, str) and stays(value.value))
        for value in values
    )


def _says_type(annotation: ast.expr) -> bool:
    """Whether an annotation is more than ``Final`` or ``ClassVar``."""
    return last_name(annotation) not in ("Final", "ClassVar")
