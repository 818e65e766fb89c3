"""Which references become strings: one table for the planner and for the libcst command."""

from __future__ import annotations

import ast
from textwrap import dedent

import libcst as cst
import pytest
from libcst.codemod import CodemodContext

from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_codemods.rewriting.plans import rewritten
from typed_iam_codemods.rewriting.string_references import plan
from typed_iam_codemods.use_strings import UseStringsCommand
from typed_iam_core.text.source import Source

REPLACED = {
    "a member of a policy becomes a string and is no longer imported": (
        """\
        import json
        from typed_iam.actions.ecr import Ecr

        P = {"Effect": "Allow", "Action": [Ecr.PutImage, "ecr:Get*"]}
        """,
        """\
        import json

        P = {"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:Get*"]}
        """,
    ),
    "the value of a member becomes the same string": (
        """\
        from typed_iam.actions.ecr import Ecr
        READ = [Ecr.ListImages.value, Ecr.BatchGetImage]
        """,
        """\
        READ = ["ecr:ListImages", "ecr:BatchGetImage"]
        """,
    ),
    "members become strings wherever they are": (
        """\
        from typed_iam.actions.ecr import Ecr
        def allowed(action, default=Ecr.PutImage):
            match action:
                case Ecr.ListImages | Ecr.PutImage.value:
                    return {Ecr.ListImages: 1}[Ecr.ListImages]
            return action == Ecr.PutImage or Ecr.PutImage.lower()
        """,
        """\
        def allowed(action, default="ecr:PutImage"):
            match action:
                case "ecr:ListImages" | "ecr:PutImage":
                    return {"ecr:ListImages": 1}["ecr:ListImages"]
            return action == "ecr:PutImage" or "ecr:PutImage".lower()
        """,
    ),
    "enums imported under other names are recognized": (
        """\
        from typed_iam.actions.lambda_ import Lambda as Λ
        from typed_iam.actions.ecr_public import EcrPublic as E
        x = [Λ.InvokeFunction, E.PutImage]
        """,
        """\
        x = ["lambda:InvokeFunction", "ecr-public:PutImage"]
        """,
    ),
    "quotes are those of the strings around": (
        """\
        from typed_iam.actions.ecr import Ecr
        P = {'Effect': 'Allow', 'Action': Ecr.PutImage}
        """,
        """\
        P = {'Effect': 'Allow', 'Action': 'ecr:PutImage'}
        """,
    ),
    "quotes are those of most strings where the next ones differ": (
        """\
        from typed_iam.actions.ecr import Ecr
        x = 'a'
        P = {'Action': Ecr.PutImage, "Sid": 1}
        """,
        """\
        x = 'a'
        P = {'Action': 'ecr:PutImage', "Sid": 1}
        """,
    ),
    "prefixes are those of the strings around, but not of raw ones and f-strings": (
        """\
        from typed_iam.actions.ecr import Ecr
        P = {u'Effect': u'Allow', u'Action': Ecr.PutImage}
        x = [r'\\d', Ecr.PutImage, f'{x}']
        """,
        """\
        P = {u'Effect': u'Allow', u'Action': u'ecr:PutImage'}
        x = [r'\\d', 'ecr:PutImage', f'{x}']
        """,
    ),
    "strings whose quotes had no alternative are ignored": (
        """\
        from typed_iam.actions.ecr import Ecr
        x = [Ecr.PutImage, 'say "ecr"']
        '''Like 'ecr'.'''
        """,
        """\
        x = ["ecr:PutImage", 'say "ecr"']
        '''Like 'ecr'.'''
        """,
    ),
    "an import is removed with the blank line that came with it": (
        """\
        '''Policies.'''

        from typed_iam.actions.ecr import Ecr
        from typed_iam.actions.s3 import S3  # ours

        P = [Ecr.PutImage, S3.GetObject]
        """,
        """\
        '''Policies.'''

        P = ["ecr:PutImage", "s3:GetObject"]
        """,
    ),
    "an import at the top is removed with the blank lines below": (
        """\
        from typed_iam.actions.ecr import (
            Ecr,
        )


        def f():
            return Ecr.PutImage
        """,
        """\
        def f():
            return "ecr:PutImage"
        """,
    ),
    "an import between semicolons leaves the others": (
        """\
        import a; from typed_iam.actions.ecr import Ecr; import b  # both
        from c import d; from typed_iam.actions.s3 import S3  # ours
        x = [Ecr.PutImage, S3.GetObject]
        """,
        """\
        import a; import b  # both
        from c import d  # ours
        x = ["ecr:PutImage", "s3:GetObject"]
        """,
    ),
    "imports on one line are removed together": (
        """\
        import a; from typed_iam.actions.ecr import Ecr; from typed_iam.actions.s3 import S3
        from typed_iam.actions.ecr import Ecr as E; from typed_iam.actions.s3 import S3 as S
        from typed_iam.actions.iam import Iam; from typed_iam.actions.sts import Sts; import b
        x = [Ecr.PutImage, S3.GetObject, E.PutImage, S.GetObject, Iam.GetRole, Sts.AssumeRole]
        """,
        """\
        import a
        import b
        x = ["ecr:PutImage", "s3:GetObject", "ecr:PutImage", "s3:GetObject", "iam:GetRole", "sts:AssumeRole"]
        """,
    ),
    "other names of an import stay as they are": (
        """\
        from typed_iam.actions.ecr import AnyEcrAction, Ecr, EcrAction  # types
        from typed_iam.actions.s3 import (
            AnyS3Action,  # one

            S3,
            S3Action,  # other
        )
        x = [Ecr.PutImage, S3.GetObject]
        """,
        """\
        from typed_iam.actions.ecr import AnyEcrAction, EcrAction  # types
        from typed_iam.actions.s3 import (
            AnyS3Action,  # one

            S3Action,  # other
        )
        x = ["ecr:PutImage", "s3:GetObject"]
        """,
    ),
    "a comment beside a name stays": (
        """\
        from typed_iam.actions.ecr import (
            Ecr,  # members
            EcrAction,
        )
        from typed_iam.actions.s3 import (
            S3Action,  # names
            S3
        )
        x = [Ecr.PutImage, S3.GetObject]
        """,
        """\
        from typed_iam.actions.ecr import (
            # members
            EcrAction,
        )
        from typed_iam.actions.s3 import (
            S3Action,  # names
        )
        x = ["ecr:PutImage", "s3:GetObject"]
        """,
    ),
    "an enum stays imported where something else needs it": (
        """\
        from typed_iam.actions.ecr import Ecr
        x = [Ecr.PutImage, *Ecr]
        """,
        """\
        from typed_iam.actions.ecr import Ecr
        x = ["ecr:PutImage", *Ecr]
        """,
    ),
    "an enum stays imported where it is exported": (
        """\
        from typed_iam.actions.ecr import Ecr
        __all__ = ["Ecr", "x"]
        x = Ecr.PutImage
        """,
        """\
        from typed_iam.actions.ecr import Ecr
        __all__ = ["Ecr", "x"]
        x = "ecr:PutImage"
        """,
    ),
    "an enum that was not used before stays imported": (
        """\
        from typed_iam.actions.ecr import Ecr
        from typed_iam.actions.s3 import S3
        x = Ecr.PutImage
        """,
        """\
        from typed_iam.actions.s3 import S3
        x = "ecr:PutImage"
        """,
    ),
}

# Why a reference stays, and its import too -> code with it.
STAYS = {
    "its name is read": "x = Ecr.PutImage.name",
    "its class is read": "x = Ecr.PutImage.__class__",
    "there is no such member": "x = Ecr.PutImages",
    "the member is looked up": "x = Ecr['PutImage'], Ecr('ecr:PutImage')",
    "it is in an f-string": 'x = f"{Ecr.PutImage}"',
    "it is in a Literal": "X = Literal[Ecr.PutImage]",
    "it is in an annotation": "x: Annotated[str, Ecr.PutImage]",
    "it is in the annotation of an argument": "def f(x: Literal[Ecr.PutImage]): ...",
    "it is a statement, where a string would be a docstring": "def f():\n    Ecr.PutImage",
    "its identity matters": "x = y is Ecr.PutImage",
    "its type is the enum": "x: Ecr = Ecr.PutImage",
    "its type is a list of the enum": "x: 'list[Ecr]' = [Ecr.PutImage]",
    "an argument has the enum for a type": "def f(x: int, *, y: Ecr = Ecr.PutImage): ...",
    "a function returns the enum": "def f() -> Ecr:\n    if x:\n        return Ecr.PutImage",
    "a strict policy accepts no strings": "x: StrictStatement = {'Action': [Ecr.PutImage]}",
    "a comment is inside": "x = (Ecr  # why\n    .PutImage)",
    "parentheses are inside": "x = (Ecr.PutImage).value, (Ecr).PutImage",
    "it is assigned to": "Ecr.PutImage = 1",
}

NO_REFERENCE = {
    "there is no import of an enum": "x = Ecr.PutImage\n",
    "the enum is of another package": "from boxes.typed_iam import Ecr\nx = Ecr.PutImage\n",
    "the module is relative": "from .typed_iam.actions.ecr import Ecr\nx = Ecr.PutImage\n",
    "the class belongs to another module": (
        "from typed_iam.actions.ecr import S3\nx = S3.GetObject\n"
    ),
    "the import is for type checkers alone": (
        "if TYPE_CHECKING:\n    from typed_iam.actions.ecr import Ecr\nx = Ecr.PutImage\n"
    ),
    "an import alone": "from typed_iam.actions.ecr import Ecr\n",
    "the file is empty": "",
}

REFUSED = {
    "a name is bound twice": (
        "from typed_iam.actions.ecr import Ecr\nEcr = other\nx = Ecr.PutImage\n",
        "bound more than once",
    ),
    "a name is an argument somewhere": (
        "from typed_iam.actions.ecr import Ecr\nx = Ecr.PutImage\ndef f(Ecr): ...\n",
        "bound more than once",
    ),
    "a function may read the name of its argument": (
        "from typed_iam.actions.ecr import Ecr\ndef f(x: Ecr): return x.name\nf(Ecr.PutImage)\n",
        "a function requires members of Ecr",
    ),
    "the annotation is quoted": (
        "from typed_iam.actions.ecr import Ecr\ndef f(x: 'list[Ecr]'): ...\nf([Ecr.PutImage])\n",
        "a function requires members of Ecr",
    ),
    "the class is checked": (
        "from typed_iam.actions.ecr import Ecr\nx = isinstance(y, (int, Ecr)), Ecr.PutImage\n",
        "a function requires members of Ecr",
    ),
}


def by_core(before: str) -> str:
    return rewritten(before.encode(), plan).data.decode()


def by_libcst(before: str) -> str:
    return UseStringsCommand(CodemodContext()).transform_module(cst.parse_module(before)).code


@pytest.fixture(params=[by_core, by_libcst])
def rewrite(request: pytest.FixtureRequest):
    return request.param


@pytest.mark.parametrize("name", REPLACED)
def test_a_reference_becomes_a_string(name, rewrite):
    before, after = map(dedent, REPLACED[name])
    assert rewrite(before) == after
    assert rewrite(after) == after, "a second run changes something"


@pytest.mark.parametrize("name", STAYS)
def test_a_reference_stays_where(name, rewrite):
    before = f"from typed_iam.actions.ecr import Ecr\n{STAYS[name]}\n"
    ast.parse(before)
    assert rewrite(before) == before
    assert plan(Source(before.encode())).reason is None


ASKS_FOR_MEMBERS = {
    "it is in the annotation of an argument",
    "an argument has the enum for a type",
}


@pytest.mark.parametrize("name", sorted(STAYS.keys() - ASKS_FOR_MEMBERS))
def test_references_that_stay_do_not_stop_the_others(name, rewrite):
    before = f"from typed_iam.actions.ecr import Ecr\nz = Ecr.ListImages\n{STAYS[name]}\n"
    assert rewrite(before) == before.replace(
        "Ecr.ListImages", f"{_quote(name)}ecr:ListImages{_quote(name)}"
    )


def _quote(name: str) -> str:
    return "'" if "'" in STAYS[name] else '"'


@pytest.mark.parametrize("name", NO_REFERENCE)
def test_nothing_changes_where(name, rewrite):
    before = NO_REFERENCE[name]
    assert rewrite(before) == before
    assert plan(Source(before.encode())).reason is None


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_left_alone_with_a_reason_where(name):
    before, reason = REFUSED[name]
    assert by_core(before) == before
    assert reason in (plan(Source(before.encode())).reason or "")


def test_an_encoding_that_would_write_other_bytes_is_rejected():
    before = (
        b"# coding: utf-7\nfrom typed_iam.actions.ecr import Ecr\nx = Ecr.PutImage, '+AGEAYg-'\n"
    )
    with pytest.raises(Unproven, match="utf-7"):
        rewritten(before, plan)


def test_a_star_import_after_that_of_the_enum_is_rejected():
    before = b"from typed_iam.actions.ecr import Ecr\nfrom boxes import *\nx = Ecr.PutImage\n"
    with pytest.raises(Unproven, match="star import"):
        rewritten(before, plan)


def test_a_plan_counts_strings_and_imports():
    planned = plan(
        Source(
            b"from typed_iam.actions.ecr import Ecr, EcrAction\nfrom typed_iam.actions.s3 import S3\n"
            b"x = [Ecr.PutImage, S3.GetObject, S3.PutObject]\n"
        )
    )
    assert (planned.strings, planned.imports) == (3, 2)


@pytest.mark.parametrize("name", ["policies.pyi", "site/typed_iam/actions/ecr.py"])
def test_the_libcst_command_leaves_stubs_and_the_enums_alone(name):
    before = "from typed_iam.actions.ecr import Ecr\nx = Ecr.PutImage\n"
    command = UseStringsCommand(CodemodContext(filename=name))
    assert command.transform_module(cst.parse_module(before)).code == before
