"""The proof rejects every plan with a planted bug."""

from __future__ import annotations

from collections import Counter

import pytest

from typed_iam_codemods.rewriting.edits import Edit, Unproven, splice
from typed_iam_codemods.rewriting.enum_references import plan
from typed_iam_codemods.rewriting.identifiers import Identifiers
from typed_iam_codemods.rewriting.plans import Plan, rewritten
from typed_iam_codemods.rewriting.reference_proof import prove
from typed_iam_core.text.source import Source

BEFORE = b"""\
'''Policies.'''
from __future__ import annotations
import os
P = {"Effect": "Allow", "Action": ["ecr:PutImage", "s3:GetObject"], "Sid": "ecr:PutImage"}
def f(x):
    return P
"""
IMPORTS = b"from typed_iam.actions.ecr import Ecr\nfrom typed_iam.actions.s3 import S3\n"


def proven(before: bytes, edits: list[Edit]) -> None:
    source = Source(before)
    prove(source, Source(splice(source, edits)), edits)


def replaced(old: bytes, new: bytes, text: bytes = BEFORE) -> Edit:
    start = text.index(old)
    return Edit(start, start + len(old), new.decode())


def inserted(before: bytes, new: bytes, text: bytes = BEFORE) -> Edit:
    start = text.index(before)
    return Edit(start, start, new.decode())


IMPORT = inserted(b"P =", IMPORTS)
ECR = replaced(b'"ecr:PutImage"', b"Ecr.PutImage")
S3 = replaced(b'"s3:GetObject"', b"S3.GetObject")

WRONG = {
    "another member": [IMPORT, replaced(b'"ecr:PutImage"', b"Ecr.ListImages"), S3],
    "not a member": [IMPORT, replaced(b'"ecr:PutImage"', b"Ecr.PutImages"), S3],
    "another enum": [IMPORT, replaced(b'"ecr:PutImage"', b"S3.GetObject"), S3],
    "another attribute": [IMPORT, replaced(b'"ecr:PutImage"', b"Ecr.PutImage.name"), S3],
    "a member beside what is edited": [IMPORT, ECR, replaced(b'"Sid": "ecr:PutImage"', b'"Sid": "x"')],
    "another string": [IMPORT, replaced(b'"ecr:PutImage"', b'"ecr:ListImages"')],
    "a missing string": [IMPORT, replaced(b'"ecr:PutImage", "s3:GetObject"', b"Ecr.PutImage")],
    "a missing comma": [IMPORT, replaced(b'"ecr:PutImage", ', b"Ecr.PutImage "), S3],
    "no import": [ECR, S3],
    "an import too few": [inserted(b"P =", IMPORTS.splitlines(keepends=True)[0]), ECR, S3],
    "an import too late": [ECR, S3, inserted(b"def f", IMPORTS)],
    "an import in a function": [ECR, S3, inserted(b"    return", b"    from typed_iam.actions.ecr import Ecr\n")],
    "an import above the docstring": [inserted(b"'''", IMPORTS), ECR, S3],
    "an import above __future__": [inserted(b"from __f", IMPORTS), ECR, S3],
    "an import of something else": [inserted(b"P =", IMPORTS + b"import sys\n"), ECR, S3],
    "an import from elsewhere": [inserted(b"P =", IMPORTS.replace(b"typed_iam", b"untyped")), ECR, S3],
    "an import of a module that is not there": [
        inserted(b"P =", IMPORTS.replace(b"actions.ecr", b"actions.ecrr")), ECR, S3,
    ],
    "an import of a class that is not there": [
        inserted(b"P =", IMPORTS.replace(b"import Ecr", b"import ECR as Ecr")), ECR, S3,
    ],
    "an import relative to the package": [
        inserted(b"P =", IMPORTS.replace(b"typed_iam.actions.ecr", b".typed_iam.actions.ecr")), ECR, S3,
    ],
    "an additional statement": [inserted(b"P =", IMPORTS + b"x = 1\n"), ECR, S3],
    "a syntax error": [IMPORT, replaced(b'"ecr:PutImage"', b"Ecr."), S3],
    "a renamed variable": [replaced(b"P =", b"Q =")],
    "a lost line": [replaced(b"import os\n", b"")],
}  # fmt: skip


def test_the_right_plan_is_proven():
    edits = [IMPORT, ECR, S3]
    proven(BEFORE, edits)
    assert rewritten(BEFORE, plan).data == splice(Source(BEFORE), edits)


@pytest.mark.parametrize("name", WRONG)
def test_a_plan_is_rejected_with(name):
    edits = WRONG[name]
    # Whether the proof fails or the text does not parse: the file stays.
    with pytest.raises(Exception) as caught:
        proven(BEFORE, edits)
    assert type(caught.value).__name__ in ("Unproven", "UnreadableSource")
    assert "\n" not in str(caught.value)


SHADOWS = {
    "an argument": b"def g(Ecr): return P\n",
    "a variable of a function": b"def g():\n    Ecr = 1\n",
    "a walrus in a comprehension": b"def g():\n    [Ecr := x for x in ()]\n",
    "an attribute of a class": b"class A:\n    Ecr = 1\n",
    "a function": b"def Ecr(): ...\n",
    "a second import": b"from boxes import Ecr\n",
    "a global statement": b"def g():\n    global Ecr\n    Ecr = 1\n",
    "a deletion": b"del Ecr\n",
    "a star import": b"from boxes import *\n",
    "a star import in a compound statement": b"try:\n    pass\nfinally:\n    from boxes import *\n",
}


@pytest.mark.parametrize("name", SHADOWS)
def test_a_plan_is_rejected_that_overlooks(name):
    before = BEFORE + SHADOWS[name]
    edits = [IMPORT, ECR, S3]
    with pytest.raises(Unproven, match=r"bound twice|star import"):
        proven(before, edits)


def test_a_cookie_moved_out_of_the_first_two_lines_is_detected():
    before = (
        b'# coding: latin-1\nP = {"Effect": "Allow", "Action": "ecr:PutImage", "Sid": "\xe9"}\n'
    )
    edits = [
        Edit(0, 0, "\nfrom typed_iam.actions.ecr import Ecr\n"),
        replaced(b'"ecr:PutImage"', b"Ecr.PutImage", before),
    ]
    with pytest.raises(Exception, match=r"encoding|utf-8"):
        proven(before, edits)


def test_replacing_members_by_strings_is_proven_too():
    after = rewritten(BEFORE, plan).data
    back = [
        Edit(*_place(after, IMPORTS), ""),
        Edit(*_place(after, b"Ecr.PutImage"), '"ecr:PutImage"'),
        Edit(*_place(after, b"S3.GetObject"), '"s3:GetObject"'),
    ]
    assert splice(Source(after), back) == BEFORE
    proven(after, back)


@pytest.mark.parametrize("use", [b"x = list(Ecr)", b"def f(x: 'Ecr'): ...", b"__all__ = ['Ecr']"])
def test_an_import_in_use_is_not_removed(use):
    after = rewritten(BEFORE, plan).data + use + b"\n"
    back = [
        Edit(*_place(after, IMPORTS), ""),
        Edit(*_place(after, b"Ecr.PutImage"), '"ecr:PutImage"'),
        Edit(*_place(after, b"S3.GetObject"), '"s3:GetObject"'),
    ]
    with pytest.raises(Unproven, match="in use"):
        proven(after, back)


def _place(text: bytes, part: bytes) -> tuple[int, int]:
    return text.index(part), text.index(part) + len(part)


def test_a_plan_that_would_never_end_is_rejected():
    def endless(source: Source) -> Plan:
        return plan(source) if b"Ecr" not in source.data else Plan((Edit(0, 0, "#\n"),))

    with pytest.raises(Unproven, match="second run"):
        rewritten(BEFORE, endless)


@pytest.mark.parametrize("terms", [2_000])
def test_deep_trees_need_no_recursion(terms):
    deep = b"x = " + b" + ".join([b"1"] * terms) + b"\n"
    before = BEFORE + deep
    result = rewritten(before, plan)
    assert result.plan.strings == 2


@pytest.mark.parametrize(
    "name", ["an argument", "a variable of a function", "an attribute of a class"]
)
def test_the_symbol_table_of_python_is_checked_as_well(name, monkeypatch):
    # A count that sees no binding represents a form of binding that it does not know yet.
    blind = Identifiers(Counter({"Ecr": 1, "S3": 1}), Counter())
    monkeypatch.setattr(
        "typed_iam_codemods.rewriting.reference_proof.identifiers_among", lambda *_: blind
    )
    before = BEFORE + SHADOWS[name]
    edits = [IMPORT, ECR, S3]
    with pytest.raises(Unproven, match="bound twice"):
        proven(before, edits)
