from __future__ import annotations

import pytest

from tests.core.readers.judging import assert_reported

SEEN = {
    "assignment to the key": 'statement["Action"] = ["ecr:BatchGetImages"]',
    "append to what may be the key's": 's.setdefault("Action", []).append("ecr:BatchGetImages")',
    "append to the key": 's["Action"].append("ecr:BatchGetImages")',
    "extend of the attribute": 's.actions.extend(["ecr:BatchGetImages"])',
    "+= on the key": 's["Action"] += ["ecr:BatchGetImages"]',
    "an attribute of a builder": 's.Action = ["ecr:BatchGetImages"]',
    "a list of required permissions": 'class R:\n    permissions = ("ecr:BatchGetImages",)',
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_a_wrong_action_is_reported_once(code: str) -> None:
    assert_reported(code)
