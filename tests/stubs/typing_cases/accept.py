"""Correct policies: no type checker may flag a line here."""

import json
from collections.abc import Sequence
from typing import assert_type

from typed_iam import (
    Action,
    ActionPattern,
    EcrRepositoryPolicy,
    IdentityPolicy,
    IdentityStatement,
    PolicyDocument,
    ResourceControlPolicy,
    ResourcePolicy,
    ServiceControlPolicy,
    Statement,
    StrictAction,
    StrictEcrRepositoryPolicy,
    StrictIdentityPolicy,
    StrictPolicyDocument,
    StrictResourceControlPolicy,
    StrictResourcePolicy,
    StrictServiceControlPolicy,
    StrictStatement,
    StrictTrustPolicy,
    TrustPolicy,
    wildcard,
)
from typed_iam.actions.ecr import AnyEcrAction, Ecr, EcrAction, EcrActionPattern
from typed_iam.actions.iam import Iam
from typed_iam.actions.s3 import S3
from typed_iam.actions.sts import Sts


def as_document(document: PolicyDocument) -> str:
    return json.dumps(document)


def as_strict_document(document: StrictPolicyDocument) -> str:
    return as_document(document)


# Enums: members, the service, the base of all services
assert_type(wildcard("ecr:Get*"), ActionPattern)
push: Sequence[Ecr] = [Ecr.InitiateLayerUpload, Ecr.UploadLayerPart, Ecr.PutImage]
one_service: Ecr = Ecr.PutImage
any_service: Action = S3.GetObject
plain_text: str = Iam.PassRole
name: EcrAction = "ecr:PutImage"
pattern: EcrActionPattern = "ecr:Get*"
member_or_name: list[AnyEcrAction] = [Ecr.PutImage, "ecr:PutImage"]

# A single value or a list, everywhere
single: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}
several: PolicyDocument = {
    "Version": "2012-10-17",
    "Id": "several",
    "Statement": [
        {
            "Sid": "Read",
            "Effect": "Allow",
            "Principal": {"AWS": "111122223333", "Service": ["ecs-tasks.amazonaws.com"]},
            "Action": ["s3:GetObject", S3.ListBucket, wildcard("ecr:Get*"), Ecr.PutImage],
            "Resource": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
            "Condition": {
                "Bool": {"aws:SecureTransport": True},
                "NumericLessThan": {"s3:max-keys": 10},
                "StringLike": {"aws:PrincipalTag/team": ["red", "blue"], "aws:PrincipalTag/env": "*"},
            },
        },
        {"Effect": "Deny", "NotPrincipal": "*", "NotAction": Iam.PassRole, "NotResource": "*"},
        {"Effect": "Deny", "NotPrincipal": {"AWS": ["1", "2"]}, "Action": "ecr:PutImage"},
    ],
}
as_document({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
as_strict_document({"Statement": [{"Effect": "Allow", "Action": wildcard("*"), "Resource": "*"}]})

# Variables of every usual type
names = ["s3:GetObject", "s3:PutObject"]
members = [Ecr.PutImage, Ecr.DescribeImages]
constants = (S3.GetObject, S3.PutObject)
mixed: list[StrictAction] = [Ecr.PutImage, S3.GetObject, wildcard("sts:Assume*")]
bases: list[Action] = [Ecr.PutImage, S3.GetObject]
from_names: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": names, "Resource": "*"}}
from_members: PolicyDocument = {"Statement": {"Effect": "Allow", "Action": members, "Resource": "*"}}
strict_members: StrictPolicyDocument = {"Statement": {"Effect": "Allow", "Action": members, "Resource": "*"}}
strict_constants: StrictPolicyDocument = {"Statement": {"Effect": "Allow", "Action": constants, "Resource": "*"}}
strict_mixed: StrictPolicyDocument = {"Statement": {"Effect": "Allow", "NotAction": mixed, "Resource": "*"}}
strict_bases: StrictPolicyDocument = {"Statement": {"Effect": "Allow", "Action": bases, "Resource": "*"}}

# Step by step
statements: list[Statement] = []
statements.append({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})
statements[0]["Condition"] = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
statements[0]["Sid"] = "First"
from_statements: PolicyDocument = {"Version": "2012-10-17", "Statement": statements}
called = PolicyDocument(Version="2012-10-17", Statement=statements)
strict_statement: StrictStatement = {"Effect": "Allow", "Action": S3.GetObject, "Resource": "*"}
statements.append(strict_statement)

# Each kind
identity: IdentityPolicy = {"Statement": [{"Effect": "Allow", "Action": names, "NotResource": "*"}]}
control: ServiceControlPolicy = {"Statement": [{"Effect": "Deny", "NotAction": names, "Resource": "*"}]}
bucket: ResourcePolicy = {
    "Id": "bucket",
    "Statement": [
        {"Effect": "Allow", "Principal": {"CanonicalUser": "abc"}, "Action": "s3:*", "Resource": "*"},
        {"Effect": "Deny", "NotPrincipal": {"AWS": ["1", "2"]}, "Action": "s3:*", "Resource": "*"},
    ],
}
trust: TrustPolicy = {
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
}
repository: EcrRepositoryPolicy = {
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage"]},
        {"Effect": "Deny", "Principal": "*", "Action": "ecr:PutImage", "Resource": "*"},
        {"Effect": "Deny", "NotPrincipal": {"AWS": ["1"]}, "Action": "ecr:PutImage"},
    ]
}
guard: ResourceControlPolicy = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"},
}
strict_identity: StrictIdentityPolicy = {"Statement": [{"Effect": "Allow", "Action": members, "Resource": "*"}]}
strict_control: StrictServiceControlPolicy = {"Statement": [{"Effect": "Deny", "Action": members, "Resource": "*"}]}
strict_bucket: StrictResourcePolicy = {
    "Statement": {"Effect": "Allow", "Principal": "*", "Action": S3.GetObject, "Resource": "*"}
}
strict_trust: StrictTrustPolicy = {
    "Statement": {"Effect": "Allow", "Principal": {"AWS": "1"}, "Action": Sts.AssumeRole}
}
strict_repository: StrictEcrRepositoryPolicy = {
    "Statement": {"Effect": "Allow", "Principal": {"AWS": "1"}, "Action": [wildcard("ecr:Get*"), *members]}
}
strict_guard: StrictResourceControlPolicy = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Deny", "Principal": "*", "Action": wildcard("s3:*"), "Resource": "*"},
}

# Every kind is a policy document, every strict one its own lax form, an SCP reads as an identity policy
documents: list[PolicyDocument] = [identity, control, bucket, trust, repository, guard]
strict_documents: list[StrictPolicyDocument] = [
    strict_identity,
    strict_control,
    strict_bucket,
    strict_trust,
    strict_repository,
    strict_guard,
]
documents.extend(strict_documents)
identity = strict_identity
identity = control
control = strict_control
bucket = strict_bucket
bucket = guard
repository = strict_repository
trust = strict_trust
guard = strict_guard

# Reading
first: Statement | Sequence[Statement] = single["Statement"]
id_or_none: str | None = several.get("Id")
identity_statement: IdentityStatement = {"Effect": "Allow", "Action": names, "Resource": "*"}
effect: str = identity_statement["Effect"]
