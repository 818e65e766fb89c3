"""Places of a module where a reference to an enum may replace a string, or the reverse.

A member is a ``str``, but ``[Ecr.PutImage]`` is a ``list[Ecr]``, which is not a ``list[str]``.  Its
type does not spread

- where types are given: in arguments of calls, in values of annotated variables, in what a
  function with an annotation returns;
- beside a string: of ``{"Effect": "Allow", "Action": [Ecr.PutImage]}`` a type checker infers that
  all values are strings.

Elsewhere, as in ``ACTIONS = ["ecr:PutImage"]``, the value ``Ecr.PutImage.value`` is needed, which is
a ``str`` for every type checker.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from typed_iam_codemods.rewriting.identifiers import annotations_of, targets_of, words_of
from typed_iam_core.expressions.expression import last_name
from typed_iam_core.text.source import reaches

# A node, its parent, the parent of that, and so on up to the module.
NodePath = Sequence[ast.AST]
_Node = TypeVar("_Node", bound=ast.AST)
# Real code nests about 30 deep, but a sum or a conditional may nest thousands deep.
_DEEPEST = 60


def paths(
    tree: ast.Module, kind: type[_Node], lines: Sequence[int]
) -> Iterator[tuple[_Node, NodePath]]:
    """The nodes of a type that reach one of these lines, given in order, with their paths.

    They come in no order.  Nodes that are nested too deeply are left out.
    """
    above: dict[ast.AST, ast.AST] = {}
    stack: list[ast.AST] = [tree]
    while stack:
        whole = stack.pop()
        parts = [part for part in ast.iter_child_nodes(whole) if reaches(part, lines)]
        above.update(dict.fromkeys(parts, whole))
        stack += parts
    for node in above:
        if isinstance(node, kind):
            path: list[ast.AST] = [node]
            while path[-1] is not tree and len(path) < _DEEPEST:
                path.append(above[path[-1]])
            if path[-1] is tree:
                yield node, path


def is_text_only(path: NodePath) -> bool:
    """Whether a node is part of a type, an f-string or a docstring, which must stay as written."""
    return any(_is_text_only(part, whole) for part, whole in pairwise(path))


def _is_text_only(part: ast.AST, whole: ast.AST) -> bool:
    if isinstance(whole, ast.JoinedStr):
        # Up to Python 3.11 positions in it are wrong, and quotes cannot nest.
        return True
    if isinstance(whole, ast.Expr):
        return part is whole.value and isinstance(part, ast.Constant | ast.Attribute)
    if isinstance(whole, ast.Subscript):
        return part is whole.slice and last_name(whole.value) == "Literal"
    # The statement ``type X = ...`` came with Python 3.12.
    return type(whole).__name__ == "TypeAlias" or any(
        part is annotation for annotation in annotations_of(whole)
    )


def takes_reference(path: NodePath) -> bool:
    """Whether a reference may replace a string."""
    return not (
        is_text_only(path)
        or any(_is_listed_name(whole) for whole in path)
        or any(_is_key(part, whole) for part, whole in pairwise(path))
        or any(_is_of_literals(annotation) for annotation in declared_types(path))
    )


def _is_listed_name(whole: ast.AST) -> bool:
    """Whether a node assigns to ``__all__`` or ``__slots__``."""
    return any(
        isinstance(target, ast.Name) and target.id in ("__all__", "__slots__")
        for target in targets_of(whole)
    )


def _is_key(part: ast.AST, whole: ast.AST) -> bool:
    if isinstance(whole, ast.Dict | ast.MatchMapping):
        return part in whole.keys
    return isinstance(whole, ast.DictComp) and part is whole.key


def _is_of_literals(annotation: ast.expr) -> bool:
    """Whether a type allows certain strings only, so that type checkers reject members."""
    return any(
        word in ("Literal", "TypeAlias")
        # EcrAction and EcrActionPattern, but neither AnyEcrAction nor the enums' base Action.
        or (word.endswith(("Action", "ActionPattern")) and not word.startswith(("Any", "Action")))
        for word in words_of(annotation)
    )


def declared_types(path: NodePath) -> Iterator[ast.expr]:
    """Annotations of variables, arguments and functions whose values contain a node."""
    for index, (part, whole) in enumerate(pairwise(path)):
        if isinstance(whole, ast.Call) and last_name(whole.func) not in _COLLECTIONS:
            return
        annotation = _declared_type(part, whole, path[index + 2 :])
        if annotation is not None:
            yield annotation


def _declared_type(part: ast.AST, whole: ast.AST, above: NodePath) -> ast.expr | None:
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
# Calls of these have the type of their arguments.
_COLLECTIONS = frozenset(
    {"dict", "list", "tuple", "set", "frozenset", "sorted", "deque", "Counter", "OrderedDict"}
    | {"chain", "choice", "copy", "cycle", "deepcopy", "enumerate", "filter", "from_iterable"}
    | {"fromkeys", "islice", "iter", "max", "min", "next", "reversed", "zip"}
)
_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
_TRANSPARENT = (
    *(ast.List, ast.Tuple, ast.Set, ast.Starred, ast.BoolOp, ast.Await),
    *(ast.keyword, ast.DictComp),
)


def spreads(path: NodePath, stays: Callable[[str], bool]) -> bool:
    """Whether the type of a larger expression or variable is inferred from a string.

    Args:
        path: the string's path.
        stays: whether a string of that text stays a string whatever is rewritten.
    """
    for index, (part, whole) in enumerate(pairwise(path)):
        given = _is_given(part, whole, path[index + 2 :], stays)
        if given is not None:
            return not given
    return True


def _is_given(
    part: ast.AST, whole: ast.AST, above: NodePath, stays: Callable[[str], bool]
) -> bool | None:
    """Whether a part gets its type from elsewhere; None where that depends on the whole."""
    if isinstance(whole, _TRANSPARENT):
        return None
    if isinstance(whole, ast.Dict):
        return True if _has_text(whole.values, stays) else None
    if isinstance(whole, ast.Call):
        if part is whole.func or last_name(whole.func) not in _COLLECTIONS:
            return part is not whole.func
        if isinstance(part, ast.keyword) and isinstance(part.value, _DISPLAYS):
            return False  # type checkers infer each value of ``dict(Action=[...])`` by itself
        return True if _has_text((each.value for each in whole.keywords), stays) else None
    if isinstance(whole, ast.IfExp):
        return False if part is whole.test else None
    if isinstance(whole, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        return None if part is whole.elt else False
    if isinstance(whole, ast.AnnAssign):
        return isinstance(part, _DISPLAYS) and _gives_type(whole.annotation)
    if isinstance(whole, ast.AugAssign):
        return isinstance(part, _DISPLAYS)
    return isinstance(whole, ast.MatchValue) or _declared_type(part, whole, above) is not None


def _has_text(values: Iterable[ast.expr], stays: Callable[[str], bool]) -> bool:
    """Whether one of the values is a string that stays, so that the type of all includes ``str``."""
    return any(
        isinstance(value, ast.JoinedStr)
        or (isinstance(value, ast.Constant) and isinstance(value.value, str) and stays(value.value))
        for value in values
    )


def _gives_type(annotation: ast.expr) -> bool:
    """Whether an annotation is more than a bare ``Final`` or ``ClassVar``."""
    return last_name(annotation) not in ("Final", "ClassVar")
