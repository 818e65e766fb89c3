"""Names of keys, keywords and variables that hold actions, and of what makes statements."""

from __future__ import annotations

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
# Ends of names of keywords and variables whose values are actions, if they look like actions.
_ACTIONS = ("actions", "permissions", "action", "actionnames")
_STATEMENTS = ("PolicyStatement", "StatementArgs", "StatementArgsDict")
# Methods that add to a list or set.
ADDING = ("append", "extend", "insert", "add", "update")

# A slot of such a name in bytes: a key, escaped or not, a keyword or a variable, a method of it.
_AS_SLOT = rb"""(?:
    \\*["']\s*[]:]
    | \s*(?::[^=\n]{0,80})?\+?=(?!\s*(?:=|str\b|None\b|[0-9]|["'][a-z-]*["']))
    | \s*\.(?:%s)\(
)""" % "|".join(ADDING).encode()
# Patterns that begin with a fixed text are many times as fast as others.
SLOTS = (
    rb"ction(?<=[Aa]ction)(?:s|_?[Nn]ames)?" + _AS_SLOT,
    rb"CTION(?<=ACTION)(?:S|_?NAMES)?" + _AS_SLOT,
    rb"ermissions" + _AS_SLOT,
    rb"ERMISSIONS" + _AS_SLOT,
)


def names_actions(name: str) -> bool:
    """Whether a key, keyword or variable is one for actions, by its name."""
    return name.lower().endswith(_ACTIONS)


def is_negated(name: str) -> bool:
    """Whether a name of that kind is for the actions that are excluded."""
    return "not" in name.lower()


def names_statement(callee: str) -> bool:
    """Whether a class is one of statements, by its name."""
    return callee == "Statement" or callee.endswith(_STATEMENTS)
