"""Wrong policies: the comment at the end of a line names the type checkers that flag it."""

from typed_iam import (
    EcrRepositoryPolicy,
    IdentityPolicy,
    PolicyDocument,
    ResourceControlPolicy,
    ResourcePolicy,
    ServiceControlPolicy,
    Statement,
    StrictIdentityPolicy,
    StrictPolicyDocument,
    StrictStatement,
    StrictTrustPolicy,
    TrustPolicy,
    wildcard,
)
from typed_iam.actions.ecr import Ecr, EcrAction
from typed_iam.actions.s3 import S3

names = ["s3:GetObject"]
name = "s3:GetObject"
lax: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": name, "Resource": "*"}}

# Enums and aliases
Ecr.PutImages  # flagged: all
S3.putObject  # flagged: all
misspelled: EcrAction = "ecr:PutImages"  # flagged: all
member_as_literal: EcrAction = Ecr.PutImage  # flagged: all
wildcard(5)  # flagged: all

# Strict: a bare string is refused wherever it stands
s1: StrictPolicyDocument = {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}  # flagged: all
s2: StrictPolicyDocument = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}  # flagged: all
s3: StrictPolicyDocument = {"Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}]}  # flagged: all
s4: StrictPolicyDocument = {"Statement": [{"Effect": "Allow", "Action": [S3.GetObject, "s3:*"], "Resource": "*"}]}  # flagged: all
s5: StrictPolicyDocument = {"Statement": [{"Effect": "Deny", "NotAction": name, "Resource": "*"}]}  # flagged: all
s6: StrictPolicyDocument = {"Statement": [{"Effect": "Deny", "NotAction": names, "Resource": "*"}]}  # flagged: all
s7: StrictPolicyDocument = {"Statement": [{"Effect": "Allow", "Action": f"s3:{name}", "Resource": "*"}]}  # flagged: all
s8: StrictPolicyDocument = {"Statement": [{"Effect": "Allow", "Action": Ecr.PutImages, "Resource": "*"}]}  # flagged: all
s9: StrictPolicyDocument = {"Statement": [{"Effect": "Allow", "Action": S3.GetObject.value, "Resource": "*"}]}  # flagged: all
s10: StrictPolicyDocument = lax  # flagged: all
s11: StrictStatement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}  # flagged: all
s12: StrictIdentityPolicy = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}  # flagged: all
s13: StrictTrustPolicy = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}]}  # flagged: all

# Values
v1: PolicyDocument = {"Version": "2012-10-18", "Statement": []}  # flagged: all
v2: PolicyDocument = {"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}}  # flagged: all
v3: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": 5}}  # flagged: all
v4: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": "*", "Principal": "111122223333"}}  # flagged: all
v5: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": "*", "Principal": {"Aws": "*"}}}  # flagged: all
v6: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": "*", "NotPrincipal": {"AWS": 5}}}  # flagged: all
v7: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": True}}}  # flagged: all
v8: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": {"k": None}}}}  # flagged: all
v9: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": {"s3:GetObject"}, "Resource": "*"}}  # flagged: all
v10: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": None, "Resource": "*"}}  # flagged: all

# Keys: missing, misspelled, one xor the other
k1: PolicyDocument = {"Version": "2012-10-17"}  # flagged: all
k2: PolicyDocument = {"Statements": []}  # flagged: all
k3: PolicyDocument = {"Statement": {"Action": "*", "Resource": "*"}}  # flagged: all
k4: PolicyDocument = {"Statement": {"Effect": "Allow", "Resource": "*"}}  # flagged: all
k5: PolicyDocument = {"Statement": {"Effect": "Allow", "Actions": "*", "Resource": "*"}}  # flagged: all
k6: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Conditions": {}}}  # flagged: all
k7: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*"}}  # flagged: all
k8: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "NotResource": "*"}}  # flagged: all
k9: Statement = {"Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*"}  # flagged: all
k10: Statement = {"Effect": "Deny", "Action": "*", "Principal": "*", "NotPrincipal": "*"}  # flagged: all
k11: Statement = {"Effect": "Allow", "Action": "*", "NotPrincipal": "*"}  # flagged: all
lax["Statement"] = []  # flagged: all

# What a kind of policy must or must not have
i1: IdentityPolicy = {"Statement": {"Effect": "Allow", "Action": "*"}}  # flagged: all
i2: IdentityPolicy = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}}  # flagged: all
i3: IdentityPolicy = {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "NotPrincipal": "*"}}  # flagged: all
i4: IdentityPolicy = lax  # flagged: all
c1: ServiceControlPolicy = {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Principal": "*"}}  # flagged: all
r1: ResourcePolicy = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}  # flagged: all
r2: ResourcePolicy = {"Statement": {"Effect": "Allow", "Action": "*", "Principal": "*"}}  # flagged: all
r3: ResourcePolicy = {"Statement": {"Effect": "Allow", "Action": "*", "NotPrincipal": "*", "Resource": "*"}}  # flagged: all
r4: ResourcePolicy = {"Statement": {"Effect": "Deny", "Action": "*", "Principal": "*", "NotPrincipal": "*", "Resource": "*"}}  # flagged: all
t1: TrustPolicy = {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole"}}  # flagged: all
t2: TrustPolicy = {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*", "Resource": "*"}}  # flagged: all
t3: TrustPolicy = {"Statement": {"Effect": "Deny", "Action": "sts:AssumeRole", "NotPrincipal": "*"}}  # flagged: all
e1: EcrRepositoryPolicy = {"Statement": {"Effect": "Allow", "Action": "ecr:PutImage"}}  # flagged: all
e2: EcrRepositoryPolicy = {"Statement": {"Effect": "Allow", "Action": "ecr:*", "Principal": "*", "NotResource": "*"}}  # flagged: all
g1: ResourceControlPolicy = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}}  # flagged: all
g2: ResourceControlPolicy = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "NotAction": "s3:*", "Resource": "*"}}  # flagged: all
g3: ResourceControlPolicy = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": {"AWS": "1"}, "Action": "s3:*", "Resource": "*"}}  # flagged: all
g4: ResourceControlPolicy = {"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}}  # flagged: all
