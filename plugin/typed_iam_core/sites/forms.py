"""The forms that a policy statement takes in code.

- dict displays and ``dict(...)`` with ``Action`` or ``NotAction``;
- the same with ``actions`` beside ``effect``, as Terraform, Pulumi and CDK write it;
- ``PolicyStatement(actions=[...])`` of the CDK, ``Statement(Action=[...])`` of policy builders;
- ``add_actions(...)``, ``grant(role, ...)``, and ``actions=`` or ``permissions=`` of any function;
- ``statement["Action"] = [...]``, ``+=``, ``.append(...)``, ``.extend(...)``;
- awacs' ``Action("ecr", "PutImage")``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from typed_iam_core.sites.model import (
    ALLOW,
    DENY,
    Certainty,
    LookUp,
    Origin,
    PolicyKind,
    Site,
    Statement,
)
from typed_iam_core.sites.scopes import Scope
from typed_iam_core.sites.values import Leaf, followed, full_name, last_name, leaves, texts_of
from typed_iam_core.text.source import Span

# Key, or keyword argument, of each spelling -> whether it is the negated one.
CAPITAL = {"Action": False, "NotAction": True}
LOWER = {
    "actions": False,
    "action": False,
    "not_actions": True,
    "notActions": True,
    "not_action": True,
    "notAction": True,
}
_BUILDERS = ("PolicyStatement", "StatementArgs", "StatementArgsDict")
# Elements that only a statement of IAM's language has beside its actions.
_ELEMENTS = frozenset(
    {"Resource", "NotResource", "Principal", "NotPrincipal", "Condition", "Sid"}
    | {"resources", "not_resources", "principals", "not_principals", "conditions", "sid"}
)
_WHAT_OR_WHO = frozenset({"Resource", "NotResource", "Principal", "NotPrincipal"})
# Keywords and variables whose values are actions, if they look like actions.
_NAMES_OF_ACTIONS = ("actions", "permissions", "action", "actionnames")
_ADD_METHODS = {"add_actions": False, "add_not_actions": True}


class Slot(NamedTuple):
    """An expression that gives the actions of a statement, or some of them."""

    value: ast.expr
    negated: bool


class Meaning(NamedTuple):
    """What the statement around an action makes of it."""

    effect: str | None
    negated: bool


class Reader(NamedTuple):
    """How to read one text: where its nodes stand, and where names lead.

    ``meanings``: ``id`` of a call of awacs' ``Action`` -> what its statement makes of it.
    """

    span: Callable[[ast.expr | ast.stmt], Span]
    resolve: LookUp | None = None
    uses_awacs: bool = False
    origin: Origin | None = None
    meanings: Mapping[int, Meaning] = MappingProxyType({})
    kinds: Mapping[int, PolicyKind] = MappingProxyType({})

    def statement(
        self,
        node: ast.expr | ast.stmt,
        scope: Scope,
        slots: Iterable[Slot],
        effect: str | None,
        certainty: Certainty,
        items: Mapping[str, ast.expr] = MappingProxyType({}),
    ) -> Statement | None:
        """The statement made of these slots, or None where it is none of IAM's."""
        found = [
            (leaf, slot.negated)
            for slot in slots
            for leaf in leaves(slot.value, scope, self.resolve)
            if self.origin is not Origin.JSON or _is_certain_in_json(leaf.text)
        ]
        texts = [leaf.text for leaf, _ in found if leaf.text is not None]
        keys = frozenset(items)
        if not found or _is_stack_policy(texts):
            return None
        if not any(":" in text or text == "*" for text in texts) and not keys & _ELEMENTS:
            # Query-API calls, argparse and other policy languages have slots of the same name.
            return None
        sites = {self._site(leaf, negated, effect, certainty) for leaf, negated in found}
        ordered = sorted(sites, key=lambda site: site.span)
        resources = items.get("Resource") or items.get("resources")
        return Statement(
            tuple(ordered),
            self.span(node),
            keys,
            texts_of(resources, scope) if resources is not None else None,
            self.kinds.get(id(node)),
        )

    def _site(self, leaf: Leaf, negated: bool, effect: str | None, certainty: Certainty) -> Site:
        return Site(
            text=leaf.text,
            span=self.span(leaf.node),
            negated=negated,
            effect=effect,
            certainty=certainty if leaf.certain else Certainty.LIKELY,
            origin=self.origin or leaf.origin,
        )


def _is_certain_in_json(text: str | None) -> bool:
    """Whether a value is what it seems: a number may be a hole, ``$name`` is filled later."""
    return text is not None and "$" not in text


def statements_of(node: ast.AST, scope: Scope, reader: Reader) -> Iterator[Statement]:
    """The statements that a node itself is; not those within it."""
    if isinstance(node, ast.Dict):
        found = _from_dict(node, scope, reader)
    elif isinstance(node, ast.Call):
        found = _from_call(node, scope, reader)
    elif isinstance(node, ast.Assign):
        found = _from_assignment(node, node.targets[0], node.value, scope, reader)
    elif isinstance(node, ast.AnnAssign | ast.AugAssign) and node.value is not None:
        found = _from_assignment(node, node.target, node.value, scope, reader)
    else:
        return
    if found is not None:
        yield found


def _from_dict(node: ast.Dict, scope: Scope, reader: Reader) -> Statement | None:
    items = {
        key.value: value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    return _from_items(node, items, scope, reader)


def _from_items(
    node: ast.expr, items: Mapping[str, ast.expr], scope: Scope, reader: Reader
) -> Statement | None:
    certainty = Certainty.POLICY
    if CAPITAL.keys() & items.keys():
        names, effect = CAPITAL, items.get("Effect")
    elif "effect" in items and LOWER.keys() & items.keys():
        names, effect = LOWER, items["effect"]
        if not _is_amazon(items):
            # Half of all languages of policies have statements of these keys.
            certainty = Certainty.LIKELY
    else:
        names, effect = _likely_names(items), None
    if effect is not None:
        effect, _ = followed(effect, scope)
        if _is_other_language(effect):
            # Misspelt in a policy, or no policy at all.
            names = names if names is CAPITAL and _WHAT_OR_WHO & items.keys() else {}
            effect = None
    if effect is None:
        certainty = Certainty.LIKELY
    if not names or _is_other_cloud(items):
        return None
    slots = [Slot(items[name], negated) for name, negated in names.items() if name in items]
    return reader.statement(node, scope, slots, effect_of(effect), certainty, items)


def _is_amazon(items: Mapping[str, ast.expr]) -> bool:
    """Whether a statement in lower case says of itself that it is one of IAM's."""
    effect = items["effect"]
    if isinstance(effect, ast.Constant) and effect.value not in (ALLOW, DENY):
        return False  # ``allow``
    return isinstance(effect, ast.Attribute) or any(
        text.startswith("arn:") for text in _resources(items)
    )


# How the names of resources begin with Alibaba Cloud and Tencent Cloud, whose policies have
# IAM's grammar.
_OTHER_CLOUDS = ("acs:", "qcs:")


def _is_other_cloud(items: Mapping[str, ast.expr]) -> bool:
    return any(text.startswith(_OTHER_CLOUDS) for text in _resources(items))


def _resources(items: Mapping[str, ast.expr]) -> tuple[str, ...]:
    """The resources of a statement that are written down."""
    value = next(
        (items[name] for name in ("Resource", "resources", "resource") if name in items), None
    )
    parts = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    texts = [part.value for part in parts if isinstance(part, ast.Constant)]
    return tuple(text for text in texts if isinstance(text, str))


def _likely_names(items: Mapping[str, ast.expr]) -> dict[str, bool]:
    """Keys that hold actions although no effect stands beside them.

    ``Actions`` beside ``Principal`` are permissions of QuickSight or of the application
    repository, which have their own names.
    """
    if items.keys() & {"Principal", "Principals"}:
        return {}
    return {name: "not" in name.lower() for name in items if names_actions(name)}


def names_actions(name: str) -> bool:
    """Whether a key, keyword or variable is one for actions, by its name."""
    return name.lower().endswith(_NAMES_OF_ACTIONS)


def _from_call(node: ast.Call, scope: Scope, reader: Reader) -> Statement | None:
    callee = last_name(node.func) or ""
    keywords = {entry.arg: entry.value for entry in node.keywords if entry.arg is not None}
    if callee == "dict":
        return _from_items(node, keywords, scope, reader)
    if is_statement(callee):
        return _from_builder(node, keywords, scope, reader)
    if callee in _ADD_METHODS:
        slots = [Slot(argument, _ADD_METHODS[callee]) for argument in node.args]
        return reader.statement(node, scope, slots, None, Certainty.LIKELY)
    if callee == "Action" and reader.uses_awacs:
        return _from_awacs(node, scope, reader)
    if callee == "wildcard" and len(node.args) == 1:
        return reader.statement(node, scope, [Slot(node.args[0], False)], None, Certainty.LIKELY)
    if callee == "grant" and len(node.args) > 1:
        slots = [Slot(argument, False) for argument in node.args[1:]]
        return reader.statement(node, scope, slots, ALLOW, Certainty.LIKELY)
    if callee in ("append", "extend", "insert") and isinstance(node.func, ast.Attribute):
        return _from_addition(node, node.func.value, scope, reader)
    slots = [
        Slot(value, "not" in name.lower())
        for name, value in keywords.items()
        if names_actions(name)
    ]
    return reader.statement(node, scope, slots, None, Certainty.LIKELY)


def is_statement(callee: str) -> bool:
    """Whether a class is one of statements, by its name."""
    return callee == "Statement" or callee.endswith(_BUILDERS)


def _from_builder(
    node: ast.Call, keywords: Mapping[str, ast.expr], scope: Scope, reader: Reader
) -> Statement | None:
    names = CAPITAL if CAPITAL.keys() & keywords.keys() else LOWER
    effect = keywords.get("Effect" if names is CAPITAL else "effect")
    slots = [Slot(keywords[name], names[name]) for name in names if name in keywords]
    # The default of the CDK and of Pulumi is Allow.
    default = ALLOW if names is LOWER else None
    known = effect_of(followed(effect, scope)[0]) if effect is not None else default
    return reader.statement(node, scope, slots, known, Certainty.POLICY, keywords)


def _from_awacs(node: ast.Call, scope: Scope, reader: Reader) -> Statement | None:
    parts = [part.value for part in node.args if isinstance(part, ast.Constant)]
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) != len(node.args) or not texts:
        return None
    module = (full_name(node.func, scope) or "").split(".")[-2:-1]
    if module and module != ["aws"]:
        # ``awacs.ecs.Action("PutImage")``: a class a service.
        prefix = "lambda" if module == ["awslambda"] else module[0].replace("_", "-")
        texts.insert(0, prefix)
    effect, negated = reader.meanings.get(id(node), (None, False))
    site = Site(
        ":".join(texts[:2]),
        reader.span(node.args[-1]),
        negated,
        effect,
        Certainty.POLICY,
        Origin.FOLDED,
    )
    return Statement((site,), reader.span(node), kind=reader.kinds.get(id(node)))


def meanings_in_awacs(node: ast.AST) -> Iterator[tuple[int, Meaning]]:
    """``id`` of each call in the slots of awacs' ``Statement``, and what it means there."""
    if not isinstance(node, ast.Call) or last_name(node.func) != "Statement":
        return
    keywords = {entry.arg: entry.value for entry in node.keywords}
    effect = effect_of(keywords.get("Effect"))
    for name, negated in CAPITAL.items():
        for inner in ast.walk(keywords[name]) if name in keywords else ():
            if isinstance(inner, ast.Call):
                yield id(inner), Meaning(effect, negated)


def _from_assignment(
    node: ast.stmt, target: ast.expr, value: ast.expr, scope: Scope, reader: Reader
) -> Statement | None:
    name = _slot_name(target)
    if name is None:
        return None
    slot = Slot(value, "not" in name.lower())
    return reader.statement(node, scope, [slot], None, Certainty.LIKELY)


def _from_addition(
    node: ast.Call, target: ast.expr, scope: Scope, reader: Reader
) -> Statement | None:
    name = _slot_name(target)
    if name is None or not node.args:
        return None
    slot = Slot(node.args[-1], "not" in name.lower())
    return reader.statement(node, scope, [slot], None, Certainty.LIKELY)


def _slot_name(target: ast.expr) -> str | None:
    """The key, attribute or variable that is assigned or added to, if it is one for actions."""
    name: object = None
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        name = target.slice.value
    elif isinstance(target, ast.Name | ast.Attribute):
        name = last_name(target)
    elif isinstance(target, ast.Call) and last_name(target.func) in ("get", "setdefault"):
        key = target.args[0] if target.args else None
        name = key.value if isinstance(key, ast.Constant) else None
    return name if isinstance(name, str) and names_actions(name) else None


def effect_of(value: ast.expr | None) -> str | None:
    """Allow, Deny, or None where neither is written down."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return {"allow": ALLOW, "deny": DENY}.get(value.value.lower())
    if isinstance(value, ast.Attribute):
        return {"ALLOW": ALLOW, "DENY": DENY}.get(value.attr.upper())
    if isinstance(value, ast.Name):
        return {"Allow": ALLOW, "Deny": DENY}.get(value.id)
    return None


def _is_other_language(effect: ast.expr) -> bool:
    """Whether an effect is one that IAM's language has no word for (``NoSchedule``, 1)."""
    return isinstance(effect, ast.Constant) and effect_of(effect) is None


def _is_stack_policy(texts: Iterable[str]) -> bool:
    """CloudFormation's stack policies have IAM's grammar, and two prefixes of their own."""
    prefixes = {text.partition(":")[0] for text in texts if text != "*"}
    return bool(prefixes) and prefixes <= {"Update", "Delete"}
