"""Every slot judges alike: misspelled prefixes and lost commas, not only misspelled names."""

from __future__ import annotations

import pytest

from tests.core.readers.judging import flagged
from typed_iam_core import catalogue, suggestions
from typed_iam_core.config import Config
from typed_iam_core.engine import check
from typed_iam_core.readers import may_hold_policies

PREFIXES = {
    "a permission": 'fn.add_permission("p", principal=p, action="lamda:InvokeFunction")',
    "a permission of CloudFormation": 'CfnPermission(action="lamda:InvokeFunction", principal="x")',
    "an argument of another name": 'FederatedPrincipal("x", {}, assume_role_action="stss:AssumeRole")',
    "a grant": 'repository.grant(role, "ecrr:PutImage")',
    "a method": 'statement.add_actions("ecrr:PutImage")',
    "an assignment": 'statement["Action"] = ["ecrr:PutImage"]',
    "a list of actions": 'X = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecrr:PutImage"]',
    "a list of two": 'return_([ "sagemaker:DescribeModelPackage", "sagemaker-runtime:CreateModel"])',
    "a statement in lower case": '{"effect": "Allow", "actions": ["ecr:BatchGetImage", "ecrr:PutImage"], "resources": ["*"]}',
}


@pytest.mark.parametrize("code", PREFIXES.values(), ids=PREFIXES.keys())
def test_a_misspelled_prefix_is_reported_in_every_slot(code: str) -> None:
    (found,) = flagged(code)
    assert found.startswith("iam-unknown-service ")
    assert may_hold_policies(code.encode())


OTHER = {
    "scopes": 'f(permissions=["event:write", "events:write"])',
    "condition keys": 'permission("ec3:Region", "kmss:ViaService")',
    "errors": 'x = ["error:NotFound", "docker:PutImage"]',
    "events of s3": 'x = ["s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"]',
    "a prefix that is not close": 'f(action="orders:CreateBucket")',
    "a name in lower case": 'f(action="lamda:invokefunction")',
}


@pytest.mark.parametrize("code", OTHER.values(), ids=OTHER.keys())
def test_other_words_are_not_misspelled_prefixes(code: str) -> None:
    assert flagged(code) == []


COMMAS = {
    "in a slot": 'PolicyStatement(actions=["glue:GetTable" "glue:GetTables"])',
    "in a list": 'x = ["ec2:DescribeAddresses", "ec2:DescribeInternetGateways" "ec2:DescribeNetworkAcls", "ec2:DescribeVpcs"]',
    "over two lines": 'PULL = ("ecr:GetDownloadUrlForLayer"\n "ecr:BatchGetImage", "ecr:PutImage")',
    "twice": '{"Effect": "Allow", "Action": ["ecr:PutImage" "ecr:BatchGetImage" "ecr:ListImages"], "Resource": "*"}',
}


@pytest.mark.parametrize("code", COMMAS.values(), ids=COMMAS.keys())
def test_a_missing_comma_is_one_finding_that_says_so(code: str) -> None:
    (finding,) = check(code.encode(), Config())
    assert finding.code == "iam-malformed-action"
    assert ": a comma is missing between " in finding.message


def test_a_second_colon_is_reported_in_a_list() -> None:
    (finding,) = check(b'ACTIONS = ["s3:ListBucket", "s3::GetObject"]', Config())
    assert (finding.code, finding.suggestions) == ("iam-malformed-action", ("s3:GetObject",))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ecr:PutImageecr:ListImages", ("ecr:PutImage", "ecr:ListImages")),
        ("s3:GetObjects3:PutObject", ("s3:GetObject", "s3:PutObject")),
        ("ecr:PutImage", ()),
        ("ecr:PutImageecr:", ()),
        ("ecr:Nothingecr:PutImage", ()),
        ("", ()),
        (":" * 1000, ()),
        ("ecr:PutImage" * 1000, ()),
    ],
)
def test_actions_without_a_comma_are_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    assert suggestions.joined(catalogue.default(), text) == parts


_POLICY = '{"Effect": "Allow", "Action": "%s", "Resource": "*"}'


@pytest.mark.parametrize(
    "action",
    [
        "bedrock-agentcore:CreateTokenVault",
        "mediaconnect:ManagedDescribeFlow",
        "apigateway:TagResource",
        "glue:GetUnfiltered*",
        "emrwal:CreateWal",
        "emrwal:*",
        "SNS:Receive",
    ],
)
def test_actions_that_only_the_reference_lacks_are_not_reported(action: str) -> None:
    assert flagged(_POLICY % action) == []


@pytest.mark.parametrize(
    "action",
    [
        "s3:GetSignedUrl",  # looked at, and never an action
        "aoss:ReadDocument",  # of another policy language
        "iot:AssumeRoleWithCertificate",
        "emrwal:CreateWals",
        "glue:GetUnfilteredx*",
    ],
)
def test_other_names_are_still_reported(action: str) -> None:
    assert len(flagged(_POLICY % action)) == 1
