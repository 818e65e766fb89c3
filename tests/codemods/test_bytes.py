"""Only bytes of strings and imports change, however a file is written."""

from __future__ import annotations

import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typed_iam_codemods.rewriting.edits import Edit, Unproven, splice
from typed_iam_codemods.rewriting.enum_references import plan
from typed_iam_codemods.rewriting.plans import rewritten
from typed_iam_core.text.source import Source

BEFORE = (
    "{cookie}"
    '"""Döcstring"""\n'
    "\f\n"
    "import os  # é\n"
    "é = 'ü'; P = {{'Effect': 'Allow', 'Action': ['ecr:Pütimage', 'ECR:PUTIMAGE', 'ecr:ListImages']}}\n"
    "def f():\n"
    "\t\f  return   {{ 'Effect':'Allow' ,'Action' :\t'ecr:PutImage'  }} \t # ö \n"
    "   \t\n"
    "x = '''a\n\f\n'''{end}"
)
AFTER = (
    BEFORE.replace("# é\n", "# é\nfrom typed_iam.actions.ecr import Ecr\n")
    .replace("'ecr:ListImages'", "Ecr.ListImages")
    .replace("'ecr:PutImage'", "Ecr.PutImage")
)
ENCODINGS = {
    "utf-8": "",
    "utf-8-sig": "",
    "utf-8 with a cookie": "# -*- coding: utf-8 -*-\n",
    "latin-1": "# -*- coding: latin-1 -*-\n",
    "cp1252": "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n",
}


@pytest.mark.parametrize("end", ["", "\n", "\n\n   \n", "\f"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_all_other_bytes_are_kept(encoding, newline, end):
    codec = encoding.split(" ")[0]
    before, after = (
        text.format(cookie=ENCODINGS[encoding], end=end).replace("\n", newline).encode(codec)
        for text in (BEFORE, AFTER)
    )
    result = rewritten(before, plan)
    assert result.data == after
    assert result.data.startswith(codecs.BOM_UTF8) == (codec == "utf-8-sig")
    assert rewritten(after, plan).data == after


def test_a_file_of_one_line_without_an_end_gets_an_import():
    before = b'P = {"Effect": "Allow", "Action": "ecr:PutImage"}'
    after = (
        b'from typed_iam.actions.ecr import Ecr\nP = {"Effect": "Allow", "Action": Ecr.PutImage}'
    )
    assert rewritten(before, plan).data == after


def test_a_new_line_ends_like_the_first_line():
    before = b'import a\r\nP = {"Effect": "Allow", "Action": "ecr:PutImage"}\n'
    assert b"import Ecr\r\nP" in rewritten(before, plan).data


def test_an_encoding_that_would_write_other_bytes_is_rejected():
    # UTF-7 can encode the same text in several ways.
    before = b"# coding: utf-7\nx = '+AGEAYg-'\nP = {'Effect': 'Allow', 'Action': 'ecr:PutImage'}\n"
    with pytest.raises(Unproven, match="utf-7"):
        rewritten(before, plan)


@pytest.mark.slow
def test_a_large_file_takes_linear_time():
    line = '    {{"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "é{0}"}},\n'
    lines = "".join(line.format(number) for number in range(4_000))
    before = f"P = [\n{lines}]\n".encode()
    start = time.process_time()
    assert rewritten(before, plan).plan.strings == 4_000
    # About a second; searching each place from the start of the file takes a minute.
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(3, 5, ""), Edit(1, 2, "")],
        [Edit(1, 4, ""), Edit(3, 5, "")],
        [Edit(4, 3, "")],
        [Edit(-1, 0, "")],
        [Edit(8, 11, "")],
    ],
    ids=["out of order", "overlapping", "backwards", "before the start", "past the end"],
)
def test_splicing_rejects_edits_that_are(edits):
    with pytest.raises(ValueError, match="out of order or place"):
        splice(Source(b"0123456789"), edits)


def test_all_edits_are_spliced():
    edits = [Edit(0, 0, "<"), Edit(2, 4, "-"), Edit(4, 4, "+"), Edit(10, 10, ">")]
    assert splice(Source(b"0123456789"), edits) == b"<01-+456789>"
    assert splice(Source(b""), []) == b""


def test_edits_count_characters_and_leave_the_mark_in_place():
    data = codecs.BOM_UTF8 + "aé\r\n\U0001f600b\rc".encode()
    assert splice(Source(data), [Edit(0, 2, "x"), Edit(5, 6, "ü")]) == (
        codecs.BOM_UTF8 + "x\r\n\U0001f600ü\rc".encode()
    )


SPLICED = st.lists(st.tuples(*[st.text("aé\r\n ", max_size=5)] * 3), max_size=5)


@given(SPLICED, st.sampled_from(["utf-8", "utf-8-sig", "latin-1"]))
def test_bytes_outside_the_edits_stay(pieces, codec):
    head = "# coding: latin-1\n" if codec == "latin-1" else "\n\n"
    before = after = head
    edits = []
    for kept, old, new in pieces:
        start = len(before) + len(kept)
        edits.append(Edit(start, start + len(old), new))
        before, after = before + kept + old, after + kept + new
    assert splice(Source(before.encode(codec)), edits) == after.encode(codec)
