"""Policies and names of actions that go to methods of boto3, with typed clients and without."""

import json
from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

PULL = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": [
                "ecr:BatchGetImage",
                "ecr:GetAuthorizationToken",  # expect: iam-misplaced-action
            ],
        }
    ],
}


def share(ecr: "ECRClient", repository: str) -> None:
    ecr.set_repository_policy(repositoryName=repository, policyText=json.dumps(PULL))


class Secrets:
    def __init__(self, client: "SecretsManagerClient") -> None:
        self._client = client

    def share(self, secret: str) -> None:
        policy = {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "kms:Decrypt",  # expect: iam-misplaced-action
                "Resource": "*",
            },
        }
        self._client.put_resource_policy(SecretId=secret, ResourcePolicy=json.dumps(policy))


def publish(queue: str, arn: str) -> None:
    sqs = boto3.client("sqs")
    sqs.add_permission(
        QueueUrl=queue,
        Label="send",
        AWSAccountIds=["123456789012"],
        Actions=["SendMessages"],  # expect: iam-unknown-action
    )
    boto3.client("lambda").add_permission(
        FunctionName="f",
        StatementId="s",
        Principal="s3.amazonaws.com",
        Action="InvokeFunction",  # expect: iam-malformed-action
    )
    boto3.client("iam").simulate_principal_policy(
        PolicySourceArn=arn,
        ActionNames=["elastic-container-registry:PutImage"],  # expect: iam-unknown-service
    )
