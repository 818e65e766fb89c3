from __future__ import annotations

import pytest

from tests.core.readers.judging import assert_reported, flagged

SEEN = {
    "a statement": 'DataAwsIamPolicyDocumentStatement(actions=["ecr:BatchGetImages"], resources=["*"])',
    "its excluded actions": 'DataAwsIamPolicyDocumentStatement(effect="Deny", not_actions=["ecr:BatchGetImages"])',
    "a dict in a document": 'DataAwsIamPolicyDocument(self, "d", statement=[{"actions": ["ecr:BatchGetImages"]}])',
    "a dict in a list by its name": 'S = [{"actions": ["ecr:BatchGetImages"]}]\nDataAwsIamPolicyDocument(self, "d", statement=S)',
    "a module before the name": 'd.DataAwsIamPolicyDocumentStatement(actions=["ecr:BatchGetImages"])',
}
UNSEEN = {
    "right actions": 'DataAwsIamPolicyDocumentStatement(actions=["ecr:PutImage"], resources=["*"])',
    "computed actions": "DataAwsIamPolicyDocumentStatement(actions=actions)",
    "no actions": 'DataAwsIamPolicyDocument(self, "d", version="2012-10-17")',
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_a_wrong_action_is_reported_once(code: str) -> None:
    assert_reported(code)


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN.keys())
def test_nothing_is_reported(code: str) -> None:
    assert flagged(code) == []
