"""Actions as members of an enum: a misspelt one does not type-check."""

from typed_iam.actions.ecr import Ecr

PUSH = {
    "Effect": "Allow",
    "Action": [Ecr.InitiateLayerUpload, Ecr.UploadLayerPart, Ecr.PutImage],
    "Resource": "*",
}
