"""Parameters of boto3 that take other languages, and policies that are as they should be."""

import json

import boto3

TELEMETRY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "iot:Telemetry", "Resource": "*"}],
}
READERS = [
    {"Principal": "arn", "Actions": ["quicksight:DescribeDashboard", "quicksight:QueryDashboards"]}
]


def devices() -> None:
    boto3.client("iot").create_policy(policyName="p", policyDocument=json.dumps(TELEMETRY))


def readers(dashboard: str) -> None:
    boto3.client("quicksight").update_dashboard_permissions(
        AwsAccountId="123456789012", DashboardId=dashboard, GrantPermissions=READERS
    )


def shared_key() -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    boto3.client("kms").create_key(Policy=json.dumps(policy))
