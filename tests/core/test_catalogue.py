from __future__ import annotations

import json
from pathlib import Path

import pytest

from typed_iam_core.catalogue import Catalogue, default

README = Path(__file__).parents[2] / "README.md"
ORIGINAL = json.loads((Path(__file__).parents[1] / "facts/ecr_2024.json").read_text("utf-8"))


def test_the_snapshot_is_the_one_described_in_the_readme() -> None:
    catalogue = default()
    sizes = {service.prefix: len(service.actions) for service in catalogue.services}
    readme = README.read_text("utf-8")
    assert f"{sum(sizes.values()):,} actions of {len(sizes)} AWS services" in readme
    assert f"(catalogue of {catalogue.date})" in readme
    assert (sizes["ecr"], sizes["ecr-public"]) == (64, 23)


@pytest.mark.parametrize(
    ("prefix", "count"),
    [("elasticloadbalancing", 77), ("ses", 233), ("greengrass", 112), ("lex", 152)],
)
def test_services_of_several_reference_pages_are_merged(prefix: str, count: int) -> None:
    service = default().service(prefix)
    assert service is not None and len(service.actions) == count
    assert len(default().facts(prefix).pages) > 1


def test_the_first_and_the_last_service_are_found_like_any_other() -> None:
    catalogue = default()
    for prefix in (catalogue.prefixes[0], catalogue.prefixes[-1]):
        assert catalogue.service(prefix) is not None


@pytest.mark.parametrize(
    "prefix", ["", " ", "ecr ", "ecr BatchGetImage", "ec", "#", "é", "ecr\n", "../index"]
)
def test_a_text_that_is_not_a_prefix_finds_nothing(prefix: str) -> None:
    assert default().service(prefix) is None


def test_lookup_ignores_case_and_returns_the_spelling_of_aws() -> None:
    assert default().action("ECR:putimage") == "ecr:PutImage"
    assert default().action("ecr:PutImages") is None
    assert default().action("ecr") is None


def test_services_with_an_action_are_found_by_its_whole_name() -> None:
    assert default().services_with("deleteloggroup") == ["logs"]
    assert default().services_with("DeleteLogGrou") == []
    assert default().services_with("") == []


def test_only_the_requested_facts_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    original = Path.read_text

    def spy(self: Path, *args: str) -> str:
        opened.append(self.name)
        return original(self, *args)

    monkeypatch.setattr(Path, "read_text", spy)
    catalogue = Catalogue()
    catalogue.service("ec2")
    catalogue.facts("ecr")
    assert opened == ["ecr.json"]


def test_every_action_has_facts_and_every_fact_an_action() -> None:
    catalogue = default()
    for prefix in catalogue.prefixes:
        facts = catalogue.facts(prefix)
        service = catalogue.service(prefix)
        assert service is not None
        assert set(facts.actions) == set(service.actions.values())
        for action in facts.actions.values():
            assert action.url.startswith("https://")
            assert action.access


def test_actions_that_authorize_or_replace_exist() -> None:
    catalogue = default()
    for prefix in catalogue.prefixes:
        facts = catalogue.facts(prefix)
        named = [name for names in facts.operations.values() for name in names]
        named += [name for retired in facts.retired.values() for name in retired.replacement]
        assert [name for name in named if catalogue.action(name) != name] == []


def test_the_original_enumeration_of_ecr_is_known_in_full() -> None:
    """48 actions listed in February 2024: 47 are at the same address, one is renamed."""
    assert len(ORIGINAL) == 48
    facts = default().facts("ecr")
    gone = {name for name in ORIGINAL if name not in facts.actions}
    assert gone == {"DescribeRepositoryCreationTemplate"}
    assert facts.retired["DescribeRepositoryCreationTemplate"].replacement == (
        "ecr:DescribeRepositoryCreationTemplates",
    )
    moved = {
        name: (url, facts.actions[name].url)
        for name, url in ORIGINAL.items()
        if name not in gone and facts.actions[name].url != url
    }
    assert moved == {}
