from __future__ import annotations

import pytest

from typed_iam_core import catalogue as catalogues
from typed_iam_core import suggestions
from typed_iam_core.engine import judge_text
from typed_iam_core.suggestions.closest import closest

# Wrong names that people really write -> the right ones.
REAL_MISTAKES = {
    "ecr:BatchGetImages": "ecr:BatchGetImage",
    "ecr:batch_get_image": "ecr:BatchGetImage",
    "ecr:ListRepositories": "ecr:DescribeRepositories",
    "ecr:DescribeRepositoryCreationTemplate": "ecr:DescribeRepositoryCreationTemplates",
    "ec:PutImage": "ecr:PutImage",
    "s3:ListObjects": "s3:ListBucket",
    "s3:list_objects_v2": "s3:ListBucket",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:GetObjekt": "s3:GetObject",
    "lambda:Invoke": "lambda:InvokeFunction",
    "bedrock-runtime:InvokeModel": "bedrock:InvokeModel",
    "cloudwatch-logs:PutLogEvents": "logs:PutLogEvents",
    "cloudwatch-logs:*": "logs:*",
    "cloudwatch:DeleteLogGroup": "logs:DeleteLogGroup",
    "stepfunctions:StartExecution": "states:StartExecution",
    "cloudhsmv2:DescribeClusters": "cloudhsm:DescribeClusters",
    "dyanmodb:PutItem": "dynamodb:PutItem",
    "logs:GetResourcePolicy": "logs:DescribeResourcePolicies",
    "kms:ReEncrypt": "kms:ReEncrypt*",
    "ec2:CreateRole": "iam:CreateRole",
    "ec2:DescribeInstance": "ec2:DescribeInstances",
    "iam:ListRole": "iam:ListRoles",
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "elb:Describe*": "elasticloadbalancing:Describe*",
    "efs:*": "elasticfilesystem:*",
    "ecr:Imgae*": "ecr:*Image*",
}


@pytest.mark.parametrize(("wrong", "right"), REAL_MISTAKES.items())
def test_the_first_suggestion_is_the_right_one(wrong: str, right: str) -> None:
    verdict = judge_text(wrong)
    assert verdict is not None
    assert verdict.suggestions[:1] == (right,)


@pytest.mark.parametrize("wrong", REAL_MISTAKES)
def test_suggestions_are_at_most_three_and_have_no_findings(wrong: str) -> None:
    verdict = judge_text(wrong)
    assert verdict is not None
    assert 1 <= len(verdict.suggestions) <= suggestions.LIMIT
    assert [judge_text(text) for text in verdict.suggestions] == [None] * len(verdict.suggestions)


def test_one_or_two_typos_in_any_action_of_ecr_are_understood() -> None:
    service = catalogues.default().service("ecr")
    assert service is not None
    missed = []
    for name in service.actions.values():
        middle = len(name) // 2
        swapped = name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]
        for wrong in (name[:middle] + name[middle + 1 :], swapped, name[:-1] + "x", name + "es"):
            if wrong.lower() in service.actions:
                continue
            found = suggestions.for_name(catalogues.default(), service, wrong)
            if f"ecr:{name}" not in found[:1]:
                missed.append((wrong, found))
    assert missed == []


@pytest.mark.parametrize(
    "text", ["\x00:\ud800", "ecr:" + "x" * 5000, "é:é", "ecr:\u202eegamI", ":", "::"]
)
def test_no_text_crashes(text: str) -> None:
    verdict = judge_text(text)
    assert verdict is not None
    assert verdict.message.isprintable()


@pytest.mark.parametrize(
    ("word", "candidates", "at_least", "found"),
    [
        ("ignroe", ["select", "ignore"], 0.5, ("ignore",)),
        ("STATEMENTS", ["Statement", "Version"], 0.75, ("Statement",)),
        ("abcd", ["abcx", "abcy", "wxyz"], 0.7, ("abcx", "abcy")),
        ("zzz", ["select", "ignore"], 0.5, ()),
        ("", ["select"], 0.0, ()),
        ("select", [], 0.0, ()),
    ],
)
def test_the_closest_candidates_are_found_in_any_case_best_first(
    word: str, candidates: list[str], at_least: float, found: tuple[str, ...]
) -> None:
    assert closest(word, candidates, at_least, limit=3) == found
    assert closest(word, candidates, at_least) == found[:1]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ecr:PullImages", "ecr:BatchGetImage"),
        ("ecr:GetLoginPassword", "ecr:GetAuthorizationToken"),
        ("ecs:GetAuthorizationToken", "ecr:GetAuthorizationToken"),
        ("states:ExecuteStateMachine", "states:StartExecution"),
        ("cw:PutMetricData", "cloudwatch:PutMetricData"),
        ("cfn:CreateStack", "cloudformation:CreateStack"),
        ("sfn:ListExecutions", "states:ListExecutions"),
        ("msk:ListClusters", "kafka:ListClusters"),
        ("vpc:CreateVpcEndpoint", "ec2:CreateVpcEndpoint"),
        ("iam:TagResource", "iam:TagRole"),
        ("iam:ListPolicy", "iam:ListPolicies"),
        ("codecommit:ListRepository", "codecommit:ListRepositories"),
    ],
)
def test_the_first_suggestion_keeps_the_intent(text: str, first: str) -> None:
    verdict = judge_text(text)
    assert verdict is not None and verdict.suggestions[0] == first


@pytest.mark.parametrize("verb", ["Get", "List", "Describe", "Run", "Start", "Invoke"])
def test_no_write_is_suggested_for_what_reads_or_starts(verb: str) -> None:
    for prefix in ("ecr", "s3", "states", "lambda", "iam"):
        service = catalogues.default().service(prefix)
        assert service is not None
        for noun in ("StateMachine", "Image", "Bucket", "RolePolicys", "Functionz"):
            for each in suggestions.for_name(catalogues.default(), service, f"{verb}{noun}"):
                verb_of_it = each.partition(":")[2]
                assert not verb_of_it.startswith(("Delete", "Put", "Create", "Update")), each
