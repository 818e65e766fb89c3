"""Which strings are rewritten: one table for the planner and for the libcst command."""

from __future__ import annotations

import ast
from functools import partial
from textwrap import dedent

import libcst as cst
import pytest
from libcst.codemod import CodemodContext

from typed_iam_codemods.rewriting.enum_references import DEFAULT, Options, plan
from typed_iam_codemods.rewriting.plans import rewritten
from typed_iam_codemods.use_enums import UseEnumsCommand
from typed_iam_core.text.source import Source

REWRITTEN = {
    "an action of a policy becomes a member and is imported": (
        """\
        POLICY = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}],
        }
        """,
        """\
        from typed_iam.actions.ecr import Ecr
        POLICY = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": Ecr.BatchGetImage, "Resource": "*"}],
        }
        """,
    ),
    "actions of several services are imported in order": (
        """\
        import json

        P = {"Effect": "Allow", "Action": ["s3:GetObject", "ecr:PutImage", "s3:PutObject"]}
        """,
        """\
        import json
        from typed_iam.actions.ecr import Ecr
        from typed_iam.actions.s3 import S3

        P = {"Effect": "Allow", "Action": [S3.GetObject, Ecr.PutImage, S3.PutObject]}
        """,
    ),
    "prefixes that are not identifiers use the name of the module": (
        'P = {"Effect": "Allow", "Action": ["lambda:InvokeFunction", "ecr-public:PutImage"]}\n',
        """\
        from typed_iam.actions.ecr_public import EcrPublic
        from typed_iam.actions.lambda_ import Lambda
        P = {"Effect": "Allow", "Action": [Lambda.InvokeFunction, EcrPublic.PutImage]}
        """,
    ),
    "wildcards, unknown names and operations stay beside rewritten strings": (
        'P = {"Effect": "Allow", "Action": ["ecr:Get*", "ecr:BatchGetImages", "*", "ecr:PutImage"]}\n',
        """\
        from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": ["ecr:Get*", "ecr:BatchGetImages", "*", Ecr.PutImage]}
        """,
    ),
    "composed strings stay beside rewritten ones": (
        """\
        P = {"Effect": "Allow", "Action": ["ecr:" "PutImage", f"ecr:{x}", b"ecr:PutImage", "ecr:PutImage"]}
        """,
        """\
        from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": ["ecr:" "PutImage", f"ecr:{x}", b"ecr:PutImage", Ecr.PutImage]}
        """,
    ),
    "statements of the CDK and of keyword arguments are policies too": (
        """\
        import aws_cdk.aws_iam as iam

        role.add(iam.PolicyStatement(actions=["ecr:PutImage"], resources=["*"]))
        x = dict(Action="lambda:InvokeFunction", Principal="*")
        """,
        """\
        import aws_cdk.aws_iam as iam
        from typed_iam.actions.ecr import Ecr
        from typed_iam.actions.lambda_ import Lambda

        role.add(iam.PolicyStatement(actions=[Ecr.PutImage], resources=["*"]))
        x = dict(Action=Lambda.InvokeFunction, Principal="*")
        """,
    ),
    "imports go below a docstring, with a blank line where it has one": (
        """\
        '''Policies.'''

        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        '''Policies.'''

        from typed_iam.actions.ecr import Ecr

        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "imports go below a docstring without a blank line where it has none": (
        """\
        '''Policies.'''
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        '''Policies.'''
        from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "imports go below __future__": (
        """\
        from __future__ import annotations

        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        from __future__ import annotations

        from typed_iam.actions.ecr import Ecr

        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "imports go below the leading imports, whatever is between these": (
        """\
        #!/usr/bin/env python
        '''Policies.'''
        from __future__ import annotations

        import os, sys  # both

        # Ours.
        from . import (
            helpers,
        )
        X = 1
        import late
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        #!/usr/bin/env python
        '''Policies.'''
        from __future__ import annotations

        import os, sys  # both

        # Ours.
        from . import (
            helpers,
        )
        from typed_iam.actions.ecr import Ecr
        X = 1
        import late
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "imports go below a header of comments and above the comment of the first statement": (
        """\
        #!/usr/bin/env python
        # Copyright

        # What the pipeline may do.
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        #!/usr/bin/env python
        # Copyright

        from typed_iam.actions.ecr import Ecr

        # What the pipeline may do.
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "imports go below a header of comments that has no blank line": (
        """\
        #!/usr/bin/env python
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        #!/usr/bin/env python
        from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "imports go above a decorator, never between it and its function": (
        """\
        @decorated
        def f():
            return {"Effect": "Allow", "Action": "ecr:PutImage"}


        f()
        """,
        """\
        from typed_iam.actions.ecr import Ecr

        @decorated
        def f():
            return {"Effect": "Allow", "Action": Ecr.PutImage}


        f()
        """,
    ),
    "imports are not added inside a compound statement": (
        """\
        if TYPE_CHECKING:
            import a
        try:
            import b
        except ImportError:
            import c
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        from typed_iam.actions.ecr import Ecr
        if TYPE_CHECKING:
            import a
        try:
            import b
        except ImportError:
            import c
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "an import that shares its line is not followed by another": (
        """\
        import a
        import b; P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        import a
        from typed_iam.actions.ecr import Ecr
        import b; P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "a docstring that shares its line is followed by the next line": (
        """\
        '''Policies.'''; import a; \\
        import b;  # why
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        '''Policies.'''; import a; \\
        import b;  # why
        from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "an import continued onto an empty line is not split": (
        'import a \\\n\nP = {"Effect": "Allow", "Action": "ecr:PutImage"}\n',
        """\
        from typed_iam.actions.ecr import Ecr

        import a \\

        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "imports go below a star import, wherever it is": (
        """\
        import a
        try:
            from b import *
        except ImportError:
            pass
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        import a
        try:
            from b import *
        except ImportError:
            pass
        from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "an enum that is imported already is used": (
        """\
        import a
        X = 1
        from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": [Ecr.ListImages, "ecr:PutImage"]}
        """,
        """\
        import a
        X = 1
        from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": [Ecr.ListImages, Ecr.PutImage]}
        """,
    ),
    "an enum that is imported under another name is used by that": (
        """\
        from typed_iam.actions.ecr import EcrAction, Ecr as E
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        from typed_iam.actions.ecr import EcrAction, Ecr as E
        P = {"Effect": "Allow", "Action": E.PutImage}
        """,
    ),
    "the name goes into an import of the same module, in order": (
        """\
        from typed_iam.actions.ecr import AnyEcrAction, EcrAction  # types
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        from typed_iam.actions.ecr import AnyEcrAction, Ecr, EcrAction  # types
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "the name goes to the end of an import of the same module": (
        """\
        from typed_iam.actions.ecr import AnyEcrAction
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        from typed_iam.actions.ecr import AnyEcrAction, Ecr
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "the name gets a line of its own where the others have one": (
        """\
        from typed_iam.actions.ecr import (
            AnyEcrAction,  # one
            EcrAction,  # other
        )
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        from typed_iam.actions.ecr import (
            AnyEcrAction,  # one
            Ecr,
            EcrAction,  # other
        )
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "a name does not come between another and its comment": (
        """\
        from typed_iam.actions.ecr import (
            AnyEcrAction,  # one
        )
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        from typed_iam.actions.ecr import (
            Ecr,
            AnyEcrAction,  # one
        )
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "an import for type checkers alone does not count": (
        """\
        if TYPE_CHECKING:
            from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        from typed_iam.actions.ecr import Ecr as IamEcr
        if TYPE_CHECKING:
            from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": IamEcr.PutImage}
        """,
    ),
    "an import that comes too late does not count": (
        """\
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        from typed_iam.actions.ecr import Ecr
        """,
        """\
        from typed_iam.actions.ecr import Ecr as IamEcr
        P = {"Effect": "Allow", "Action": IamEcr.PutImage}
        from typed_iam.actions.ecr import Ecr
        """,
    ),
    "a second free name is found where the first is taken": (
        """\
        Ecr = IamEcr = None
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        from typed_iam.actions.ecr import Ecr as IamEcr2
        Ecr = IamEcr = None
        P = {"Effect": "Allow", "Action": IamEcr2.PutImage}
        """,
    ),
    "modules that write YAML or marshal get plain strings": (
        """\
        from ruamel import yaml
        P = {"Effect": "Allow", "Action": "ecr:PutImage"}
        """,
        """\
        from ruamel import yaml
        from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": Ecr.PutImage.value}
        """,
    ),
    "constants that a policy names are rewritten where they are defined": (
        """\
        PUSH = "ecr:PutImage"
        READ = ["ecr:ListImages", "ecr:BatchGetImage"]
        P = {"Effect": "Allow", "Action": [PUSH, *READ]}
        """,
        """\
        from typed_iam.actions.ecr import Ecr
        PUSH = Ecr.PutImage.value
        READ = [Ecr.ListImages.value, Ecr.BatchGetImage.value]
        P = {"Effect": "Allow", "Action": [PUSH, *READ]}
        """,
    ),
    "lists of nothing but actions are rewritten": (
        'READ = ["ecr:ListImages", "ecr:BatchGetImage"]\n',
        """\
        from typed_iam.actions.ecr import Ecr
        READ = [Ecr.ListImages.value, Ecr.BatchGetImage.value]
        """,
    ),
    "only slots for actions are rewritten": (
        """\
        def allowed(action="ecr:PutImage"):
            '''Like "ecr:PutImage".'''
            return action == "ecr:PutImage"

        P = {"Effect": "Allow", "Action": "ecr:PutImage", "Sid": "ecr:PutImage"}
        """,
        """\
        from typed_iam.actions.ecr import Ecr

        def allowed(action="ecr:PutImage"):
            '''Like "ecr:PutImage".'''
            return action == "ecr:PutImage"

        P = {"Effect": "Allow", "Action": Ecr.PutImage, "Sid": "ecr:PutImage"}
        """,
    ),
}

# Strings that the reverse would write otherwise, so that they are rewritten only on request.
ANY_SPELLING = {
    "wrong case is fixed": (
        'P = {"Effect": "Allow", "Action": "ECR:putimage"}\n',
        """\
        from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
    "prefixes of strings, triple quotes and escapes do not matter": (
        r"""
        P = {"Effect": "Allow", "Action": [r'ecr:PutImage', u"ecr:PutImage", '''ecr:PutImage''', "\u0065cr:PutImage"]}
        """,
        """
        from typed_iam.actions.ecr import Ecr

        P = {"Effect": "Allow", "Action": [Ecr.PutImage, Ecr.PutImage, Ecr.PutImage, Ecr.PutImage]}
        """,
    ),
    "a keyword beside the string keeps its distance": (
        'P = {"Effect": "Allow", "Action": "ecr:PutImage"if x else"ecr:ListImages"}\n',
        """\
        from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": Ecr.PutImage if x else Ecr.ListImages}
        """,
    ),
    "quotes may differ from those around": (
        """\
        P = {"Effect": "Allow", "Action": 'ecr:PutImage'}
        """,
        """\
        from typed_iam.actions.ecr import Ecr
        P = {"Effect": "Allow", "Action": Ecr.PutImage}
        """,
    ),
}

# A use of the name ``Ecr`` -> code with it, for which the enum needs another name.
TAKEN = {
    "an assignment": "Ecr = 1",
    "an annotated name": "Ecr: int",
    "an import": "from boxes import Ecr",
    "an import under that name": "import boxes as Ecr",
    "a package": "import Ecr.boxes",
    "a function": "def Ecr(): ...",
    "a method": "class A:\n    def Ecr(self): ...",
    "a class": "class Ecr: ...",
    "an argument": "def f(Ecr): ...",
    "a keyword argument of a lambda": "f = lambda *, Ecr=1: 0",
    "more arguments": "def f(**Ecr): ...",
    "a walrus": "def f():\n    return (Ecr := 1)",
    "a comprehension": "x = [Ecr for Ecr in ()]",
    "a loop": "for Ecr in (): pass",
    "a context": "def f():\n    with open('x') as Ecr: pass",
    "an exception": "try: pass\nexcept OSError as Ecr: pass",
    "a capture": "def f(x):\n    match x:\n        case Ecr: pass",
    "a starred capture": "def f(x):\n    match x:\n        case [*Ecr]: pass",
    "the rest of a mapping": "def f(x):\n    match x:\n        case {**Ecr}: pass",
    "a pattern with a name": "def f(x):\n    match x:\n        case int() as Ecr: pass",
    "a global of a function": "def f():\n    global Ecr",
    "a deletion": "def f():\n    del Ecr",
    "a name of unknown origin": "def f(): return Ecr",
    "a quoted annotation": "def f(x: 'list[Ecr]'): ...",
    "an entry of __all__": "__all__ = ['Ecr']",
}

LEFT_ALONE = {
    "there is no policy": "x = 'ecr:PutImage'\n",
    "there are wildcards only": 'P = {"Effect": "Allow", "Action": ["ecr:*", "*", "ecr:Put?mage"]}\n',
    "the action is unknown": 'P = {"Effect": "Allow", "Action": "ecr:BatchGetImages"}\n',
    "the service is unknown": 'P = {"Effect": "Allow", "Action": "ecrr:PutImage"}\n',
    "the action is malformed": 'P = {"Effect": "Allow", "Action": ["ecr:PutImage ", "ecr: PutImage"]}\n',
    "the string has parts": 'P = {"Effect": "Allow", "Action": "ecr:" "PutImage"}\n',
    "the string has parts on two lines": 'P = {"Effect": "Allow", "Action": ("ecr:"\n "PutImage")}\n',
    "the string is computed": 'P = {"Effect": "Allow", "Action": ["ecr:" + x, f"ecr:PutImage"]}\n',
    "the policy is in an f-string": """x = f"{ {'Effect': 'Allow', 'Action': 'ecr:PutImage'} }"\n""",
    "the policy is in a docstring": """'''{"Effect": "Allow", "Action": "ecr:PutImage"}'''\n""",
    "the policy is a comment": '# P = {"Effect": "Allow", "Action": "ecr:PutImage"}\n',
    "it is in an annotation": 'x: A[{"Effect": "Allow", "Action": "ecr:PutImage"}]\n',
    "it is in the annotation of an argument": (
        'def f(x: A({"Effect": "Allow", "Action": "ecr:PutImage"})): ...\n'
    ),
    "it is in what a function returns": (
        'def f() -> A({"Effect": "Allow", "Action": "ecr:PutImage"}): ...\n'
    ),
    "it is in a Literal": 'X = Literal[dict(Effect="Allow", Action="ecr:PutImage")]\n',
    "its type allows certain strings only": (
        'P: EcrAction = "ecr:PutImage"\nX = {"Effect": "Allow", "Action": P}\n'
    ),
    "its type is a list of certain strings": (
        'P: Final[list["Literal[\'ecr:PutImage\']"]] = ["ecr:PutImage", "ecr:ListImages"]\n'
    ),
    "names are written without their prefix": 'queue.add_permission(Actions=["SendMessage"])\n',
    "the policy is JSON": """P = '{"Effect": "Allow", "Action": "ecr:PutImage"}'\n""",
    "it is in the key of a dict": (
        'X = {Statement(Effect="Allow", Action="ecr:PutImage"): 1, "PolicyStatement": 2}\n'
    ),
    "the slot is not of a policy": 'x = {"Action": "PutImage", "Version": "2012-10-17"}\n',
    "everything is rewritten already": (
        "from typed_iam.actions.ecr import Ecr\n"
        'P = {"Effect": "Allow", "Action": [Ecr.PutImage, "ecr:Get*"]}\n'
    ),
    "everything is rewritten by value already": (
        "import yaml\nfrom typed_iam.actions.ecr import Ecr\n"
        'P = {"Effect": "Allow", "Action": Ecr.PutImage.value}\n'
    ),
    "the file is empty": "",
}

REFUSED = {
    "awacs takes its own objects": (
        'from awacs.aws import Statement\nS = Statement(Effect="Allow", Action=["ecr:PutImage"])\n',
        "awacs",
    ),
    "the action shares the docstring's line": (
        """'''Policies.'''; P = {"Effect": "Allow", "Action": "ecr:PutImage"}\n""",
        "above the first line",
    ),
    "the action comes before a star import": (
        'P = {"Effect": "Allow", "Action": "ecr:PutImage"}\nfrom x import *\n',
        "above the first line",
    ),
}


def by_core(before: str, options: Options = DEFAULT) -> str:
    return rewritten(before.encode(), partial(plan, options=options)).data.decode()


def by_libcst(before: str, options: Options = DEFAULT) -> str:
    command = UseEnumsCommand(
        CodemodContext(),
        style=options.style.value,
        scope=options.scope.value,
        any_spelling=not options.exact,
    )
    return command.transform_module(cst.parse_module(before)).code


@pytest.fixture(params=[by_core, by_libcst])
def rewrite(request: pytest.FixtureRequest):
    return request.param


@pytest.mark.parametrize("name", REWRITTEN)
def test_strings_are_rewritten(name, rewrite):
    before, after = map(dedent, REWRITTEN[name])
    assert rewrite(before) == after
    assert rewrite(after) == after, "a second run changes something"


@pytest.mark.parametrize("name", ANY_SPELLING)
def test_strings_in_any_spelling_are_rewritten_on_request(name, rewrite):
    before, after = map(dedent, ANY_SPELLING[name])
    any_spelling = Options(exact=False)
    assert rewrite(before, any_spelling) == after
    assert rewrite(after, any_spelling) == after, "a second run changes something"


@pytest.mark.parametrize("name", ANY_SPELLING)
def test_strings_that_the_reverse_would_spell_otherwise_stay_and_are_counted(name, rewrite):
    before, after = map(dedent, ANY_SPELLING[name])
    assert rewrite(before) == before
    planned = plan(Source(before.encode()))
    assert (planned.strings, planned.kept, planned.reason) == (0, after.count("Ecr."), None)


@pytest.mark.parametrize("name", TAKEN)
def test_another_name_is_imported_where_the_class_name_is_taken_by(name, rewrite):
    before = (
        f'import a\nX = 0\n{TAKEN[name]}\nP = {{"Effect": "Allow", "Action": "ecr:PutImage"}}\n'
    )
    after = rewrite(before)
    assert after == before.replace(
        "import a\n", "import a\nfrom typed_iam.actions.ecr import Ecr as IamEcr\n", 1
    ).replace('"ecr:PutImage"', "IamEcr.PutImage")
    assert rewrite(after) == after


@pytest.mark.parametrize(
    "harmless",
    ["x.Ecr = 1", "y: a.Ecr", "f(Ecr=1)", "x = 'Ecr'", "# Ecr", "Ecrs = 1", "x['Ecr'] = 1"],
)
def test_the_class_name_is_free_where_no_variable_has_it(harmless, rewrite):
    after = rewrite(f'{harmless}\nP = {{"Effect": "Allow", "Action": "ecr:PutImage"}}\n')
    assert "import Ecr\n" in after


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_strings_stay_where(name, rewrite):
    before = LEFT_ALONE[name]
    ast.parse(before)
    assert rewrite(before) == before
    assert plan(Source(before.encode())).reason is None


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_left_alone_with_a_reason_where(name):
    before, reason = REFUSED[name]
    assert by_core(before) == before
    given = plan(Source(before.encode())).reason
    assert given is not None
    assert reason in given
    assert "\n" not in given


@pytest.mark.parametrize(
    "line",
    [
        "import yaml",
        "import yaml as y",
        "from yaml import safe_dump",
        "import ruamel.yaml",
        "from ruamel.yaml import YAML",
        "import marshal",
        "def f():\n    import yaml",
        "try:\n    import yaml\nexcept ImportError: pass",
        "yaml = __import__('yaml')",
        "yaml = importlib.import_module('ruamel.yaml')",
        "from .tools import load_yaml",
    ],
)
def test_value_is_used_where_a_strict_writer_is_imported_by(line, rewrite):
    after = rewrite(f'{line}\nP = {{"Effect": "Allow", "Action": "ecr:PutImage"}}\n')
    assert '"Action": Ecr.PutImage.value}' in after


@pytest.mark.parametrize("line", ["import json", "import marshmallow", "from a import yamlish"])
def test_value_is_not_used_for(line, rewrite):
    after = rewrite(f'{line}\nP = {{"Effect": "Allow", "Action": "ecr:PutImage"}}\n')
    assert '"Action": Ecr.PutImage}' in after


def test_the_libcst_command_warns_of_a_file_left_alone():
    before, reason = REFUSED["awacs takes its own objects"]
    command = UseEnumsCommand(CodemodContext())
    assert command.transform_module(cst.parse_module(before)).code == before
    assert len(command.context.warnings) == 1
    assert reason in command.context.warnings[0]


@pytest.mark.parametrize("name", ["policies.pyi", "site/typed_iam/actions/ecr.py"])
def test_the_libcst_command_leaves_stubs_and_the_enums_alone(name):
    before = 'P = {"Effect": "Allow", "Action": "ecr:PutImage"}\n'
    command = UseEnumsCommand(CodemodContext(filename=name))
    assert command.transform_module(cst.parse_module(before)).code == before


def test_a_plan_counts_strings_and_imports():
    source = Source(
        b"from typed_iam.actions.ecr import EcrAction\n"
        b'P = {"Effect": "Allow", "Action": ["ecr:PutImage", "s3:GetObject", "s3:PutObject"]}\n'
    )
    planned = plan(source)
    assert (planned.strings, planned.imports) == (3, 2)
