"""A guard rail that was meant to keep images: a misspelt Deny denies nothing."""

KEEP_IMAGES = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Deny",
        "Action": [
            "ecr:BatchDeleteImages",  # expect: iam-unknown-action
            "ecr:DeleteRepository",
        ],
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "platform"}},
    },
}
