"""Plans the edits that put wrong actions right, each with a reason.

A fix is safe where IAM grants and denies exactly the same with it: another case, a repetition
less.  To make an action of a dead name is unsafe: it then grants, or denies, what it did not.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from typed_iam_codemods.rewriting.byte_edits import ByteOffsets, Edit, Unproven
from typed_iam_codemods.rewriting.corrections import CORRECTABLE, Correction, correction
from typed_iam_codemods.rewriting.element_removal import Change
from typed_iam_codemods.rewriting.fix_plan import Fix, FixPlan, Left
from typed_iam_codemods.rewriting.plain_strings import PlainStrings
from typed_iam_codemods.rewriting.repetitions import Repetition, repetitions
from typed_iam_core.catalogue import Catalogue
from typed_iam_core.config import DEFAULT, Config
from typed_iam_core.diagnostics import ActionText
from typed_iam_core.diagnostics.base import choice, quoted
from typed_iam_core.diagnostics.duplicate_action import DuplicateAction
from typed_iam_core.engine import Finding, check_found, judge, sites_of
from typed_iam_core.sites import Certainty, Found, Origin, Site, Statement, find
from typed_iam_core.text.source import Source, Span

_CASE = "iam-action-case"
_REPETITION = DuplicateAction.code
FIXABLE = CORRECTABLE | {_REPETITION}


def plan(
    source: Source,
    config: Config,
    path: str | os.PathLike[str] | None = None,
    *,
    unsafe: bool = False,
    catalogue: Catalogue | None = None,
) -> FixPlan:
    """The fixes that one file needs.

    Args:
        source: a file that may hold policies, which a scan of its bytes tells at less cost.
        config: the project's settings; what they or a comment silence is not fixed.  Unless
            they select codes, hints that are off by default are fixed as well.
        path: the file's name, for settings that hold for some files only.
        unsafe: whether to make the fixes that change what a policy grants or denies.
        catalogue: the actions that exist; those of the configuration by default.

    Raises:
        UnreadableSource: it cannot be parsed.
    """
    known = catalogue or config.catalogue
    wanted = FIXABLE if config.select == DEFAULT else FIXABLE & config.select
    found = find(source, known)
    findings = check_found(source, found, replace(config, select=wanted), path, known)
    if not findings:
        return FixPlan()
    strings = PlainStrings(source)
    decided = list(_decisions(strings, found, findings, known))
    possible = {each.span: each for each in decided if isinstance(each, Fix)}
    made = {span: fix for span, fix in possible.items() if fix.safe or unsafe}
    corrected = _corrected(found, made)
    if any(not fix.safe for fix in made.values()):
        # Another action may be one that the list has; another case changes nothing there.
        settings = replace(config, select=wanted & {_REPETITION})
        findings = check_found(source, corrected, settings, path, known)
    repeated = {finding.span for finding in findings if finding.code == _REPETITION}
    living = _living(corrected, config, known) if repeated else {}
    surplus = repetitions(source, repeated & living.keys(), living)
    sites = {site.span: site for site in sites_of(found.statements)}
    removed = {each.span: _removal(each, sites, living, made) for each in surplus.found}
    fixes = sorted({**made, **removed}.values())
    left = [each for each in decided if unsafe and isinstance(each, Left)]
    left += [_kept(sites[span], why) for span, why in surplus.left.items()]
    try:
        edits = tuple(_edits(source, strings, fixes, surplus.changes))
    except Unproven as error:
        return FixPlan(reason=str(error))
    return FixPlan(
        edits,
        strings=len(fixes),
        fixes=tuple(fixes),
        left=tuple(sorted(left)),
        held_back=len(possible) - len(made),
    )


# What is said of actions that do exist.
_ALIVE = frozenset({_CASE, "iam-single-match", "iam-deprecated-action"})
# Of other origins the text is not what stands in the source.
_IN_SOURCE = frozenset({Origin.SLOT, Origin.CONSTANT, Origin.LIST, Origin.BARE, Origin.JSON})
_IN_POLICIES = frozenset({Origin.SLOT, Origin.CONSTANT, Origin.JSON})


def _decisions(
    strings: PlainStrings, found: Found, findings: Iterable[Finding], catalogue: Catalogue
) -> Iterator[Fix | Left]:
    """What to do about each wrong text by itself."""
    sites = {site.span: site for site in sites_of(found.statements)}
    for span, code, _, _, suggestions in findings:
        site = sites.get(span)
        if code == _REPETITION or site is None or site.text is None:
            continue
        text = _written(site, site.text)
        meant = correction(ActionText.of(site, site.text, catalogue), code)
        if meant is None:
            yield Left(span, text, code, _doubt(suggestions))
        elif site.origin in _IN_SOURCE and strings.place(span, text):
            yield _correction(site, code, meant, strings)
        elif code != _CASE:
            yield Left(span, text, code, "it is put together, or written with escapes")


def _doubt(suggestions: tuple[str, ...]) -> str:
    if not suggestions:
        return "nothing like it is known"
    return f"{'several candidates' if len(suggestions) > 1 else 'a guess'}: {choice(suggestions)}"


def _correction(site: Site, code: str, meant: Correction, strings: PlainStrings) -> Fix:
    safe = meant.equal and site.certainty is Certainty.POLICY and site.origin in _IN_POLICIES
    if safe and site.origin is Origin.CONSTANT:
        safe = not strings.is_used_again(site.span)
    # A list of lower-case names may be there to be compared with others in lower case.
    why = meant.why if safe or not meant.equal else f"{meant.why}, perhaps not by the code here"
    return Fix(
        site.span, _written(site, site.text or ""), _written(site, meant.text), code, why, safe
    )


def _written(site: Site, text: str) -> str:
    """A text as it stands at a site: some places do without the prefix."""
    return text.partition(":")[2] if site.origin is Origin.BARE else text


def _corrected(found: Found, fixes: Mapping[Span, Fix]) -> Found:
    """What would be found with the corrections made, in the old places."""
    return Found([_with(statement, fixes) for statement in found.statements], [])


def _with(statement: Statement, fixes: Mapping[Span, Fix]) -> Statement:
    sites = tuple(
        replace(site, text=fixes[site.span].new)
        if site.span in fixes and site.origin is not Origin.BARE
        else site
        for site in statement.sites
    )
    return replace(statement, sites=sites)


def _living(found: Found, config: Config, catalogue: Catalogue) -> dict[Span, str]:
    """Texts of certain policies that name an action: what a dead one is for nobody knows."""
    return {
        site.span: site.text
        for site in sites_of(found.statements)
        if site.text is not None
        and site.certainty is Certainty.POLICY
        and ((judged := judge(site, catalogue, config)) is None or judged[0] in _ALIVE)
    }


def _kept(site: Site, why: str) -> Left:
    if site.origin is Origin.JSON:
        why = "lists in texts of JSON stay as they are"
    return Left(site.span, site.text or "", _REPETITION, why)


def _removal(
    repetition: Repetition,
    sites: Mapping[Span, Site],
    new: Mapping[Span, str],
    made: Mapping[Span, Fix],
) -> Fix:
    span, keeper = repetition
    old, kept = sites[span].text or "", quoted(new[keeper])
    if new[span].lower() != new[keeper].lower():
        why = f"{kept} beside it takes it in"
    elif old.lower() != new[span].lower():
        why = f"it means {kept}, which the list has"
    else:
        why = "the list has it twice"
    safe = all(place not in made or made[place].safe for place in repetition)
    return Fix(span, old, None, _REPETITION, why, safe)


def _edits(
    source: Source, strings: PlainStrings, fixes: Iterable[Fix], others: Iterable[Change]
) -> Iterator[Edit]:
    """The fixes that put another text in place, and the other changes, as edits in order."""
    changes = [*others]
    for fix in fixes:
        if fix.new is not None and (place := strings.place(fix.span, fix.old)):
            changes.append(Change(*place, fix.new))
    offsets = ByteOffsets(source)
    for start, end, text in sorted(changes):
        first, last = (_offset(source, offsets, index) for index in (start, end))
        yield Edit(first, last, text.encode(offsets.encoding))


def _offset(source: Source, offsets: ByteOffsets, index: int) -> int:
    line, column, _, _ = source.span_of(index, index)
    # The end of the text is on no line.
    return offsets.at(line, column) if line <= len(source.lines) else len(source.data)
