"""Where in a module action strings stand: statements of policies, and the strings in them.

The check hangs on the shape of a policy, never on where it goes: two in three policies in
real code reach AWS by a road that no analysis sees.  Five shapes are recognised:

- dict displays and ``dict(...)`` calls with ``Action`` or ``NotAction``;
- the same with ``actions`` beside ``effect``, as Terraform, Pulumi and CDK write it;
- ``PolicyStatement(actions=[...], not_actions=[...])`` of the CDK;
- ``Statement(Action=[...])`` of policy builders;
- ``statement["Action"] = [...]``.

What cannot be read off the source for certain is passed over in silence.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from typed_iam_core.source import Source, Span

_ALLOW, _DENY = "Allow", "Deny"


class Certainty(Enum):
    """How sure it is that a statement is one of IAM's policy language."""

    POLICY = "everything about it can be judged"
    LIKELY = "only names under a known service prefix can be judged"


@dataclass(frozen=True)
class Site:
    """One string (or what should be one) in a slot for actions.

    ``text`` is None where the source holds something that is certainly no string.
    ``negated`` tells NotAction from Action; ``effect`` is None where it is not known.
    """

    text: str | None
    span: Span
    negated: bool
    effect: str | None
    certainty: Certainty


@dataclass(frozen=True)
class Statement:
    """The actions of one statement, in source order."""

    sites: tuple[Site, ...]
    span: Span
    keys: frozenset[str] = field(default_factory=frozenset)


class _Slot(NamedTuple):
    value: ast.expr
    negated: bool


# Key, or keyword argument, of each spelling -> whether it is the negated one.
_CAPITAL = {"Action": False, "NotAction": True}
_LOWER = {
    "actions": False,
    "action": False,
    "not_actions": True,
    "notActions": True,
    "not_action": True,
    "notAction": True,
}
_CDK = {"actions": False, "not_actions": True}
_BUILDERS = frozenset({"Statement", "PolicyStatement", "CfnPolicyStatement"})
# Elements that only a statement of IAM's language has beside its actions.
_ELEMENTS = frozenset({"Resource", "NotResource", "Principal", "NotPrincipal", "Condition", "Sid"})


def may_hold_policies(data: bytes) -> bool:
    """Whether a file could hold a site at all; False for nearly every file, at one byte scan."""
    if b"ction" not in data:
        return False
    return (
        b'Action"' in data
        or b"Action'" in data
        or b"PolicyStatement" in data
        or (b"ffect" in data and (b"actions" in data or b"Action" in data))
    )


def statements(source: Source) -> Iterator[Statement]:
    """Statements of the module in source order; UnreadableSource where it does not parse."""
    tree = source.parse()
    finder = _Finder(source)
    stack: list[ast.AST] = [tree]
    found: list[Statement] = []
    # Iterative: policies nest little, but the code around them may nest deeply.
    while stack:
        node = stack.pop()
        statement = finder.statement(node)
        if statement is not None:
            found.append(statement)
        stack.extend(ast.iter_child_nodes(node))
    return iter(sorted(found, key=lambda statement: statement.span))


class _Finder:
    def __init__(self, source: Source) -> None:
        self._source = source

    def statement(self, node: ast.AST) -> Statement | None:
        """The statement that a node is, or None."""
        if isinstance(node, ast.Dict):
            return self._from_dict(node)
        if isinstance(node, ast.Call):
            return self._from_call(node)
        if isinstance(node, ast.Assign):
            return self._from_assignment(node)
        return None

    def _from_dict(self, node: ast.Dict) -> Statement | None:
        items = {
            key.value: value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
        return self._from_items(node, items)

    def _from_items(self, node: ast.expr, items: dict[str, ast.expr]) -> Statement | None:
        if _CAPITAL.keys() & items.keys():
            names, effect_key = _CAPITAL, "Effect"
        elif _LOWER.keys() & items.keys() and "effect" in items:
            names, effect_key = _LOWER, "effect"
        else:
            return None
        effect = items.get(effect_key)
        if effect is None:
            certainty = Certainty.LIKELY
        elif _is_other_language(effect):
            return None
        else:
            certainty = Certainty.POLICY
        slots = [_Slot(items[name], names[name]) for name in names if name in items]
        return self._statement(node, slots, _effect(effect), certainty, frozenset(items))

    def _from_call(self, node: ast.Call) -> Statement | None:
        callee = _last_name(node.func)
        keywords = {entry.arg: entry.value for entry in node.keywords if entry.arg is not None}
        if callee == "dict":
            return self._from_items(node, keywords)
        if callee not in _BUILDERS:
            return None
        names = _CAPITAL if _CAPITAL.keys() & keywords.keys() else _CDK
        effect = keywords.get("effect" if names is _CDK else "Effect")
        slots = [_Slot(keywords[name], names[name]) for name in names if name in keywords]
        # The CDK's default is Allow.
        known = _effect(effect) if effect is not None else (_ALLOW if names is _CDK else None)
        return self._statement(node, slots, known, Certainty.POLICY, frozenset(keywords))

    def _from_assignment(self, node: ast.Assign) -> Statement | None:
        target = node.targets[0]
        if not (isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant)):
            return None
        key = target.slice.value
        if key not in _CAPITAL:
            return None
        slot = _Slot(node.value, _CAPITAL[key])
        return self._statement(node, [slot], None, Certainty.LIKELY, frozenset())

    def _statement(
        self,
        node: ast.expr | ast.stmt,
        slots: Sequence[_Slot],
        effect: str | None,
        certainty: Certainty,
        keys: frozenset[str],
    ) -> Statement | None:
        literals = [
            (literal, slot.negated) for slot in slots for literal in _literals(slot.value)
        ]
        if not literals:
            return None
        texts = [literal.value for literal, _ in literals if isinstance(literal.value, str)]
        if _is_stack_policy(texts):
            return None
        if not any(":" in text or text == "*" for text in texts) and not keys & _ELEMENTS:
            # Query-API calls, argparse and other policy languages have slots of the same name.
            return None
        sites = [
            Site(
                text=literal.value if isinstance(literal.value, str) else None,
                span=self._source.span(literal),
                negated=negated,
                effect=effect,
                certainty=certainty,
            )
            for literal, negated in literals
        ]
        return Statement(tuple(sorted(sites, key=lambda site: site.span)), self._source.span(node), keys)


def _literals(value: ast.expr) -> Iterator[ast.Constant]:
    """Constants that the value of a slot is made of; anything computed is passed over."""
    if isinstance(value, ast.Constant):
        if not (value.value is None or value.value is Ellipsis or _is_template(value.value)):
            yield value
    elif isinstance(value, ast.List | ast.Tuple | ast.Set):
        for element in value.elts:
            yield from _literals(element)
    elif isinstance(value, ast.Starred):
        yield from _literals(value.value)
    elif isinstance(value, ast.IfExp):
        yield from _literals(value.body)
        yield from _literals(value.orelse)
    elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        # Lists are joined by "+"; so are the parts of a string, which are no actions.
        for side in (value.left, value.right):
            if not isinstance(side, ast.Constant):
                yield from _literals(side)
    elif (
        isinstance(value, ast.Call)
        and _last_name(value.func) in {"list", "tuple", "set", "frozenset", "sorted"}
        and len(value.args) == 1
        and not isinstance(value.args[0], ast.Constant)
    ):
        yield from _literals(value.args[0])


def _is_template(value: object) -> bool:
    """Whether a text has holes that the program fills later; ``${...}`` is AWS's own syntax."""
    if not isinstance(value, str):
        return False
    return "{" in value.replace("${", "") or "%(" in value or "%s" in value


def _effect(value: ast.expr | None) -> str | None:
    """Allow, Deny, or None where neither is written down."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return {"allow": _ALLOW, "deny": _DENY}.get(value.value.lower())
    if isinstance(value, ast.Attribute):
        return {"ALLOW": _ALLOW, "DENY": _DENY}.get(value.attr.upper())
    if isinstance(value, ast.Name):
        return {"Allow": _ALLOW, "Deny": _DENY}.get(value.id)
    return None


def _is_other_language(effect: ast.expr) -> bool:
    """Whether an effect is one that IAM's language has no word for (``NoSchedule``, 1)."""
    return isinstance(effect, ast.Constant) and _effect(effect) is None


def _is_stack_policy(texts: Sequence[str]) -> bool:
    """CloudFormation's stack policies have IAM's grammar, and two prefixes of their own."""
    prefixes = {text.partition(":")[0] for text in texts if text != "*"}
    return bool(prefixes) and prefixes <= {"Update", "Delete"}


def _last_name(callee: ast.expr) -> str | None:
    if isinstance(callee, ast.Name):
        return callee.id
    return callee.attr if isinstance(callee, ast.Attribute) else None
