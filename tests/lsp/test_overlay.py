"""The server knows what a project's overlay adds."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.lsp.editor import Editor, position
from typed_iam_core import catalogue
from typed_iam_core.catalogue.facts import ActionFacts, ServiceFacts
from typed_iam_core.catalogue.overlay import files as overlay_files
from typed_iam_core.catalogue.overlay import overlay

TEXT = 'P = {"Effect": "Allow", "Action": ["ecr:FlyImage", "ecr:Fly"], "Resource": "*"}\n'


def test_new_actions_are_valid_explained_and_offered(editor: Editor, tmp_path: Path) -> None:
    text = '[tool.typed-iam]\noverlay = "iam.json"\n'
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    new = {"ecr": ServiceFacts(actions={"FlyImage": ActionFacts("Write", ("repository",))})}
    data = overlay.render(catalogue.default().date, "2099-12-31", new)
    overlay_files.write(tmp_path / "iam.json", data)
    uri = editor.open("a.py", TEXT)
    (found,) = editor.settled(uri) or []
    assert '"ecr:Fly"' in found.message and "catalogue of 2099-12-31" in found.message
    shown = editor.hover(uri, position(TEXT, TEXT.index("FlyImage")))
    assert shown is not None and isinstance(shown.contents, types.MarkupContent)
    assert shown.contents.value.startswith("**ecr:FlyImage** (Write)")
    offered = editor.completions(uri, position(TEXT, TEXT.index('"], ')))
    assert [item.label for item in offered] == ["ecr:FlyImage"]
