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


_CONSTANTS = """\
from typing import Final
WRONG: Final = "ecr:PutImages"
PREFIX: Final = "ecr"
class Names:
    WRONG: Final = "ecr:PutImages"
"""
# Imports, and values made of what they import.
_IMPORTED = {
    "from .constants import WRONG": ("WRONG", "[WRONG]", "WRONG if __name__ else 'ecr:PutImage'"),
    "from .constants import PREFIX": ('f"{PREFIX}:PutImages"', 'PREFIX + ":PutImages"'),
    "from .constants import PREFIX as p": ('"%s:PutImages" % p', '"{}:PutImages".format(p)'),
    "from .constants import Names": ("Names.WRONG",),
    "from . import constants": ("constants.WRONG", "constants.Names.WRONG"),
    "from ..package.constants import WRONG": ("WRONG",),
    "from .. import package": ("package.constants.WRONG",),
    "from package.constants import WRONG": ("WRONG",),
    "from package import constants": ("constants.WRONG",),
    "import package.constants": ("package.constants.WRONG",),
    "import package.constants as c": ("c.WRONG",),
}


def test_an_ignore_beside_an_imported_value_satisfies_mypy_and_the_engine(project: Project) -> None:
    project.write("above/__init__.py", "")
    project.write("above/package/constants.py", _CONSTANTS)
    project.write("package/constants.py", _CONSTANTS)
    for folder in ("above/package", "package"):
        project.write(f"{folder}/__init__.py", "")
    needed = []
    for number, (line, values) in enumerate(_IMPORTED.items()):
        # Two dots need a package above.
        folder = "above/package" if ".." in line else "package"
        for index, value in enumerate(values):
            for comment in ("", "# typed-iam: ignore", "# typed-iam: ignore[iam-unknown-action]"):
                name = f"{folder}/use_{number}_{index}_{len(comment)}.py"
                text = f'{line}\nx = {{"Effect": "Allow", "Action": {value}}}  {comment}\n'
                path = project.write(name, text)
                assert check(path.read_bytes(), Config()) == [], text
                needed += [] if comment else [name]
    assert [path for path, *_ in project.cold().ours] == sorted(needed)
