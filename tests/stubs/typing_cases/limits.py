"""Wrong policies that no type can tell from right ones, so nothing is flagged here."""

from typed_iam import (
    IdentityPolicy,
    PolicyDocument,
    ResourcePolicy,
    Statement,
    StrictPolicyDocument,
    wildcard,
)
from typed_iam.actions.ecr import Ecr

# Any string is an action to the lax types: the mypy plugin and ``typed-iam check`` judge it.
misspelled: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": "ecr:PutImages", "Resource": "*"}}
# The form of a wildcard is checked when it is made, and whether it matches by the same two.
matches_nothing: StrictPolicyDocument = {
    "Statement": {"Effect": "Allow", "Action": wildcard("ecr:Xyz*"), "Resource": "*"}
}
# Statement is for every kind, and some kinds need neither resource nor principal.
neither: Statement = {"Effect": "Allow", "Action": "ecr:PutImage"}
# IAM takes a statement's lists with at least one element; a type has no length.
empty: IdentityPolicy = {"Statement": {"Effect": "Allow", "Action": [], "Resource": []}}
no_principal: ResourcePolicy = {
    "Statement": {"Effect": "Allow", "Principal": {}, "Action": "*", "Resource": "*"}
}
# A resource decides which actions make sense; here it is a bucket.
elsewhere: StrictPolicyDocument = {
    "Statement": {"Effect": "Allow", "Action": Ecr.PutImage, "Resource": "arn:aws:s3:::bucket"}
}
# Condition operators and keys are any string.
operator: Statement = {"Effect": "Allow", "Action": "*", "Condition": {"StringEqual": {"no": "x"}}}
# Every str is a Sequence[str].
letters: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": "", "Resource": ""}}
