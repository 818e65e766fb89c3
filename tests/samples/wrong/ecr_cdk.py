"""A CDK stack that lets a service pull images."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam


class PullStack(Stack):
    def __init__(self, scope, name, repository):
        super().__init__(scope, name)
        self.role = iam.Role(
            self, "Task", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com")
        )
        self.role.add_to_policy(
            iam.PolicyStatement(
                effect=iam.Effect.ALLOW,
                actions=[
                    "ecr:BatchGetImage",
                    "ecr:GetDownloadUrlForLayers",  # expect: iam-unknown-action
                ],
                resources=[repository.repository_arn],
            )
        )
