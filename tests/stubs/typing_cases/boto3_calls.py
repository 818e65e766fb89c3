"""Where boto3's stubs take a policy: text everywhere, so ``json.dumps`` stands between."""

import json

from types_boto3_ecr.client import ECRClient
from types_boto3_iam.client import IAMClient
from types_boto3_iam.service_resource import IAMServiceResource
from types_boto3_iam.type_defs import CreateRoleRequestTypeDef, PolicyDocumentDictTypeDef

from typed_iam import EcrRepositoryPolicy, IdentityPolicy, PolicyDocument, StrictTrustPolicy
from typed_iam.actions.ecr import Ecr
from typed_iam.actions.sts import Sts

identity: IdentityPolicy = {"Statement": [{"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}]}
trust: StrictTrustPolicy = {"Statement": [{"Effect": "Allow", "Action": Sts.AssumeRole, "Principal": {"AWS": "1"}}]}
repository: EcrRepositoryPolicy = {"Statement": [{"Effect": "Allow", "Action": Ecr.PutImage, "Principal": "*"}]}


def write(iam: IAMClient, ecr: ECRClient, resource: IAMServiceResource) -> None:
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=json.dumps(identity))
    iam.simulate_custom_policy(PolicyInputList=[json.dumps(identity)], ActionNames=[Ecr.PutImage])
    ecr.set_repository_policy(repositoryName="r", policyText=json.dumps(repository))
    resource.create_policy(PolicyName="p", PolicyDocument=json.dumps(identity))
    request: CreateRoleRequestTypeDef = {"RoleName": "r", "AssumeRolePolicyDocument": json.dumps(trust)}
    iam.create_role(**request)

    iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust)  # flagged: all
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=identity)  # flagged: all
    ecr.set_repository_policy(repositoryName="r", policyText=repository)  # flagged: all


def read(iam: IAMClient) -> None:
    found = iam.get_role_policy(RoleName="r", PolicyName="p")["PolicyDocument"]
    text_or_dict: str | PolicyDocumentDictTypeDef = found
    # Its Effect and Version are any str there.
    document: PolicyDocument | str = found  # flagged: all
    parsed: PolicyDocument = json.loads(str(found))
