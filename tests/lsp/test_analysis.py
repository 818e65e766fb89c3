"""Analysis: one for all requests, until the text or the settings change."""

from __future__ import annotations

from pathlib import Path

import pytest

from typed_iam_core.config import Config
from typed_iam_core.readers import find
from typed_iam_lsp import analysis
from typed_iam_lsp.documents import Document
from typed_iam_lsp.server import Server

WRONG = '{"Effect": "Allow", "Action": "ecr:PutImages", "Resource": "*"}\n'


def test_a_text_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []

    def counting(*arguments: object) -> object:
        read.append(arguments)
        return find(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(analysis, "find", counting)
    found = analysis.Analysis(WRONG, Config(), None)
    for _ in range(2):
        assert [slot.text for slot in found.actions] == ["ecr:PutImages"]
        assert [finding.code for finding in found.findings or []] == ["iam-unknown-action"]
    assert len(read) == 1


@pytest.mark.parametrize(
    "config", [Config(exclude=("*.py",)), Config(max_file_size=10)], ids=["excluded", "too large"]
)
def test_a_file_that_is_not_checked_is_not_read_for_findings(
    monkeypatch: pytest.MonkeyPatch, config: Config
) -> None:
    monkeypatch.setattr(analysis, "find", None)
    assert analysis.Analysis(WRONG, config, Path("a.py")).findings == []


def test_the_server_keeps_an_analysis_until_text_or_settings_change(tmp_path: Path) -> None:
    server = Server()
    document = Document((tmp_path / "a.py").as_uri(), WRONG)
    first = server._analysis(document)
    assert server._analysis(document) is first
    (tmp_path / "pyproject.toml").write_text("[tool.typed-iam]\nselect = []\n", "utf-8")
    second = server._analysis(document)
    assert second.findings == [] != first.findings
    document._source = "x = 1\n"
    third = server._analysis(document)
    assert third is not second and third.actions == []
