"""The name of a console's page where the service's prefix belongs."""

WRITE_LOGS = {
    "Effect": "Allow",
    "Action": "cloudwatch-logs:PutLogEvents",  # expect: iam-unknown-service
    "Resource": "*",
}
