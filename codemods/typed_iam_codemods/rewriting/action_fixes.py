"""Plans the edits that fix wrong actions, each with a reason.

A fix is safe if IAM grants and denies exactly the same with it: another case, a repetition less.
A fix of a name that matches nothing is unsafe: the policy then grants, or denies, what it did not.
"""

from __future__ import annotations

import ast
import os
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from typed_iam_codemods.rewriting.corrections import CORRECTABLE, Correction, correction
from typed_iam_codemods.rewriting.edits import Edit
from typed_iam_codemods.rewriting.fix_proof import prove_fixes
from typed_iam_codemods.rewriting.fixes import Fix, Unfixed, flat
from typed_iam_codemods.rewriting.identifiers import nodes_on
from typed_iam_codemods.rewriting.plans import Plan
from typed_iam_codemods.rewriting.repetitions import Repetition, repetitions
from typed_iam_codemods.rewriting.slots import Finding, Slot, Slots, last_name
from typed_iam_core.config import DEFAULT, Config
from typed_iam_core.diagnostics.base import choice, quoted
from typed_iam_core.diagnostics.duplicate_action import DuplicateAction
from typed_iam_core.text.literals import within_quotes
from typed_iam_core.text.source import Source, Span

_CASE = "iam-action-case"
_REPETITION = DuplicateAction.code
FIXABLE = CORRECTABLE | {_REPETITION}
_JSON_LIST = "lists in JSON text are not edited"


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
    slots = Slots(source, config, path)
    findings = slots.findings(wanted)
    if not findings:
        return FixPlan()
    strings = _PlainStrings(source, {finding.span.line for finding in findings})
    found = slots.at({finding.span for finding in findings})
    decided = list(_decisions(strings, found, findings))
    possible = {each.span: each for each in decided if isinstance(each, Fix)}
    made = {span: fix for span, fix in possible.items() if fix.safe or unsafe}
    texts = {span: fix.new for span, fix in made.items() if fix.new is not None}
    if any(not fix.safe for fix in made.values()):
        # A corrected action may repeat another one; a corrected case never changes that.
        findings = slots.findings(wanted & {_REPETITION}, texts)
    repeated = {finding.span for finding in findings if finding.code == _REPETITION}
    valid = slots.valid_actions(texts) if repeated else {}
    surplus = repetitions(source, repeated & valid.keys(), valid)
    found |= slots.at(repeated)
    removed = {each.span: _removal(each, found, valid, made) for each in surplus.found}
    fixes = sorted({**made, **removed}.values())
    unfixed = [each for each in decided if unsafe and isinstance(each, Unfixed)]
    unfixed += [
        Unfixed(span, found[span].text, _REPETITION, _JSON_LIST if found[span].is_json else why)
        for span, why in surplus.kept.items()
    ]
    corrections = [
        Edit(*place, fix.new)
        for fix in fixes
        if fix.new is not None and (place := strings.place(fix.span, fix.old))
    ]
    return FixPlan(
        tuple(sorted([*surplus.edits, *corrections])),
        strings=len(fixes),
        fixes=tuple(fixes),
        unfixed=tuple(sorted(unfixed)),
        held_back=len(possible) - len(made),
    )


def _decisions(
    strings: _PlainStrings, slots: Mapping[Span, Slot], findings: Iterable[Finding]
) -> Iterator[Fix | Unfixed]:
    """What to do about each wrong string by itself."""
    for span, code, _, _, suggestions in findings:
        slot = slots.get(span)
        if code == _REPETITION or slot is None:
            continue
        corrected = correction(slot.action, code)
        if corrected is None:
            yield Unfixed(span, slot.text, code, _doubt(suggestions))
        elif not slot.is_composed and strings.place(span, slot.text):
            yield _correction(span, slot, code, corrected, strings)
        elif code != _CASE:
            yield Unfixed(span, slot.text, code, "the string is composed, or contains escapes")


def _doubt(suggestions: tuple[str, ...]) -> str:
    if not suggestions:
        return "no similar action found"
    return f"{'several candidates' if len(suggestions) > 1 else 'a guess'}: {choice(suggestions)}"


def _correction(
    span: Span, slot: Slot, code: str, corrected: Correction, strings: _PlainStrings
) -> Fix:
    safe = corrected.equal and slot.is_certain
    if safe and slot.is_constant:
        safe = not strings.is_used_again(span)
    why = corrected.why
    if corrected.equal and not safe:
        # A list of lower-case names may be compared with other lower-case names.
        why += ", but other code may not"
    new = corrected.text.partition(":")[2] if slot.is_bare else corrected.text
    return Fix(span, slot.text, new, code, why, safe)


def _removal(
    repetition: Repetition,
    slots: Mapping[Span, Slot],
    new: Mapping[Span, str],
    made: Mapping[Span, Fix],
) -> Fix:
    span, keeper = repetition
    old, kept = slots[span].text, quoted(new[keeper])
    if new[span].lower() != new[keeper].lower():
        why = f"{kept} in the same list matches it"
    elif old.lower() != new[span].lower():
        why = f"it means {kept}, which is in the list"
    else:
        why = "listed twice"
    safe = all(place not in made or made[place].safe for place in repetition)
    return Fix(span, old, None, _REPETITION, why, safe)


class _PlainStrings:
    """Strings on certain lines whose text is in the source letter by letter, to be edited there.

    Strings of JSON in them are included, f-strings are not.
    """

    def __init__(self, source: Source, lines: Collection[int]) -> None:
        self._source = source
        self._spans = sorted(
            source.span(node)
            for node in nodes_on(source.parse(), sorted(lines), in_f_strings=False)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        self._starts = [span[:2] for span in self._spans]

    def place(self, span: Span, text: str) -> tuple[int, int] | None:
        """Indices in the source between which the text of a string is, if it is there.

        Args:
            span: the string with its quotes.
            text: the expected text.
        """
        index = bisect_right(self._starts, span[:2]) - 1
        if index < 0 or span[2:] > self._spans[index][2:]:
            return None
        within = within_quotes(self._source.segment(span))
        if within is None:
            return None
        start, end = (self._source.index(span.line, span.column) + each for each in within)
        return (start, end) if self._source.text[start:end] == text else None

    def is_used_again(self, span: Span) -> bool:
        """Whether a string belongs to a constant whose name occurs more than twice."""
        for node in nodes_on(self._source.parse(), [span.line]):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                around = self._source.span(node.value)
                if around[:2] <= span[:2] and span[2:] <= around[2:]:
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    return any(self._count(last_name(target)) > 2 for target in targets)
        return False

    def _count(self, name: str | None) -> int:
        return len(re.findall(rf"\b{name}\b", self._source.text)) if name else 0
