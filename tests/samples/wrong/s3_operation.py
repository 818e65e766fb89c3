"""API operations that are authorized by actions with other names."""

BUCKET_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "s3:GetObject",
                "s3:ListObjects",  # expect: iam-operation-name
            ],
            "Resource": ["arn:aws:s3:::artifacts", "arn:aws:s3:::artifacts/*"],
        }
    ],
}
