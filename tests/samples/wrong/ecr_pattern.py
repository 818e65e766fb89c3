"""A wildcard that takes in nothing."""

READ_ONLY = dict(
    Effect="Allow",
    Action=["ecr:Describe*", "ecr:Fetch*"],  # expect: iam-empty-pattern
    Resource="*",
)
