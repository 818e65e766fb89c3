"""Which actions are fixed: the same tables for the planner and for the libcst command."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import partial
from pathlib import Path
from textwrap import dedent

import libcst as cst
import pytest
from libcst.codemod import CodemodContext

from typed_iam_codemods.fix_actions import FixActionsCommand
from typed_iam_codemods.rewriting.action_fixes import FixPlan, plan
from typed_iam_codemods.rewriting.plans import rewritten
from typed_iam_core.config import Config, read
from typed_iam_core.diagnostics import RULES
from typed_iam_core.text.source import Source

# Name of the case -> the value of "Action" before and after.
SAFE = {
    "the prefix is spelled as AWS spells it": ('"ECR:PutImage"', '"ecr:PutImage"'),
    "the name is spelled as AWS spells it": ('"ecr:putimage"', '"ecr:PutImage"'),
    "quotes and the string's prefix stay": (
        """[r'ecr:putimage', u"ecr:listimages", '''ecr:getlifecyclepolicy''']""",
        """[r'ecr:PutImage', u"ecr:ListImages", '''ecr:GetLifecyclePolicy''']""",
    ),
    "the second of two equal actions is removed": (
        '["ecr:PutImage", "ecr:ListImages", "ecr:PutImage"]',
        '["ecr:PutImage", "ecr:ListImages"]',
    ),
    "actions in another case are equal": (
        '["ecr:putimage", "ECR:PutImage"]',
        '["ecr:PutImage"]',
    ),
    "wildcards are equal too": ('["ecr:Get*", "ecr:get*"]', '["ecr:Get*"]'),
    "an action is removed that a later wildcard matches": (
        '["iam:GetRole", "iam:Get*"]',
        '["iam:Get*"]',
    ),
    "an action is removed that an earlier wildcard matches": (
        '["iam:Get*", "s3:GetObject", "iam:GetRole"]',
        '["iam:Get*", "s3:GetObject"]',
    ),
    "a wildcard is removed that a broader one matches": (
        '["iam:GetRole*", "iam:GetRole", "iam:Get*", "iam:GetUser*"]',
        '["iam:Get*"]',
    ),
    "one of two wildcards that match each other stays": ('["ecr:*", "ecr:**"]', '["ecr:*"]'),
    "everything beside a star is removed": ('["ecr:Get*", "*", "s3:GetObject"]', '["*"]'),
    "a tuple of one stays a tuple": ('("ecr:PutImage", "ecr:PutImage")', '("ecr:PutImage",)'),
    "a tuple stays one if its first element is removed": (
        '("iam:GetRole", "iam:Get*")',
        '("iam:Get*",)',
    ),
    "a tuple's own comma is enough": ('("ecr:PutImage", "ecr:PutImage",)', '("ecr:PutImage",)'),
    "sets are lists too": ('{"ecr:PutImage", "ecr:PutImage"}', '{"ecr:PutImage"}'),
    "a trailing comma stays": ('["ecr:PutImage", "ecr:PutImage",]', '["ecr:PutImage",]'),
    "a list inside an expression is a list": (
        'sorted(["ecr:PutImage", "ecr:PutImage"] + X)',
        'sorted(["ecr:PutImage"] + X)',
    ),
    "elements that are unpacked do not matter": (
        '[*X, "ecr:PutImage", *Y, "ecr:PutImage", *Z]',
        '[*X, "ecr:PutImage", *Y, *Z]',
    ),
}

# Whole files.
SAFE_FILES = {
    "a line that holds nothing else is removed": (
        """\
        P = {
            "Effect": "Allow",
            "Action": [
                "ecr:PutImage",  # push
                "ecr:PutImage",

                # pull
                "ecr:BatchGetImage",
                "ecr:PutImage"
            ],
        }
        """,
        """\
        P = {
            "Effect": "Allow",
            "Action": [
                "ecr:PutImage",  # push

                # pull
                "ecr:BatchGetImage"
            ],
        }
        """,
    ),
    "the first lines are removed": (
        """\
        P = {"Effect": "Allow", "Action": [  # all of it
            "iam:GetRole",
            "iam:GetUser",
            "iam:Get*",
        ]}
        """,
        """\
        P = {"Effect": "Allow", "Action": [  # all of it
            "iam:Get*",
        ]}
        """,
    ),
    "lines of several elements keep the others": (
        """\
        P = {"Effect": "Allow",
             "Action": ["ecr:PutImage", "ecr:PutImage",
                        "ecr:PutImage", "ecr:ListImages",
                        "ecr:PutImage"]}
        """,
        """\
        P = {"Effect": "Allow",
             "Action": ["ecr:PutImage",
                        "ecr:ListImages"]}
        """,
    ),
    "commas that lead a line are removed with it": (
        """\
        P = {"Effect": "Allow", "Action": [
            "ecr:PutImage"
          , "ecr:PutImage"
          , "ecr:ListImages"
          , "ecr:PutImage"
        ]}
        """,
        """\
        P = {"Effect": "Allow", "Action": [
            "ecr:PutImage"
          , "ecr:ListImages"
        ]}
        """,
    ),
    "a comment keeps its line where the last element is removed": (
        """\
        P = {"Effect": "Allow", "Action": ["ecr:PutImage",  # push
                                           "ecr:PutImage"]}
        """,
        """\
        P = {"Effect": "Allow", "Action": ["ecr:PutImage"  # push
                                           ]}
        """,
    ),
    "a constant that several policies use is fixed once": (
        """\
        PUSH = "ecr:putimage"
        PULL = ["ecr:batchgetimage", "ecr:GetDownloadUrlForLayer"]
        P = {"Effect": "Allow", "Action": [PUSH, *PULL]}
        """,
        """\
        PUSH = "ecr:PutImage"
        PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        P = {"Effect": "Allow", "Action": [PUSH, *PULL]}
        """,
    ),
    "policies in JSON text are fixed": (
        '''\
        P = """
        {
          "Version": "2012-10-17",
          "Statement": [{"Effect": "Allow", "Action": ["ECR:putimage", "ecr:ListImages"], "Resource": "*"}]
        }
        """
        Q = '{"Effect": "Allow", "Action": "ECR:putimage", "Resource": "é"}'
        R = "{\\"Effect\\": \\"Allow\\", \\"Action\\": \\"ECR:putimage\\"}"
        S = '{"Effect": "Allow", "Action": "ECR:putimage", "Resource": "%s"}' % arn
        T = ('{"Effect": "Allow", '  # with a comment
             '"Action": "ECR:putimage"}')
        ''',
        '''\
        P = """
        {
          "Version": "2012-10-17",
          "Statement": [{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:ListImages"], "Resource": "*"}]
        }
        """
        Q = '{"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "é"}'
        R = "{\\"Effect\\": \\"Allow\\", \\"Action\\": \\"ecr:PutImage\\"}"
        S = '{"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "%s"}' % arn
        T = ('{"Effect": "Allow", '  # with a comment
             '"Action": "ecr:PutImage"}')
        ''',
    ),
    "statements of the CDK are fixed": (
        """\
        iam.PolicyStatement(actions=["ECR:putimage", "ecr:*"], resources=["*"])
        """,
        """\
        iam.PolicyStatement(actions=["ecr:*"], resources=["*"])
        """,
    ),
}

UNSAFE = {
    "an API operation becomes the action that authorizes it": (
        '"s3:ListObjects"',
        '"s3:ListBucket"',
    ),
    "its second version does as well": ('"s3:ListObjectsV2"', '"s3:ListBucket"'),
    "of several actions the one that the others extend": ('"s3:HeadObject"', '"s3:GetObject"'),
    "two actions that are all that a wildcard matches": ('"kms:ReEncrypt"', '"kms:ReEncrypt*"'),
    "a boto3 method becomes its action": ('"ecr:batch_get_image"', '"ecr:BatchGetImage"'),
    "a renamed action gets its new name": (
        '"ecr:DescribeRepositoryCreationTemplate"',
        '"ecr:DescribeRepositoryCreationTemplates"',
    ),
    "an extra letter is removed": ('"ecr:BatchGetImages"', '"ecr:BatchGetImage"'),
    "a missing letter is added": ('"iam:PassRol"', '"iam:PassRole"'),
    "two swapped letters change places": (
        '"ecr:GetDownloadUrlForLaeyr"',
        '"ecr:GetDownloadUrlForLayer"',
    ),
    "the name of a client is not a prefix": (
        '"efs:DeleteFileSystem"',
        '"elasticfilesystem:DeleteFileSystem"',
    ),
    "the title of a service is not a prefix": ('"cloudwatch-logs:Put*"', '"logs:Put*"'),
    "a name of one service only gets its prefix": ('"InvokeFunction"', '"lambda:InvokeFunction"'),
    "blanks are removed": ('"ecr: PutImage"', '"ecr:PutImage"'),
    "an empty wildcard is corrected": ('"ecr:Discribe*"', '"ecr:Describe*"'),
    "an action that the list then repeats is removed": (
        '["s3:ListObjects", "s3:GetObject", "s3:ListBucket"]',
        '["s3:ListBucket", "s3:GetObject"]',
    ),
    "an action that a wildcard then matches is removed": (
        '["ecr:Discribe*", "ecr:DescribeImages", "ecr:BatchGetImages"]',
        '["ecr:Describe*", "ecr:BatchGetImage"]',
    ),
    "safe fixes are made as well": (
        '["ecr:putimage", "ecr:BatchGetImages"]',
        '["ecr:PutImage", "ecr:BatchGetImage"]',
    ),
}

SAFE_NOOP = {
    "it is correct": '["ecr:PutImage", "ecr:Get*"]',
    "a star is alone": '"*"',
    "a wildcard has no single spelling": '"ECR:get*"',
    "wildcards with question marks overlap": '["ecr:Get?ifecyclePolicy", "ecr:Get?ifecyclePolic?"]',
    "wildcards overlap": '["ecr:Get*", "ecr:*Image"]',
    "equal actions are alternatives": '["ecr:PutImage"] if x else ["ecr:PutImage"]',
    "equal actions are in two lists": '["ecr:PutImage"] + ["ecr:PutImage"]',
    "equal actions are in a list and a branch of it": '["ecr:PutImage", "ecr:PutImage" if x else "ecr:ListImages"]',
    "an unknown name is listed twice": '["ecr:Foo", "ecr:Foo"]',
    "an unknown name is beside a wildcard": '["ecr:Get*", "ecr:GetFoo"]',
    "a wildcard that IAM rejects matches it": '["e*:Put*", "ecr:PutImage"]',
    "a comment refers to the second one": """[
        "ecr:PutImage",
        "ecr:PutImage",  # for the pipeline
    ]""",
    "a comment above refers to the second one": """[
        "ecr:PutImage",
        # for the pipeline
        "ecr:PutImage",
    ]""",
    "a comment between it and its comma refers to it": """[
        "ecr:PutImage",
        "ecr:PutImage"  # for the pipeline
        , "ecr:ListImages",
    ]""",
    "it is in parentheses": '["ecr:PutImage", ("ecr:PutImage")]',
    "it has escapes": r'"\x65cr:putimage"',
    "it is composed": '"ecr:" "putimage"',
    "it is a sum": '"ecr:" + "putimage"',
    "it is an f-string": 'f"ecr:putimage"',
    "it is in an f-string": """f"{x('ecr:putimage')}" """,
    "it is bytes": 'b"ecr:putimage"',
}
SAFE_NOOP_FILES = {
    # cloudsplaining and parliament compare such lists with names in lower case.
    "there is no policy": 'RISKY = ["iam:createaccesskey", "iam:passrole"]\n',
    "there is no policy, only a name": 'risky_actions = ["iam:createaccesskey"]\n',
    "there is no policy, only an argument": 'grant(actions=["iam:createaccesskey"])\n',
    "a pair is not a list of actions": 'CASES = [("iam:Get*", "iam:GetRole")]\n',
    "the list may be used in other ways": """\
        PUSH = ["ecr:PutImage", "ecr:PutImage"]
        P = {"Effect": "Allow", "Action": PUSH}
        """,
    "SQS may care for the case": 'queue.add_permission(Actions=["sendmessage"])\n',
    "it is a key": 'P = {"Effect": "Allow", "Action": "ecr:Get*", "ecr:putimage": 1}\n',
    "it is a docstring": """\
        '''{"Effect": "Allow", "Action": "ecr:putimage"}'''
        """,
    "it is a comment": '# {"Effect": "Allow", "Action": "ecr:putimage"}\n',
    "the JSON text is an f-string": """\
        P = f'{{"Effect": "Allow", "Action": "ecr:putimage", "Resource": "{arn}"}}'
        """,
    "the JSON text has escapes there": """\
        P = '{"Effect": "Allow", "Action": "ecr:put\\x69mage"}'
        """,
    "the JSON text lists it twice": """\
        P = '{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:PutImage"]}'
        """,
    "a comment says so": """\
        P = {"Effect": "Allow", "Action": [
            "ecr:putimage",  # typed-iam: ignore
            "ecr:listimages",  # typed-iam: ignore[iam-action-case, iam-unknown-action]
            "ecr:getlifecyclepolicy",  # type: ignore[iam-action-case]
        ]}
        """,
}
UNSAFE_NOOP = {
    "which of several actions is needed depends on the call": '"apigateway:CreateRestApi"',
    "the same name in another service is a guess": '"cloudwatch:DeleteLogGroup"',
    "another verb is another action": '"connect:SetFederationToken"',
    "another verb means another thing": '"s3:SetBucketPolicy"',
    "another number is another version": '"elasticfilesystem:FooV3"',
    "nothing is similar": '"ecr:Fooo"',
    "nothing is similar to the wildcard": '"ecr:Fooo*"',
    "a wildcard of another form would be broader": '"ecr:Imgae*"',
    "only the prefix is similar": '"apigatway:PUT"',
    "only the name says which service it is": '"cos:GetBucket"',
    "it is retired without a successor": '"deeplens:CreateProject"',
    "its successor is not certain": '"aidevops:SendChatMessage"',
    "it still exists": '"aws-portal:ViewUsage"',
    "two services have it": '"PutImage"',
    "it is an ARN": '"arn:aws:s3:::bucket"',
}


def policy(actions: str) -> str:
    return f'P = {{"Effect": "Allow", "Action": {actions}, "Resource": "*"}}\n'


def by_core(before: str, unsafe: bool = False) -> str:
    planner = partial(plan, config=Config(), unsafe=unsafe)
    return rewritten(before.encode(), planner).data.decode()


def by_libcst(before: str, unsafe: bool = False) -> str:
    command = FixActionsCommand(CodemodContext(), unsafe=unsafe)
    return command.transform_module(cst.parse_module(before)).code


@pytest.fixture(params=[by_core, by_libcst])
def fix(request: pytest.FixtureRequest):
    return request.param


def cases(values: dict[str, tuple[str, str]], files: dict[str, tuple[str, str]]) -> list[object]:
    texts = {name: (policy(before), policy(after)) for name, (before, after) in values.items()}
    texts |= {name: (dedent(before), dedent(after)) for name, (before, after) in files.items()}
    return [pytest.param(*pair, id=name) for name, pair in texts.items()]


def noop_cases(values: dict[str, str], files: dict[str, str]) -> list[object]:
    texts = {name: policy(text) for name, text in values.items()}
    texts |= {name: dedent(text) for name, text in files.items()}
    return [pytest.param(text, id=name) for name, text in texts.items()]


@pytest.mark.parametrize(("before", "after"), cases(SAFE, SAFE_FILES))
def test_fixed(before, after, fix):
    assert fix(before) == after
    assert fix(after) == after, "a second run changes something"


@pytest.mark.parametrize(("before", "after"), cases(UNSAFE, {}))
def test_fixed_with_unsafe_fixes(before, after, fix):
    assert fix(before, unsafe=True) == after
    assert fix(after, unsafe=True) == after, "a second run changes something"


@pytest.mark.parametrize("before", noop_cases(SAFE_NOOP, SAFE_NOOP_FILES))
def test_unchanged_where(before, fix):
    ast.parse(before)
    assert fix(before) == before


@pytest.mark.parametrize("before", noop_cases(UNSAFE_NOOP, {}))
def test_unchanged_even_with_unsafe_fixes_where(before, fix):
    assert fix(before, unsafe=True) == before


@pytest.mark.parametrize("name", sorted(set(UNSAFE) - {"safe fixes are made as well"}))
def test_unsafe_fixes_are_counted_and_not_made(name):
    before = policy(UNSAFE[name][0])
    planned = plan(Source(before.encode()), Config())
    assert planned.held_back > 0
    assert not planned.edits


def planned(actions: str, *, unsafe: bool = False, config: Config | None = None) -> FixPlan:
    return plan(Source(policy(actions).encode()), config or Config(), unsafe=unsafe)


def test_every_fix_has_a_place_and_a_reason():
    fixes = planned(
        '["ECR:putimage", "ecr:PutImage", "iam:GetRole", "iam:Get*", "s3:ListObjects", '
        '"efs:DeleteFileSystem", "ecr:BatchGetImages", "s3:ListBucket"]',
        unsafe=True,
    ).fixes
    assert [(*fix.span[:2], *fix[1:]) for fix in fixes] == [
        (1, 36, "ECR:putimage", "ecr:PutImage", "iam-action-case", "IAM ignores case", True),
        (1, 52, "ecr:PutImage", None, "iam-duplicate-action", "listed twice", True),
        (1, 68, "iam:GetRole", None, "iam-duplicate-action", '"iam:Get*" in the same list matches it', True),
        (
            1, 95, "s3:ListObjects", "s3:ListBucket", "iam-operation-name",
            "an API operation, authorized by that action", False,
        ),
        (
            1, 113, "efs:DeleteFileSystem", "elasticfilesystem:DeleteFileSystem",
            "iam-unknown-service", 'elasticfilesystem is called "efs" elsewhere', False,
        ),
        (
            1, 137, "ecr:BatchGetImages", "ecr:BatchGetImage", "iam-unknown-action",
            "misspelled", False,
        ),
        # Safe by itself, but it repeats what only an unsafe fix put there.
        (1, 159, "s3:ListBucket", None, "iam-duplicate-action", "listed twice", False),
    ]  # fmt: skip


def test_every_unfixed_string_has_a_reason():
    left = planned(
        '["apigateway:CreateRestApi", "cloudwatch:DeleteLogGroup", "ecr:Fooo", "s3:List" "Objects"]',
        unsafe=True,
    ).unfixed
    assert [(each.text, each.why.partition(":")[0]) for each in left] == [
        ("apigateway:CreateRestApi", "several candidates"),
        ("cloudwatch:DeleteLogGroup", "a guess"),
        ("ecr:Fooo", "no similar action found"),
        ("s3:ListObjects", "the string is composed, or contains escapes"),
    ]


@pytest.mark.parametrize(
    ("actions", "why"),
    [
        ('["ecr:PutImage",\n"ecr:PutImage"  # two\n]', "a comment refers to it"),
        (
            '["ecr:PutImage", ("ecr:PutImage")]',
            "its list has parentheses or backslashes around elements",
        ),
        ('["ecr:PutImage"] + ["ecr:PutImage"]', "the action it repeats is in another list"),
    ],
)
def test_a_repetition_that_stays_has_a_reason(actions, why):
    (left,) = planned(actions).unfixed
    assert (left.text, left.code, left.why) == ("ecr:PutImage", "iam-duplicate-action", why)


def test_a_list_in_json_text_stays_with_a_reason():
    text = """P = '{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:PutImage"]}'\n"""
    (left,) = plan(Source(text.encode()), Config()).unfixed
    assert left.why == "lists in JSON text are not edited"


WRONG = '["ECR:putimage", "ecr:PutImage", "ecr:BatchGetImages"]'
SAFE_AND_UNSAFE = (
    '["ecr:PutImage", "ecr:BatchGetImages"]',
    '["ecr:PutImage", "ecr:BatchGetImage"]',
)


@pytest.mark.parametrize(
    ("settings", "after"),
    [
        ({}, '["ecr:PutImage", "ecr:BatchGetImage"]'),
        ({"ignore": frozenset({"iam-action-case"})}, '["ECR:putimage", "ecr:BatchGetImage"]'),
        (
            {"select": frozenset({"iam-action-case"})},
            '["ecr:PutImage", "ecr:PutImage", "ecr:BatchGetImages"]',
        ),
        ({"select": frozenset(RULES)}, '["ecr:PutImage", "ecr:BatchGetImage"]'),
        (
            {"per_file_ignores": (("tests/*", frozenset({"iam-unknown-action"})),)},
            '["ecr:PutImage", "ecr:BatchGetImages"]',
        ),
        (
            {"per_file_ignores": (("src/*", frozenset(RULES)),)},
            '["ecr:PutImage", "ecr:BatchGetImage"]',
        ),
    ],
    ids=["defaults", "ignored", "selected", "all selected", "ignored here", "ignored elsewhere"],
)
def test_findings_that_the_configuration_silences_are_not_fixed(settings, after):
    config = Config(root=Path("/project"), **settings)
    planner = partial(plan, config=config, path="/project/tests/a.py", unsafe=True)
    assert rewritten(policy(WRONG).encode(), planner).data.decode() == policy(after)


def test_extra_actions_of_the_project_are_not_fixed(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.typed-iam]\nextra-actions = ["ecr:BatchGetImages"]\n'
    )
    config = read(tmp_path / "pyproject.toml")
    result = rewritten(policy(WRONG).encode(), partial(plan, config=config, unsafe=True))
    assert result.data.decode() == policy('["ecr:PutImage", "ecr:BatchGetImages"]')


def test_a_comment_that_silences_only_the_repetition_lets_the_case_be_fixed():
    before = '{"Effect": "Allow", "Action": ["ecr:PutImage",\n"ECR:putimage",  # typed-iam: ignore[%s]\n]}\n'
    result = rewritten((before % "iam-duplicate-action").encode(), partial(plan, config=Config()))
    assert b'"ecr:PutImage",\n"ecr:PutImage",  #' in result.data


def test_the_libcst_command_reads_the_project_s_configuration(tmp_path):
    config = tmp_path / "pyproject.toml"
    context = CodemodContext(filename=str(tmp_path / "src" / "a.py"))
    command = FixActionsCommand(context)
    tree = cst.parse_module(policy('"ECR:putimage"'))
    assert "ecr:PutImage" in command.transform_module(tree).code
    for settings in ('ignore = ["iam-action-case"]', 'exclude = ["src"]'):
        config.write_text(f"[tool.typed-iam]\n{settings}\n")
        assert command.transform_module(tree).code == tree.code
    config.write_text("[tool.typed-iam]\nexlude = []\n")
    assert command.transform_module(tree).code == tree.code
    assert "exlude" in context.warnings[-1]


@pytest.mark.slow
def test_libcst_tool_makes_the_same_fixes(tmp_path):
    path = tmp_path / "a.py"
    for arguments, after in (([], SAFE_AND_UNSAFE[0]), (["--unsafe"], SAFE_AND_UNSAFE[1])):
        path.write_text(policy(WRONG))
        command = "typed_iam_codemods.fix_actions.FixActionsCommand"
        tool = [sys.executable, "-m", "libcst.tool", "codemod", "-x", command, "-j", "1"]
        subprocess.run([*tool, *arguments, "."], cwd=tmp_path, check=True, capture_output=True)
        assert path.read_text() == policy(after)


def test_a_fix_stays_a_string_where_the_enum_is_imported():
    before = "from typed_iam.actions.ecr import Ecr\n" + policy('[Ecr.ListImages, "ECR:putimage"]')
    assert by_core(before) == before.replace("ECR:putimage", "ecr:PutImage")
