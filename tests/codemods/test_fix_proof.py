"""The proof rejects every plan of fixes with a planted bug."""

from __future__ import annotations

from dataclasses import replace

import pytest

from typed_iam_codemods.rewriting.action_fixes import FixPlan, plan
from typed_iam_codemods.rewriting.edits import Edit, Unproven, splice
from typed_iam_codemods.rewriting.fixes import Fix
from typed_iam_codemods.rewriting.plans import rewritten
from typed_iam_core.config import Config
from typed_iam_core.text.source import Source, UnreadableSource

BEFORE = b"""\
P = {"Effect": "Allow", "Action": [
    "ECR:putimage",
    "ecr:PutImage",
    "iam:Get*",
    "iam:GetRole",  # a comment
    "s3:ListObjects",
], "Sid": "ECR:putimage"}
Q = '{"Effect": "Allow", "Action": ["ECR:putimage", "s3:GetObject"], "Sid": "ECR:putimage"}'
def f(x):
    return ("ecr:PutImage", "ecr:PutImage")
"""


def right(source: Source) -> FixPlan:
    return plan(source, Config(), unsafe=True)


PLAN = right(Source(BEFORE))


def edit(old: bytes, new: bytes, nth: int = 0) -> Edit:
    start = -1
    for _ in range(nth + 1):
        start = BEFORE.index(old, start + 1)
    return Edit(start, start + len(old), new.decode())


def prove(planned: FixPlan) -> None:
    planned.prove(Source(BEFORE), Source(splice(Source(BEFORE), planned.edits)))


def with_edit(wrong: Edit) -> FixPlan:
    """The right plan with another edit that replaces those it overlaps."""
    edits = [each for each in PLAN.edits if each.end <= wrong.start or wrong.end <= each.start]
    return replace(PLAN, edits=tuple(sorted([*edits, wrong])))


def with_fix(number: int, **changes: object) -> FixPlan:
    fixes = list(PLAN.fixes)
    fixes[number] = fixes[number]._replace(**changes)  # type: ignore[arg-type]
    return replace(PLAN, fixes=tuple(fixes))


def test_the_right_plan_is_proven():
    assert [fix.new for fix in PLAN.fixes] == [
        "ecr:PutImage",
        None,
        "s3:ListBucket",
        "ecr:PutImage",
    ]
    prove(PLAN)
    assert rewritten(BEFORE, right).data == splice(Source(BEFORE), PLAN.edits)


EDITS = {
    "another action": edit(b"ECR:putimage", b"ecr:ListImages"),
    "another action of the same letters": edit(b"ECR:putimage", b"ecr:Putimage"),
    "another string": edit(b"ECR:putimage", b"ecr:PutImage", 1),
    "another string of JSON": edit(b"ECR:putimage", b"ecr:PutImage", 3),
    "other quotes, another kind of string": edit(b'"ECR:putimage"', b'u"ecr:PutImage"'),
    "an additional string": edit(b"ECR:putimage", b'ecr:PutImage", "ecr:PutImage'),
    "two strings in one": edit(b'"iam:Get*",', b'"iam:Get*"'),
    "a missing element": edit(b'"iam:Get*",\n    ', b""),
    "a missing element in another list": edit(b', "ecr:PutImage")', b",)"),
    "a missing comment": edit(b"  # a comment", b""),
    "another comment": edit(b"# a comment", b"# A comment"),
    "another name": edit(b"f(x)", b"f(y)"),
    "another key": edit(b'"Sid"', b'"sid"'),
    "another key of JSON": edit(b'"Sid"', b'"sid"', 1),
    "a syntax error": edit(b"], ", b"")
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_a_plan_is_rejected_that_makes(name):
    with pytest.raises((Unproven, UnreadableSource)) as caught:
        prove(with_edit(EDITS[name]))
    assert "\n" not in str(caught.value)


FIXES = {
    "says another new text": with_fix(0, new="ecr:ListImages"),
    "says another old text": with_fix(0, old="ecr:Putimage"),
    "says that it removes a string that it corrects": with_fix(0, new=None),
    "says that it corrects a string that it removes": with_fix(1, new="ecr:PutImage"),
    "calls an unsafe fix safe": with_fix(2, safe=True),
    "says another old text in JSON": with_fix(3, old="ecr:Putimage"),
    "says another place": with_fix(0, span=PLAN.fixes[0].span._replace(column=6)),
    "says another place in JSON": with_fix(3, span=PLAN.fixes[3].span._replace(column=36)),
    "says another place outside JSON": with_fix(
        3, span=PLAN.fixes[3].span._replace(line=9, end_line=9)
    ),
    "does not mention a correction": replace(PLAN, fixes=PLAN.fixes[1:]),
    "does not mention a string that it removes": replace(
        PLAN, fixes=(PLAN.fixes[0], *PLAN.fixes[2:])
    ),
    "mentions a fix that it does not make": replace(
        PLAN,
        fixes=(
            *PLAN.fixes,
            Fix(PLAN.fixes[0].span._replace(line=10, end_line=10), "a", "b", "", "", False),
        ),
    ),
}


@pytest.mark.parametrize("name", FIXES)
def test_a_plan_is_rejected_that(name):
    with pytest.raises(Unproven) as caught:
        prove(FIXES[name])
    assert "\n" not in str(caught.value)


def test_a_safe_plan_is_rejected_that_removes_an_action_from_a_list():
    start = BEFORE.index(b'"iam:Get*",\n    ')
    span = PLAN.fixes[1].span._replace(line=4, end_line=4, end_column=15)
    wrong = with_edit(Edit(start, start + 16, ""))
    fix = Fix(span, "iam:Get*", None, "iam-duplicate-action", "listed twice", True)
    wrong = replace(wrong, fixes=tuple(sorted([*PLAN.fixes, fix])))
    with pytest.raises(Unproven, match="match other actions"):
        prove(wrong)
    # It is correct otherwise.
    prove(replace(wrong, fixes=tuple(sorted([*PLAN.fixes, fix._replace(safe=False)]))))


def test_a_plan_that_would_never_end_is_rejected():
    def endless(source: Source) -> FixPlan:
        planned = right(source)
        return planned if planned.edits else FixPlan((Edit(0, 0, "#\n"),))

    with pytest.raises(Unproven, match="second run"):
        rewritten(BEFORE, endless)


@pytest.mark.slow
def test_deep_trees_need_no_recursion():
    before = BEFORE + b"x = " + b" + ".join([b"1"] * 2_000) + b"\n"
    assert rewritten(before, right).plan.strings == 4
