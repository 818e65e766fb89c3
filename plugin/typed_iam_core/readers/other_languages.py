"""What only looks like a policy of IAM: other clouds, other languages, types and docstrings."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from typed_iam_core.readers.reading import Reader, Reading

# How other clouds date languages of the same grammar: Alibaba, Huawei (two of them), Scaleway.
_OTHER_VERSIONS = ("1", "1.1", "5.0", "2023-04-17")


def _silences(reading: Reading) -> Iterator[ast.AST]:
    for node, _ in reading.some(ast.Expr, ast.Subscript, ast.Dict):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            yield node.slice
        elif isinstance(node, ast.Dict):
            yield from _of_dict(node)


READER = Reader(silences=_silences)


def _of_dict(node: ast.Dict) -> Iterator[ast.AST]:
    items = {
        key.value: value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant)
    }
    version, statements = items.get("Version"), items.get("Statement")
    dated = version.value if isinstance(version, ast.Constant) else None
    if statements is not None and dated in _OTHER_VERSIONS:
        yield node
        yield from statements.elts if isinstance(statements, ast.List) else [statements]
    if "Permission" in items:
        # Data access policies of OpenSearch Serverless have names of their own under aoss.
        yield items["Permission"]
