"""mypy and the engine agree on line, column and code of every finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.diagnostics.judging import cases
from tests.core.readers.forms import SEEN, UNSEEN
from tests.plugin.mypy_project import PARSERS, Project
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import ON_ACTIONS, ON_DOCUMENTS, ON_STATEMENTS, UNUSED_IGNORE
from typed_iam_core.engine import check

SAMPLES = Path(__file__).parents[1] / "samples"


def corpus() -> dict[str, str]:
    files = {f"seen_{n:03}.py": code for n, code in enumerate(SEEN.values())}
    files |= {f"unseen_{n:03}.py": code for n, code in enumerate(UNSEEN.values())}
    for rule in (*ON_STATEMENTS, *ON_DOCUMENTS, UNUSED_IGNORE):
        for number, text in enumerate(cases(rule.code)):
            files[f"{rule.code.replace('-', '_')}_{number}.py"] = text
    for each in ON_ACTIONS:
        texts = cases(each.code)
        name = each.code.replace("-", "_")
        files[f"{name}.py"] = f'é = {{"Effect": "Deny", "Resource": "ß", "Action": {texts!r}}}'
        lines = "".join(f"    # ü\n    {text!r},\n" for text in texts)
        files[f"{name}_lines.py"] = f"x = dict(Effect='Allow', NotAction=[\n{lines}])"
    for path in sorted(SAMPLES.rglob("*.py")):
        files[f"sample_{path.parent.name}_{path.name}"] = path.read_text("utf-8")
    return files


@pytest.mark.parametrize("parser", PARSERS)
def test_mypy_and_the_engine_agree_on_every_fixture(project: Project, parser: list[str]) -> None:
    files = corpus()
    expected = []
    for name, text in files.items():
        project.write(name, text + "\n")
        for finding in check(f"{text}\n".encode(), Config()):
            if finding.severity == "hint":
                continue  # a note in mypy, which shows no code with notes
            expected.append((name, finding.span.line, finding.span.column, finding.code))
    assert len(expected) > 60
    assert project.cold(*parser).ours == sorted(set(expected))
