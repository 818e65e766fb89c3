from __future__ import annotations

import pytest

from typed_iam._aliases import group_patterns
from typed_iam_core.catalogue import default
from typed_iam_core.catalogue.naming import class_name, member_name, module_name, words


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
def test_a_member_is_spelled_as_its_action_unless_python_or_enum_forbids(
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


def test_wildcards_of_the_stubs_end_where_words_do() -> None:
    for service in default().services:
        for name in service.actions.values():
            split = words(name)
            beginnings = {"".join(split[:count]) for count in range(1, len(split) + 1)}
            patterns = ["x:*", *(f"x:{each}*" for each in sorted(beginnings))]
            assert list(group_patterns("x", [name, name])) == patterns
