"""Which corrections are practically certain, and which look similar but are guesses."""

from __future__ import annotations

import pytest

from typed_iam_codemods.rewriting.corrections import CORRECTABLE, correction
from typed_iam_core import catalogue as catalogues
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import RULES, ActionText
from typed_iam_core.engine import judge
from typed_iam_core.policies import Slot
from typed_iam_core.text.source import Span


def corrected(text: str) -> str | None:
    catalogue = catalogues.default()
    slot = Slot(text, Span(1, 1, 1, 1), effect="Allow")
    judged = judge(slot, catalogue, Config())
    assert judged is not None, f"{text} is right"
    found = correction(ActionText.of(slot, text, catalogue), judged[0])
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
# Text -> why its correction is a guess.
GUESSES = {
    "s3:CopyObject": "several actions are needed, or only some of them",
    "apigateway:UpdateRestApi": "the action with the same verb is a different one",
    "lambda:AddEventSource": "iam:PassRole is needed in addition to a retired action",
    "comprehendmedical:DetectEntities": "the confidence is medium",
    "deeplens:CreateProject": "the service is retired",
    "cloudwatch:DeleteLogGroup": "logs has it, but that is a guess",
    "cos:GetBucket": "a service of another cloud",
    "Update:Delete": "another language's",
    "efs:FooBar": "the service is certain, the action is not",
    "efs:Fooo*": "the service is certain, the wildcard matches nothing in it",
    "iam:SetAccountPasswordPolicy": "GetAccountPasswordPolicy, one letter away, only reads",
    "iam:setaccountpasswordpolicy": "the same in lower case",
    "comprehendmedical:DetectEntitiesV3": "another version, not another spelling",
    "iam:GetAccountPaswordPolcy": "two slips",
    "chime:Fooo": "nothing",
    "ecr:Load*": "Upload* would grant more than requested",
    "ecr:Imgae*": "a wildcard at both ends is broader",
    "ecr:Fooo*": "nothing",
    "aws-portal:ViewUsage": "it still exists",
    "PutImage": "ecr-public has one as well",
    "ecr:Put:Image": "a second colon",
}


@pytest.mark.parametrize("text", CERTAIN)
def test_a_correction_is_certain_for(text):
    assert corrected(text) == CERTAIN[text]


@pytest.mark.parametrize("text", GUESSES)
def test_a_correction_is_a_guess_for(text):
    assert corrected(text) is None


def test_every_correction_of_an_operation_is_an_action_or_matches_some():
    catalogue = catalogues.default()
    found = 0
    for prefix in catalogue.prefixes:
        undocumented = catalogue.undocumented(prefix)
        for operation in catalogue.facts(prefix).operations:
            if catalogue.action(f"{prefix}:{operation}") or operation in undocumented:
                continue
            meant = corrected(f"{prefix}:{operation}")
            if meant is not None:
                found += 1
                assert code_of_wrong_name(meant) is None, (prefix, operation, meant)
    assert found > 300


def code_of_wrong_name(text: str) -> str | None:
    slot = Slot(text, Span(1, 1, 1, 1), effect="Allow")
    judged = judge(slot, catalogues.default(), Config())
    return judged[0] if judged and RULES[judged[0]].severity == "error" else None


def test_every_correctable_code_is_a_diagnostic():
    assert RULES.keys() > CORRECTABLE
