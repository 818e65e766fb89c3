"""Which corrections are as good as certain, and which look alike and are guesses."""

from __future__ import annotations

import pytest

from typed_iam_codemods.rewriting.corrections import CORRECTABLE, correction
from typed_iam_core import catalogue as catalogues
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import RULES, ActionText
from typed_iam_core.engine import judge
from typed_iam_core.sites import Certainty, Site
from typed_iam_core.text.source import Span


def corrected(text: str) -> str | None:
    catalogue = catalogues.default()
    site = Site(text, Span(1, 1, 1, 1), negated=False, effect="Allow", certainty=Certainty.POLICY)
    judged = judge(site, catalogue, Config())
    assert judged is not None, f"{text} is right"
    found = correction(ActionText.of(site, text, catalogue), judged[0])
    return found.text if found else None


CERTAIN = {
    "ECR:putimage": "ecr:PutImage",
    "s3:ListObjects": "s3:ListBucket",
    "s3:list_objects_v2": "s3:ListBucket",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:CreateMultipartUpload": "s3:PutObject",
    "s3:DeleteBucketCors": "s3:PutBucketCORS",
    "lambda:Invoke": "lambda:InvokeFunction",
    "kms:ReEncrypt": "kms:ReEncrypt*",
    "budgets:CreateBudget": "budgets:ModifyBudget",
    "connect:GetFederationTokens": "connect:GetFederationToken",
    "efs:DeleteFileSystem": "elasticfilesystem:DeleteFileSystem",
    "cloudhsmv2:ListTags": "cloudhsm:ListTags",
    "cloudwatch-logs:putlogevents": "logs:PutLogEvents",
    "bedrock-runtime:Invoke*": "bedrock:Invoke*",
    "cognito-idp:GetUICustomisation": "cognito-idp:GetUICustomization",
    "iam:PassRol": "iam:PassRole",
    "ec2:describeinstance": "ec2:DescribeInstances",
    "rds:RestoreDBClusterFromS": "rds:RestoreDBClusterFromS3",
    "InvokeFunction": "lambda:InvokeFunction",
    " ecr: PutImage ": "ecr:PutImage",
    "s3:Gett*": "s3:Get*",
    "ecr:*Lyaer*": "ecr:*Layer*",
}
# Text -> what it was (wrongly) taken for at some time, or might be.
GUESSES = {
    "s3:CopyObject": "several actions are needed, or only some of them",
    "apigateway:UpdateRestApi": "the one with the same verb is another one",
    "lambda:AddEventSource": "iam:PassRole is needed beside something that is gone",
    "cloudfront:CreateDistributionWithTags": "it was replaced by two",
    "comprehendmedical:DetectEntities": "the confidence is medium",
    "deeplens:CreateProject": "the service is gone",
    "cloudwatch:DeleteLogGroup": "logs has it, but who knows",
    "cos:GetBucket": "another cloud's",
    "Update:Delete": "another language's",
    "efs:FooBar": "the service is certain, the action is not",
    "efs:Fooo*": "the service is certain, the wildcard matches nothing in it",
    "iam:SetAccountPasswordPolicy": "GetAccountPasswordPolicy, one letter away, only reads",
    "iam:setaccountpasswordpolicy": "the same in lower case",
    "comprehendmedical:DetectEntitiesV3": "another version, not another spelling",
    "iam:GetAccountPaswordPolcy": "two slips",
    "chime:Fooo": "nothing",
    "ecr:Load*": "Upload* would grant what nobody asked for",
    "ecr:Imgae*": "a wildcard at both ends is wider",
    "ecr:Fooo*": "nothing",
    "aws-portal:ViewUsage": "it still exists",
    "PutImage": "ecr-public has one as well",
    "ecr:Put:Image": "no blank",
}


@pytest.mark.parametrize("text", CERTAIN)
def test_it_is_certain_what_was_meant_by(text):
    assert corrected(text) == CERTAIN[text]


@pytest.mark.parametrize("text", GUESSES)
def test_it_is_a_guess_what_was_meant_by(text):
    assert corrected(text) is None


def test_every_correction_of_an_operation_is_an_action_or_takes_some_in():
    catalogue = catalogues.default()
    found = 0
    for prefix in catalogue.prefixes:
        for operation in catalogue.facts(prefix)["operations"]:
            if (catalogue.action(f"{prefix}:{operation}")) is not None:
                continue
            meant = corrected(f"{prefix}:{operation}")
            if meant is not None:
                found += 1
                assert judged_as_dead(meant) is None, (prefix, operation, meant)
    assert found > 300


def judged_as_dead(text: str) -> str | None:
    site = Site(text, Span(1, 1, 1, 1), negated=False, effect="Allow", certainty=Certainty.POLICY)
    judged = judge(site, catalogues.default(), Config())
    return judged[0] if judged and RULES[judged[0]].severity == "error" else None


def test_all_that_can_be_corrected_are_diagnostics():
    assert RULES.keys() > CORRECTABLE
