"""The same policies as in ``wrong``, without the mistakes."""

PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]

BUILD_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": [
                "ecr:BatchCheckLayerAvailability",
                "ecr:InitiateLayerUpload",
                "ecr:UploadLayerPart",
                "ecr:CompleteLayerUpload",
                "ecr:PutImage",
                *PULL,
            ],
            "Resource": "arn:aws:ecr:eu-west-1:123456789012:repository/app",
        },
        {"Effect": "Deny", "NotAction": ["ecr:*", "sts:Get*"], "Resource": "*"},
    ],
}
