"""A policy for a build job, written as plain dicts."""

import json

BUILD_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Login",
            "Effect": "Allow",
            "Action": "ecr:GetAuthorizationToken",
            "Resource": "*",
        },
        {
            "Sid": "Push",
            "Effect": "Allow",
            "Action": [
                "ecr:BatchCheckLayerAvailability",
                "ecr:InitiateLayerUpload",
                "ecr:UploadLayerPart",
                "ecr:CompleteLayerUpload",
                "ecr:BatchGetImages",  # expect: iam-unknown-action
                "ecr:PutImage",
            ],
            "Resource": "arn:aws:ecr:eu-west-1:123456789012:repository/app",
        },
    ],
}


def attach(iam, role):
    iam.put_role_policy(
        RoleName=role,
        PolicyName="push-images",
        PolicyDocument=json.dumps(BUILD_POLICY),
    )
