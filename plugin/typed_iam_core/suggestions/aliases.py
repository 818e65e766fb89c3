"""Everyday names of services and actions that are in no table of AWS's."""

from __future__ import annotations

from collections.abc import Mapping

# What people call a service, in lower case -> its prefix.
SERVICES: Mapping[str, str] = {
    "alb": "elasticloadbalancing",
    "apigw": "apigateway",
    "asg": "autoscaling",
    "cfn": "cloudformation",
    "cw": "cloudwatch",
    "cwl": "logs",
    "ddb": "dynamodb",
    "dkr.ecr": "ecr",
    "dynamo": "dynamodb",
    "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing",
    "emr": "elasticmapreduce",
    "eventbridge": "events",
    "msk": "kafka",
    "nlb": "elasticloadbalancing",
    "opensearch": "es",
    "r53": "route53",
    "sfn": "states",
    "stepfunctions": "states",
    "vpc": "ec2",
}
# A name that is not an action, in lower case -> the actions that do what it says.
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "ecr:getlogin": ("ecr:GetAuthorizationToken",),
    "ecr:getloginpassword": ("ecr:GetAuthorizationToken",),
    "ecr:login": ("ecr:GetAuthorizationToken",),
    "ecr:pullimage": ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
    "ecr:pullimages": ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
    "ecr:pushimage": ("ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart"),
    "iam:tagresource": ("iam:TagRole", "iam:TagPolicy", "iam:TagUser"),
    "iam:untagresource": ("iam:UntagRole", "iam:UntagPolicy", "iam:UntagUser"),
    "s3:createmultipartupload": ("s3:PutObject",),
    "states:executestatemachine": ("states:StartExecution",),
}
