from __future__ import annotations

import pytest

from tests.core.readers.judging import assert_reported, flagged

SEEN = {
    "a list of nothing but actions": 'x = ["ecr:PutImage", "ecr:DescribeImages", "ecr:BatchGetImages"]',
    "one beside one that is right": 'f(["ecr:PutImage", "ecr:BatchGetImages"])',
    "a set of them": 'x = frozenset({"ecr:PutImage", "s3:GetObject", "ecr:BatchGetImages"})',
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_a_wrong_action_is_reported_once(code: str) -> None:
    assert_reported(code)


UNSEEN = {
    "a list of condition keys": 'x = ["s3:prefix", "s3:delimiter", "kms:ViaService"]',
    "a list of resource types": 'client.get_resources(ResourceTypeFilters=["ec2:instance", "s3:bucket"])',
    "tags in filters": 'f = [{"Name": "tag:Name", "Values": ["tag:Owner", "x"]}]',
    "events of s3": 'x = ["s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"]',
    "one action among many words": 'x = ["ecr:PutImage", "a", "b", "c", "ecr:BatchGetImages"]',
}


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN.keys())
def test_nothing_is_reported(code: str) -> None:
    assert flagged(code) == []
