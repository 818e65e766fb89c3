"""Plans the edits that fix wrong actions, each with a reason.

A fix is safe if IAM grants and denies exactly the same with it: another case, a repetition less.
A fix of a name that matches nothing is unsafe: the policy then grants, or denies, what it did not.
"""

from __future__ import annotations

import ast
import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from typed_iam_codemods.rewriting.corrections import CORRECTABLE, Correction, correction
from typed_iam_codemods.rewriting.edits import Edit
from typed_iam_codemods.rewriting.fixes import Fix, Unfixed, flat, prove_fixes
from typed_iam_codemods.rewriting.identifiers import nodes_on, targets_of
from typed_iam_codemods.rewriting.plans import Plan
from typed_iam_codemods.rewriting.repetitions import repetitions
from typed_iam_codemods.rewriting.slots import Slots, is_in_source
from typed_iam_core.config import DEFAULT, Config
from typed_iam_core.diagnostics import ActionText
from typed_iam_core.diagnostics.base import choice, quoted
from typed_iam_core.diagnostics.duplicate_action import DuplicateAction
from typed_iam_core.engine import Finding
from typed_iam_core.expressions.expression import last_name
from typed_iam_core.policies import Certainty, Form, Origin
from typed_iam_core.readers import find
from typed_iam_core.text.literals import within_quotes
from typed_iam_core.text.source import Source, Span

_CASE = "iam-action-case"
_REPETITION = DuplicateAction.code
FIXABLE = CORRECTABLE | {_REPETITION}


@dataclass(frozen=True)
class FixPlan(Plan):
    """The edits of one file with their reasons.

    ``held_back`` counts the fixes that are not made because they are unsafe.
    """

    fixes: tuple[Fix, ...] = ()
    unfixed: tuple[Unfixed, ...] = ()
    held_back: int = 0

    def prove(self, before: Source, after: Source) -> None:
        """Raise Unproven unless the edits do what the fixes say, and nothing else."""
        prove_fixes(before, after, self.fixes)

    @property
    def notes(self) -> Sequence[str]:
        """A line for each fix, and for each string that is not fixed."""
        places: list[Fix | Unfixed] = [*self.fixes, *self.unfixed]
        return [str(each) for each in sorted(places, key=lambda each: each.span)]

    @property
    def details(self) -> Mapping[str, object]:
        """Fixes and strings that are not fixed; empty where there are none."""
        if not (self.fixes or self.unfixed or self.held_back):
            return {}
        return {
            "fixes": [flat(each) for each in self.fixes],
            "not_fixed": [flat(each) for each in self.unfixed],
            "held_back": self.held_back,
        }

    @property
    def remarks(self) -> Mapping[str, int]:
        """How many fixes were not made because they are unsafe."""
        return {"more with --unsafe": self.held_back} if self.held_back else {}


def plan(
    source: Source,
    config: Config,
    path: str | os.PathLike[str] | None = None,
    *,
    unsafe: bool = False,
) -> FixPlan:
    """The fixes that one file needs; UnreadableSource if it cannot be parsed.

    Args:
        config: the project's settings; findings that they or a comment silence are not fixed.
            Unless they select codes, hints that are off by default are fixed as well.
        path: the file's name, for settings that hold for some files only.
        unsafe: whether to make the fixes that change what a policy grants or denies.
    """
    wanted = FIXABLE if config.select == DEFAULT else FIXABLE & config.select
    slots = Slots(source, config, path, find(source, config.catalogue, whole=True))
    findings = slots.findings(wanted)
    if not findings:
        return FixPlan()
    found = slots.at({finding.span for finding in findings})
    places = _places(source, found)
    decided = list(_decisions(source, found, places, findings))
    possible = {each.span: each for each in decided if isinstance(each, Fix)}
    made = {span: fix for span, fix in possible.items() if fix.safe or unsafe}
    corrected = slots.corrected({span: fix.new or "" for span, fix in made.items()})
    if any(not fix.safe for fix in made.values()):
        # A corrected action may repeat another one; a corrected case never changes that.
        findings = corrected.findings(wanted & {_REPETITION})
    repeated = {finding.span for finding in findings if finding.code == _REPETITION}
    valid = corrected.valid_actions() if repeated else {}
    surplus = repetitions(source, repeated & valid.keys(), valid)
    found |= slots.at(repeated)
    removed = {
        span: _removal(span, keeper, found[span].text, valid, made)
        for span, keeper in surplus.removed.items()
    }
    unfixed = [each for each in decided if unsafe and isinstance(each, Unfixed)]
    for span, why in surplus.kept.items():
        is_json = found[span].slot.form is Form.JSON
        why = "lists in JSON text are not edited" if is_json else why
        unfixed.append(Unfixed(span, found[span].text, _REPETITION, why))
    corrections = [
        Edit(*places[span], fix.new or "") for span, fix in made.items() if span not in removed
    ]
    fixes = tuple(sorted({**made, **removed}.values()))
    return FixPlan(
        tuple(sorted([*surplus.edits, *corrections])),
        strings=len(fixes),
        fixes=fixes,
        unfixed=tuple(sorted(unfixed)),
        held_back=len(possible) - len(made),
    )


# Indices in the source between which the text of a string is.
_Places = Mapping[Span, tuple[int, int]]


def _places(source: Source, found: Mapping[Span, ActionText]) -> _Places:
    """Places of the actions that can be edited: letter by letter in one string of the source.

    Strings of JSON in it are included, f-strings are not.
    """
    lines = sorted({span.line for span in found})
    strings = sorted(
        source.span(node)
        for node in nodes_on(source.parse(), lines, in_f_strings=False)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    places = {}
    for span, action in found.items():
        index = bisect_right(strings, span[:2], key=lambda string: string[:2]) - 1
        within = within_quotes(source.segment(span))
        if within is None or index < 0 or span[2:] > strings[index][2:]:
            continue
        start, end = (source.index(span.line, span.column) + each for each in within)
        if source.text[start:end] == _written(action):
            places[span] = start, end
    return places


def _written(action: ActionText) -> str:
    """The text of an action as it is written in its slot."""
    return action.name if action.slot.bare else action.text


def _decisions(
    source: Source,
    found: Mapping[Span, ActionText],
    places: _Places,
    findings: Iterable[Finding],
) -> Iterator[Fix | Unfixed]:
    """What to do about each wrong string by itself."""
    for span, code, _, _, suggestions in findings:
        action = found.get(span)
        if code == _REPETITION or action is None:
            continue
        corrected = correction(action, code)
        if corrected is None:
            yield Unfixed(span, _written(action), code, _doubt(suggestions))
        elif is_in_source(action.slot) and span in places:
            yield _correction(source, action, code, corrected)
        elif code != _CASE:
            why = "the string is composed, or contains escapes"
            yield Unfixed(span, _written(action), code, why)


def _doubt(suggestions: tuple[str, ...]) -> str:
    if not suggestions:
        return "no similar action found"
    return f"{'several candidates' if len(suggestions) > 1 else 'a guess'}: {choice(suggestions)}"


def _correction(source: Source, action: ActionText, code: str, corrected: Correction) -> Fix:
    slot, why = action.slot, corrected.why
    safe = (
        corrected.equal
        and slot.certainty is Certainty.POLICY
        and slot.form is not Form.LIST
        and not slot.bare
        and not (slot.origin is Origin.CONSTANT and _is_used_again(source, slot.span))
    )
    if corrected.equal and not safe:
        # A list of lower-case names may be compared with other lower-case names.
        why += ", but other code may not"
    new = corrected.text.partition(":")[2] if slot.bare else corrected.text
    return Fix(slot.span, _written(action), new, code, why, safe)


def _is_used_again(source: Source, span: Span) -> bool:
    """Whether a string belongs to a constant whose name occurs more than twice."""
    for node in nodes_on(source.parse(), [span.line]):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            around = source.span(node.value)
            if around[:2] <= span[:2] and span[2:] <= around[2:]:
                names = filter(None, map(last_name, targets_of(node)))
                return any(len(re.findall(rf"\b{each}\b", source.text)) > 2 for each in names)
    return False


def _removal(
    span: Span, keeper: Span, old: str, new: Mapping[Span, str], made: Mapping[Span, Fix]
) -> Fix:
    kept = quoted(new[keeper])
    if new[span].lower() != new[keeper].lower():
        why = f"{kept} in the same list matches it"
    elif old.lower() != new[span].lower():
        why = f"it means {kept}, which is in the list"
    else:
        why = "listed twice"
    safe = all(place not in made or made[place].safe for place in (span, keeper))
    return Fix(span, old, None, _REPETITION, why, safe)
