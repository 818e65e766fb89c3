"""The table of boto3 parameters against the facts that it is made from."""

from __future__ import annotations

import json

from typed_iam_core.catalogue import default
from typed_iam_core.catalogue.matching import expand
from typed_iam_generator import boto3_calls, sources

FACTS = sources.fact("boto3_policy_parameters")
((NAME, TEXT),) = boto3_calls.files()
TABLE = json.loads(TEXT)


def use(client: str, method: str, path: str) -> list[str]:
    found: list[str] = TABLE["methods"][method][client][path]
    return found


def test_the_table_is_small_enough_to_load_at_start() -> None:
    assert NAME == "boto3.json"
    assert len(TEXT) < 100_000


def test_only_facts_of_high_confidence_lead_to_findings() -> None:
    for entry in FACTS["policy_params"]:
        what, *_ = use(entry["client"], entry["operation"], boto3_calls._path(entry))
        if entry["kind"] == "iot-policy":
            assert what == "not-iam"
        else:
            assert what == ("policy" if entry["confidence"] == "high" else "unsure")
    for entry in FACTS["not_iam_policy_params"]:
        assert use(entry["client"], entry["operation"], entry["path"]) == ["not-iam"]
    for entry in FACTS["action_name_params"]:
        what, *_ = use(entry["client"], entry["operation"], boto3_calls._path(entry))
        assert (what == "not-iam") == (entry["confidence"] != "high")


def test_every_service_of_a_policy_is_a_prefix_of_the_catalogue() -> None:
    kinds = {
        tuple(kind)
        for by_client in TABLE["methods"].values()
        for parameters in by_client.values()
        for _, *kind in parameters.values()
        if kind
    }
    assert len(kinds) > 30
    for service, _role in kinds:
        assert expand(service, default().prefixes), service


def test_the_policies_of_ecr_are_distinguished() -> None:
    assert use("ecr", "set_repository_policy", "policyText") == ["policy", "ecr", "repository"]
    assert use("ecr", "put_registry_policy", "policyText") == ["policy", "ecr", "registry"]
    for method in ("create", "update"):
        template = TABLE["methods"][f"{method}_repository_creation_template"]["ecr"]
        assert template["repositoryPolicy"] == ["policy", "ecr", "repository"]
        assert template["lifecyclePolicy"] == ["not-iam"]
    public = use("ecr-public", "set_repository_policy", "policyText")
    assert public == ["policy", "ecr-public", "repository"]


def test_a_parameter_that_decides_about_another_is_part_of_its_path() -> None:
    path = "AttributeValue?AttributeName=Policy"
    assert use("sns", "set_topic_attributes", path) == ["policy", "sns", "resource"]
    assert use("sns.Topic", "set_attributes", path) == ["policy", "sns", "resource"]
    path = "Content?Type=RESOURCE_CONTROL_POLICY"
    assert use("organizations", "create_policy", path) == ["policy", "*", "rcp"]
    assert use("organizations", "create_policy", "Content") == ["unsure"]


def test_resource_methods_take_what_their_operation_takes() -> None:
    assert use("s3.BucketPolicy", "put", "Policy") == ["policy", "s3*", "resource"]
    assert use("iam.AssumeRolePolicy", "update", "PolicyDocument") == ["policy", "sts", "trust"]
    assert use("sqs.Queue", "add_permission", "Actions") == ["bare", "sqs", "resource"]


def test_classes_are_those_of_the_type_stubs() -> None:
    assert TABLE["classes"]["ECRClient"] == ["ecr"]
    assert TABLE["classes"]["ECRPublicClient"] == ["ecr-public"]
    assert TABLE["classes"]["Policy"] == ["iam.Policy", "s3.BucketPolicy"]
    assert "ServiceResource" not in TABLE["classes"]
