from __future__ import annotations

import pytest

from tests.core.readers.judging import flagged

UNSEEN = {
    "a docstring": '"""{"Effect": "Allow", "Action": "ecr:BatchGetImages"}"""',
    "a type": 'x: Literal["ecr:PutImage", "ecr:DescribeImages", "ecr:BatchGetImages"]',
    "a type in an expression": 'T = Literal["ecr:PutImage", "ecr:DescribeImages", "ecr:BatchGetImages"]',
    "permissions of OpenSearch Serverless": '{"ResourceType": "index", "Permission": ["aoss:ReadDocument", "aoss:WriteDocument"]}',
    "a policy of Alibaba Cloud": '{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["oss:GetObject"], "Resource": ["*"]}]}',
}


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN.keys())
def test_nothing_is_reported(code: str) -> None:
    assert flagged(code) == []
