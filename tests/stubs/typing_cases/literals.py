"""Literals of chosen services, by naming a statement and a document."""

from typing import Literal, TypeAlias

from typed_iam import NotActionStatementOf, PolicyDocument, PolicyDocumentOf, Statement, StatementOf
from typed_iam.actions.ec2 import Ec2Action
from typed_iam.actions.ecr import AnyEcrAction, Ecr, EcrAction, EcrActionPattern
from typed_iam.actions.s3 import S3, S3Action

EcrText: TypeAlias = EcrAction | EcrActionPattern


class EcrStatement(StatementOf[EcrText]):
    """Text alone."""


class EcrPolicy(PolicyDocumentOf[EcrStatement]):
    """Text alone."""


class EcrNotStatement(NotActionStatementOf[EcrText]):
    """Every action but these."""


class EcrEitherPolicy(PolicyDocumentOf[EcrStatement | EcrNotStatement]):
    """A union of statements."""


class EcrOrMemberStatement(StatementOf[AnyEcrAction | EcrActionPattern | Literal["*"]]):
    """Text or members."""


class BothStatement(StatementOf[Ecr | S3]):
    """Members of two services."""


class ManyStatement(StatementOf[EcrAction | S3Action | Ec2Action]):
    """More than 256 literals."""


# Right
text: EcrPolicy = {"Statement": [{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:Get*"], "Resource": "*"}]}
variable: list[EcrText] = ["ecr:PutImage"]
from_variable: EcrPolicy = {"Statement": {"Effect": "Deny", "Principal": "*", "Action": variable}}
either: EcrEitherPolicy = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Deny", "NotAction": "ecr:PutImage", "Resource": "*"},
        {"Effect": "Allow", "Action": "ecr:PutImage", "Resource": ["*"]},
    ],
}
text_or_member: EcrOrMemberStatement = {"Effect": "Allow", "Action": ["*", Ecr.PutImage, "ecr:Get*"]}
members = [Ecr.PutImage, Ecr.DescribeImages]
from_members: BothStatement = {"Effect": "Allow", "Action": members, "Resource": "*"}
subscript: PolicyDocumentOf[EcrStatement] = text
subscripts: PolicyDocumentOf[StatementOf[EcrText]] = text
many: ManyStatement = {"Effect": "Allow", "Action": ["ecr:PutImage", "ec2:RunInstances"]}
lax_document: PolicyDocument = text
lax_document = either
lax_statement: Statement = text_or_member

# Wrong
w1: EcrPolicy = {"Statement": {"Effect": "Allow", "Action": "ecr:PutImages", "Resource": "*"}}  # flagged: all
w2: EcrPolicy = {"Statement": [{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:Put"], "Resource": "*"}]}  # flagged: all
w3: EcrPolicy = {"Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}]}  # flagged: all
w4: EcrPolicy = {"Statement": [{"Effect": "Allow", "Action": Ecr.PutImage, "Resource": "*"}]}  # flagged: all
w5: EcrPolicy = {"Statement": [{"Effect": "Deny", "NotAction": "ecr:PutImage", "Resource": "*"}]}  # flagged: all
w6: EcrEitherPolicy = {"Statement": [{"Effect": "Deny", "NotAction": "ecr:PutImages", "Resource": "*"}]}  # flagged: all
w7: EcrEitherPolicy = {"Statement": [{"Effect": "Deny", "NotAction": "ecr:Get*", "Action": "ecr:Get*"}]}  # flagged: all
w8: BothStatement = {"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}  # flagged: all
w9: StatementOf[EcrAction] = {"Effect": "Allow", "Action": "ecr:PutImages"}  # flagged: all
w10: PolicyDocumentOf[int]  # flagged: all
w11: StatementOf[int]  # flagged: all
# pyrefly takes any string where there are more than 256 literals.
w12: ManyStatement = {"Effect": "Allow", "Action": ["ecr:PutImages"]}  # flagged: all but pyrefly


def convert(lax: PolicyDocument, statement: Statement, wide: EcrOrMemberStatement) -> None:
    a: EcrPolicy = lax  # flagged: all
    b: EcrStatement = statement  # flagged: all
    c: EcrStatement = wide  # flagged: all
