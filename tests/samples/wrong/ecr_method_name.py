"""The name of boto3's method where the action's belongs."""


def grant_pull(policy, repository):
    policy["Statement"].append(
        {
            "Effect": "Allow",
            "Action": [
                "ecr:batch_get_image",  # expect: iam-operation-name
                "ecr:GetDownloadUrlForLayer",
            ],
            "Resource": repository["repositoryArn"],
        }
    )
