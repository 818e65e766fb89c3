"""Random programs with actions planted in them: ``python -m tests.bench.fuzz [PROGRAMS [SEED]]``.

Programs come from pysource-codegen and hypothesmith (``pip install hypothesmith
pysource-codegen``); each gets actions in its strings, lists and dicts, and is written in one of
several encodings and newlines, with and without a byte order mark and form feeds. ``use_enums``
may change only strings of actions and imports of enums, by a comparison that is independent of
plans and proofs, and ``use_strings`` must restore every byte. The exit status is 1 if not.
"""

from __future__ import annotations

import argparse
import ast
import codecs
import random
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from typed_iam_codemods.rewriting import string_references
from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_codemods.rewriting.enum_references import Options, Scope, Style, plan
from typed_iam_codemods.rewriting.plans import rewritten
from typed_iam_core.text.source import UnreadableSource

ACTIONS = (
    "ecr:PutImage", "ecr:BatchGetImage", "ecr-public:PutImage", "s3:GetObject", "lambda:InvokeFunction",
    "vpc-lattice:AssociateViaAWSService-EventsAndStates", "apigateway:GET", "rds-db:connect",
)  # fmt: skip
ENUMS = "Ecr|EcrPublic|S3|Lambda|VpcLattice|Apigateway|RdsDb"
# At the beginning of a line, whatever ends lines, or after the byte order mark.
_IMPORT = re.compile(rb"(?<![^\r\n\xbf])from typed_iam\.actions\.\w+ import [^\r\n]*(?:\r\n|\r|\n)")
_REFERENCE = re.compile(rb" ?\b(?:Iam)?(?:%b)\d*\.(\w+)(?:\.value)?\b ?" % ENUMS.encode())
_STRING = re.compile(
    rb""" ?[uUrR]?('''|\"\"\"|'|")(?:%b)\1 ?"""
    % b"|".join(re.escape(action.encode()) for action in ACTIONS)
)


def programs(count: int, seed: int) -> Iterator[ast.Module]:
    """Random modules: nine in ten from pysource-codegen, the others from hypothesmith."""
    import hypothesmith
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from pysource_codegen import generate

    texts: list[str] = []

    @seeded(seed)
    @settings(
        max_examples=max(1, count // 10), database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(hypothesmith.from_grammar())
    def collect(text: str) -> None:
        texts.append(text)

    collect()
    numbers = range(seed, seed + count)
    makers: list[Callable[[], str]] = [partial(str, text) for text in texts]
    makers += [partial(generate, number, node_limit=300, depth_limit=7) for number in numbers]
    for make in makers[:count]:
        try:
            yield ast.parse(make())
        except (SyntaxError, ValueError, RecursionError):
            continue


class Planter(ast.NodeTransformer):
    """Put actions into a program's constants, lists and dicts."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def action(self) -> ast.Constant:
        return ast.Constant(self._chance.choice(ACTIONS))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node  # what an f-string may contain depends on the version of Python

    def visit_Match(self, node: ast.Match) -> ast.AST:
        return node  # a pattern allows few expressions

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return self.action() if isinstance(node.value, str) else node

    def visit_List(self, node: ast.List) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load):
            node.elts += [self.action() for _ in range(self._chance.randrange(4))]
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        self.generic_visit(node)
        for key, value in (("Effect", ast.Constant("Allow")), ("Action", self.action())):
            node.keys.append(ast.Constant(key))
            node.values.append(value)
        return node


def written(tree: ast.Module, chance: random.Random) -> bytes:
    """The bytes of a module in a random style."""
    planter = Planter(chance)
    tree = planter.visit(tree)
    statement = ast.parse(
        f"POLICY = {{'Effect': 'Allow', 'Action': {chance.choice(ACTIONS)!r}}}"
    ).body
    tree.body += statement
    lines = ast.unparse(ast.fix_missing_locations(tree)).split("\n")
    quote = chance.choice("'\"")
    lines = [
        line.replace("'", quote) if chance.random() < 0.9 and '"' not in line else line
        for line in lines
    ]
    for index in sorted(chance.sample(range(len(lines)), min(3, len(lines))), reverse=True):
        if "\\" not in lines[index - 1]:
            lines.insert(
                index, chance.choice(["", "\f", "# \u00e4 \u2028".rstrip(), "# ecr:PutImage"])
            )
    encoding = chance.choice(["utf-8", "utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-7"])
    if encoding not in ("utf-8", "utf-8-sig"):
        lines.insert(0, f"# -*- coding: {encoding} -*-")
    text = chance.choice(["\n", "\r\n", "\r"]).join(lines) + chance.choice(["", "\n"])
    return text.encode(encoding, "replace")


def without_actions(data: bytes) -> list[bytes]:
    """Words of a text with every action, string or reference, as one word, and no imports of enums."""
    text = _STRING.sub(b"@", _REFERENCE.sub(b"@", _IMPORT.sub(b"", data)))
    # An import goes below the mark, and the blank lines after it make a word of the mark.
    return text.removeprefix(codecs.BOM_UTF8).split()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fuzz", description=__doc__)
    parser.add_argument("programs", metavar="PROGRAMS", type=int, nargs="?", default=1000)
    parser.add_argument("seed", metavar="SEED", type=int, nargs="?", default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    warnings.simplefilter("ignore")
    outcomes: Counter[str] = Counter()
    strings = bad = 0
    for tree in programs(options.programs, chance.randrange(10**6)):
        try:
            data = written(tree, chance)
            compile(data, "<program>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, UnicodeError):
            outcomes["no program in that style"] += 1
            continue
        manner = Options(chance.choice(list(Style)), chance.choice(list(Scope)))
        try:
            result = rewritten(data, partial(plan, options=manner))
            back = rewritten(result.data, string_references.plan)
        except (Unproven, UnreadableSource) as error:
            outcomes[f"left alone: {error}"[:90]] += 1
            continue
        strings += result.plan.strings
        outcomes["rewritten" if result.data != data else result.plan.reason or "nothing to do"] += 1
        unintended = without_actions(data) != without_actions(result.data)
        unintended |= data.startswith(codecs.BOM_UTF8) != result.data.startswith(codecs.BOM_UTF8)
        if unintended or back.data != data:
            bad += 1
            print(f"{manner}: {'unintended bytes' if unintended else 'not restored'}\n{data!r}\n")
    print(
        f"{sum(outcomes.values())} programs, {strings} strings rewritten, {bad} with unintended bytes"
    )
    for outcome, number in outcomes.most_common():
        print(f"{number:8} {outcome}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
