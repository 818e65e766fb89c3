"""The measurement of recall and precision can itself tell good from bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.accuracy import recall
from tests.bench.accuracy.occurrences import POLICY, Context, occurrences
from tests.bench.accuracy.precision import NEW, Precision, Review
from tests.bench.accuracy.recall import Recall, near_miss
from tests.bench.accuracy.suggestions import score
from typed_iam_core import catalogue as catalogues

KNOWN = catalogues.default()
TEXT = '''
POLICY = {"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:Get*"], "Resource": "*"}
PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
TEXT = """{"Statement": {"Effect": "Allow", "Action": "ecr:ListImages", "Resource": "*"}}"""
NAMES = {"ecr:PutImage": "push"}
log.info("ecr:PutImage")
'''


def test_occurrences_have_the_context_that_they_are_in() -> None:
    found = {each.action: each.context for each in sorted(occurrences(TEXT, KNOWN))[:5]}
    assert found == {
        "ecr:PutImage": Context.SLOT,
        "ecr:Get*": Context.SLOT,
        "ecr:BatchGetImage": Context.LIST,
        "ecr:GetDownloadUrlForLayer": Context.LIST,
        "ecr:ListImages": Context.JSON,
    }
    others = [each.context for each in sorted(occurrences(TEXT, KNOWN))[5:]]
    assert others == [Context.OTHER, Context.LOG]


@pytest.mark.parametrize(
    "action", ["ecr:PutImage", "ecr:Get*", "ecr:*", "s3:GetObject", "rds-db:connect"]
)
def test_a_near_miss_is_not_an_action(action: str) -> None:
    wrong = near_miss(action, KNOWN)
    assert wrong != action
    assert KNOWN.action(wrong) is None


def measured(tmp_path: Path) -> Recall:
    path = tmp_path / "policies.py"
    path.write_text(TEXT)
    result = Recall()
    result.file(path, Path("project/policies.py"), KNOWN)
    return result


def test_every_policy_action_of_the_example_is_noticed(tmp_path: Path) -> None:
    result = measured(tmp_path)
    assert result.share(POLICY, None) == (5, 5)
    assert result.missed == []


def test_a_blind_engine_has_no_recall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall, "check", lambda data, config: [])
    result = measured(tmp_path)
    assert result.share(POLICY, None) == (0, 5)
    assert len(result.missed) == 5


def test_only_new_findings_and_missing_ones_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "policies.py"
    path.write_text(TEXT.replace("ecr:ListImages", "ecr:ListImagse"))
    read = Review("project", "policies.py", "iam-unknown-action", '"ecr:ListImagse"')
    gone = read._replace(text='"ecr:Gone"')
    fresh, known = Precision({}), Precision({read: "wrong", gone: "fake"})
    for each in (fresh, known):
        each.file(path, Path("project-1.0/policies.py"), KNOWN)
    assert fresh.reviews == {read: NEW}
    assert [line.split()[0] for line in fresh.changes(frozenset({"project"}))] == ["new:"]
    assert [line.split()[0] for line in known.changes(frozenset({"project"}))] == ["gone:"]


def test_nine_in_ten_real_mistakes_get_the_right_suggestion_first() -> None:
    right, mistakes, _ = score()
    assert right >= 0.9 * mistakes
