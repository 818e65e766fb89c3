from __future__ import annotations

import pytest

from typed_iam_core.catalogue.naming import (
    class_name,
    member_name,
    module_name,
    words,
)


@pytest.mark.parametrize(
    ("prefix", "module", "cls"),
    [
        ("ecr", "ecr", "Ecr"),
        ("ecr-public", "ecr_public", "EcrPublic"),
        ("lambda", "lambda_", "Lambda"),
        ("s3", "s3", "S3"),
        ("access-analyzer", "access_analyzer", "AccessAnalyzer"),
    ],
)
def test_a_service_has_one_module_and_one_class(prefix: str, module: str, cls: str) -> None:
    assert (module_name(prefix), class_name(prefix)) == (module, cls)


@pytest.mark.parametrize(
    ("action", "member"),
    [
        ("PutImage", "PutImage"),
        ("GET", "GET"),
        ("connect", "connect"),
        ("AssociateViaAWSService-EventsAndStates", "AssociateViaAWSService_EventsAndStates"),
        ("import", "import_"),
        ("upper", "upper_"),
        ("name", "name_"),
    ],
)
def test_a_member_is_spelt_as_its_action_unless_python_or_enum_forbids(
    action: str, member: str
) -> None:
    assert member_name(action) == member


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("GetDownloadUrlForLayer", ["Get", "Download", "Url", "For", "Layer"]),
        ("PutVPCEndpoint", ["Put", "VPC", "Endpoint"]),
        ("GET", ["GET"]),
        ("connect", ["connect"]),
        ("ListObjectsV2", ["List", "Objects", "V2"]),
    ],
)
def test_words(name: str, split: list[str]) -> None:
    assert words(name) == split
