"""Policies of ecr's repositories and registries, as several tools declare them."""

import json

import boto3
import pulumi_aws as aws
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam

REGION = "eu-west-1"
APP = f"arn:aws:ecr:{REGION}:123456789012:repository/app"
LOGIN = {
    "Effect": "Allow",
    "Action": "ecr:GetAuthorizationToken",  # expect: iam-misplaced-action
    "Resource": [APP],
}
TEMPLATE = {
    "Resources": {
        "Registry": {
            "Type": "AWS::ECR::RegistryPolicy",
            "Properties": {
                "PolicyText": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"AWS": "123456789012"},
                            "Action": [
                                "ecr:ReplicateImage",
                                "s3:GetObject",  # expect: iam-misplaced-action
                            ],
                            "Resource": "*",
                        }
                    ],
                }
            },
        }
    }
}


def publish(region: str) -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "ecr-public:DescribeRegistries",  # expect: iam-misplaced-action
            }
        ],
    }
    boto3.client("ecr-public", region_name=region).set_repository_policy(
        repositoryName="app", policyText=json.dumps(policy)
    )
    aws.ecr.RepositoryPolicy(
        "app",
        repository="app",
        policy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "ecr:GetAuthorizationToken",  # expect: iam-misplaced-action
                },
            }
        ),
    )


def share(stack: object) -> None:
    repository = ecr.Repository(stack, "App")
    repository.add_to_resource_policy(
        iam.PolicyStatement(
            actions=[
                "ecr:BatchGetImage",
                "ecr:GetAuthorizationToken",  # expect: iam-misplaced-action
            ],
            principals=[iam.AnyPrincipal()],
        )
    )


def restrict() -> None:
    rcp = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",  # expect: iam-policy-shape
                "Principal": "*",
                "Action": "*",  # expect: iam-misplaced-action
                "Resource": "*",
            }
        ],
    }
    boto3.client("organizations").create_policy(
        Name="rcp", Description="", Type="RESOURCE_CONTROL_POLICY", Content=json.dumps(rcp)
    )
