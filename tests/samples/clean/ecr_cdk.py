"""A CDK statement; IAM ignores the case of actions."""

from aws_cdk import aws_iam as iam

PULL = iam.PolicyStatement(
    actions=["ecr:BatchGetImage", "ECR:getdownloadurlforlayer"],
    resources=["*"],
)
