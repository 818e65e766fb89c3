from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from typed_iam_core.config import Config, ConfigError, load, read
from typed_iam_core.engine import check

WRONG = b'{"Effect": "Allow", "Action": "ecr:BatchGetImages"}'


def config(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "pyproject.toml"
    path.write_text(f"[tool.typed-iam]\n{text}\n", "utf-8")
    return read(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'ignroe = ["iam-unknown-action"]',
            'unknown key "ignroe" in [tool.typed-iam]; did you mean "ignore"?',
        ),
        ("zzz = 1", 'unknown key "zzz" in [tool.typed-iam]; use one of exclude'),
        (
            'ignore = "iam-unknown-action"',
            '"ignore" must be a list of strings, as in ignore = ["iam-unknown-action"]',
        ),
        (
            'ignore = ["iam-unknown-actoin"]',
            'unknown code "iam-unknown-actoin" in "ignore"; did you mean "iam-unknown-action"?',
        ),
        ("exclude = [1]", '"exclude" must be a list of strings'),
        ('max-file-size = "4 MB"', '"max-file-size" must be a number of bytes above 0'),
        ("max-file-size = true", '"max-file-size" must be a number of bytes above 0'),
        ('per-file-ignores = ["tests"]', '"per-file-ignores" must be a table'),
        (
            'per-file-ignores = { "tests/*" = "iam-unknown-action" }',
            '"per-file-ignores.tests/*" must be a list of strings',
        ),
        ('extra-actions = "corp:*"', '"extra-actions" must be a list'),
        (
            'extra-actions = ["corp"]',
            '"extra-actions" must be a list of actions such as "ecr:PutImage"',
        ),
        (
            'extra-actions = [{ action = "corp:X", until = 2027-01-01 }]',
            'unknown key "until" in "extra-actions"',
        ),
        (
            'extra-actions = [{ action = "corp:X", expires = "soon" }]',
            '"expires" of "corp:X" in "extra-actions" must be a date',
        ),
        ('extra-actions = [{ action = "corp:X", reason = 1 }]', '"reason" of "corp:X"'),
        ("ignore = [", ""),
    ],
)
def test_invalid_settings_are_rejected_in_one_helpful_line(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        config(tmp_path, text)
    said = str(caught.value)
    assert message in said and "\n" not in said
    assert said.startswith(str(tmp_path / "pyproject.toml"))


@pytest.mark.parametrize("table", ["tool = 1", "[tool]\ntyped-iam = 1"])
def test_a_table_of_another_type_does_not_crash(tmp_path: Path, table: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(table, "utf-8")
    if "typed-iam" in table:
        with pytest.raises(ConfigError, match="must be a table"):
            read(path)
    else:
        assert read(path).root == tmp_path


def test_the_nearest_pyproject_at_or_above_counts(tmp_path: Path) -> None:
    config(tmp_path, 'ignore = ["iam-unknown-action"]')
    below = tmp_path / "a/b"
    below.mkdir(parents=True)
    assert load(below).ignore == {"iam-unknown-action"}
    assert load(below).root == tmp_path


def test_ignore_and_select(tmp_path: Path) -> None:
    assert check(WRONG, config(tmp_path, 'ignore = ["iam-unknown-action"]')) == []
    assert check(WRONG, config(tmp_path, 'select = ["iam-empty-pattern"]')) == []
    assert len(check(WRONG, config(tmp_path, 'select = ["iam-unknown-action"]'))) == 1


def test_per_file_ignores_are_globs_from_the_root(tmp_path: Path) -> None:
    settings = config(tmp_path, 'per-file-ignores = { "tests/*" = ["iam-unknown-action"] }')
    assert check(WRONG, settings, tmp_path / "tests/deep/x.py") == []
    assert len(check(WRONG, settings, tmp_path / "src/x.py")) == 1


def test_exclude_covers_files_and_folders(tmp_path: Path) -> None:
    settings = config(tmp_path, 'exclude = ["tests/fakes/", "gen_*.py", "a/*/c"]')
    excluded = ["tests/fakes/x.py", "tests/fakes", "src/gen_x.py", "a/b/c/d.py"]
    kept = ["tests/x.py", "fakes/x.py", "src/x.py", "a/c/d.py"]
    assert [path for path in excluded if not settings.excludes(tmp_path / path)] == []
    assert [path for path in kept if settings.excludes(tmp_path / path)] == []


def test_extra_actions_are_valid_until_they_expire(tmp_path: Path) -> None:
    settings = config(
        tmp_path,
        'extra-actions = ["corp:*", { action = "ecr:BatchGetImages", reason = "beta", expires = 2027-01-31 }]',
    )
    assert settings.vouches_for("Corp:Anything", date(2100, 1, 1))
    assert settings.vouches_for("ecr:batchgetimages", date(2027, 1, 31))
    assert not settings.vouches_for("ecr:BatchGetImages", date(2027, 2, 1))
    assert not settings.vouches_for("ecr:PutImages", date(2026, 1, 1))
