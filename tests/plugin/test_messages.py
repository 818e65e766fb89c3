from __future__ import annotations

import pytest

from tests.marks import slow_after
from tests.plugin.mypy_project import Project

IMPORTS = """\
from typed_iam import PolicyDocument, PolicyDocumentOf, StatementOf, StrictPolicyDocument, wildcard
from typed_iam.actions.ec2 import Ec2Action
from typed_iam.actions.ecr import AnyEcrAction, Ecr, EcrAction, EcrActionPattern
"""
STATEMENT = '{"Statement": [{"Effect": "Allow", "Action": %s, "Resource": "*"}]}'

CASES = {
    "an alias": (
        'x: EcrAction = "ecr:BatchGetImages"',
        "assignment",
        '"EcrAction"); did you mean "ecr:BatchGetImage"?',
    ),
    "a union": (
        'x: AnyEcrAction = "ecr:PutImages"',
        "assignment",
        '"Ecr | EcrAction"); did you mean "ecr:PutImage"?',
    ),
    "a list": (
        'x: list[EcrAction | EcrActionPattern] = ["ecr:Imgae*"]',
        "list-item",
        '"EcrAction | EcrActionPattern"; did you mean "ecr:*Image*"?',
    ),
    "a large service": (
        'x: Ec2Action = "ec2:DescribeInstance"',
        "assignment",
        '"Ec2Action"); did you mean "ec2:DescribeInstances"?',
    ),
    "an argument": (
        'def f(x: EcrAction) -> None: ...\nf("ecr:BatchGetImages")',
        "arg-type",
        'expected "EcrAction"; did you mean "ecr:BatchGetImage"?',
    ),
    "a return value": (
        'def f() -> EcrAction:\n    return "ecr:BatchGetImages"',
        "return-value",
        'expected "EcrAction"); did you mean "ecr:BatchGetImage"?',
    ),
    "a policy of any strings": (
        "x: PolicyDocument = " + STATEMENT % '"ecr:BatchGetImages"',
        "iam-unknown-action",
        'did you mean "ecr:BatchGetImage"?',
    ),
    "a strict policy": (
        "x: StrictPolicyDocument = " + STATEMENT % '["ecr:BatchGetImages"]',
        "iam-unknown-action",
        'did you mean "ecr:BatchGetImage"?',
    ),
    "a bare string that is right": (
        "x: StrictPolicyDocument = " + STATEMENT % '["ecr:BatchGetImage"]',
        "list-item",
        'expected "Action | ActionPattern"; write Ecr.BatchGetImage',
    ),
    "a bare wildcard": (
        "x: StrictPolicyDocument = " + STATEMENT % '["ecr:Get*"]',
        "list-item",
        '; write wildcard("ecr:Get*")',
    ),
    "a policy of chosen services": (
        "class S(StatementOf[EcrAction | EcrActionPattern]): ...\nx: PolicyDocumentOf[S] = "
        + STATEMENT % '["ecr:BatchGetImages"]',
        "iam-unknown-action",
        'did you mean "ecr:BatchGetImage"?',
    ),
}


@pytest.mark.parametrize("mode", slow_after(1, ["cold", "daemon"]))
def test_a_wrong_string_in_a_typed_place_gets_one_short_line_with_a_fix(
    project: Project, mode: str
) -> None:
    for number, (code, _, _) in enumerate(CASES.values()):
        project.write(f"case_{number:02}.py", f"{IMPORTS}{code}\n")
    outcome = getattr(project, mode)()
    assert all(len(line) < 300 for line in outcome.stdout.splitlines())
    for number, (name, (_, code, ending)) in enumerate(CASES.items()):
        said = [m for m in outcome.messages if m.path == f"case_{number:02}.py"]
        assert [m.code for m in said] == [code], name
        assert ending in said[0].text, name
    assert len(outcome.messages) == len(CASES)


def test_right_code_gets_no_message(project: Project) -> None:
    document = STATEMENT % '[Ecr.PutImage, wildcard("ecr:Get*")]'
    project.write(
        "right.py",
        f"{IMPORTS}x: StrictPolicyDocument = {document}\ny: EcrAction = 'ecr:PutImage'\n",
    )
    assert project.cold().messages == []


def test_messages_on_other_literals_are_unchanged(project: Project) -> None:
    members = ", ".join(f'"color:{number}"' for number in range(20))
    project.write("own.py", f'from typing import Literal\nx: Literal[{members}] = "color:99"\n')
    (message,) = project.cold().messages
    assert "'color:0', 'color:1'" in message.text


@pytest.mark.slow
def test_a_type_error_is_kept_where_the_finding_is_silenced(project: Project) -> None:
    code = "x: StrictPolicyDocument = " + STATEMENT % '["ecr:BatchGetImages"]'
    project.write("ignored.py", f"{IMPORTS}{code}  # type: ignore[iam-unknown-action]\n")
    assert [message.code for message in project.cold().messages if message.code] == ["list-item"]
    pieces = code.replace("Get", '"\n"Get').replace(
        "Images", 'Images"  # type: ignore[iam-unknown-action]\n"'
    )
    project.write("ignored.py", f"{IMPORTS}{pieces}\n")
    assert [message.code for message in project.cold().messages] == ["list-item"]
    project.write("ignored.py", f"{IMPORTS}{code}\n")
    outcome = project.cold("--disable-error-code", "iam-unknown-action")
    assert [message.code for message in outcome.messages] == ["list-item"]
