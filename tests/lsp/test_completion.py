"""Completion: in which strings, which names, and where they are inserted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lsprotocol import types

from tests.lsp.editor import Editor, applied, position
from typed_iam_core import catalogue
from typed_iam_lsp import completion
from typed_iam_lsp.positions import Place


def slot(text: str) -> completion.Slot | None:
    """The slot at the ``|`` in a text, if there is one."""
    at = text.index("|")
    lines = text.replace("|", "").splitlines(keepends=True)
    before = text[:at].split("\n")
    return completion.slot(lines, Place(len(before), len(before[-1]) + 1))


@pytest.mark.parametrize(
    "text",
    [
        '{"Action": "|',
        '{"Action": "ecr:|',
        "{'NotAction': 'ecr:Put|'}",
        '{"Action": ["ecr:PutImage", "|',
        '{"Action": [\n  "ecr:PutImage",  # [why\n  "ecr:|\n',
        '{"Action": ["a:b"] + ["c:d", "|"]}',
        '{"Action": [*("a:b", "|")]}',
        '{"Action": frozenset(["|"])}',
        'statement["Action"] = "|',
        'statement["Action"] = ["a:b", "|',
        "PolicyStatement(actions=['|",
        "iam.PolicyStatement(\n    not_actions=[\n        'ecr:|',",
        'Statement(Action=["|',
        '{"effect": "Allow", "actions": ["|',
        '"""unbalanced\n{"Action": "|',
    ],
)
def test_a_string_where_actions_stand_is_a_slot(text: str) -> None:
    assert slot(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        '{"Resource": "|',
        '{"Action": "ecr:PutImage", "|',
        '{"Action": ["ecr:PutImage"], "|',
        '{"Action": ["a:b"], "Resource": ["|',
        '{"Action": |',
        '{"Action": "ecr:PutImage"|',
        '{"Action|": ',
        '# {"Action": "|',
        '{"Action": call("|',
        'parser.add_argument("--x", action="|',
        '{"actions": ["|',
        '{"Action": "arn:aws:|',
        '{"Action": "a b|',
        '"|',
        "|",
    ],
)
def test_another_string_is_none(text: str) -> None:
    assert slot(text) is None


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    editor = Editor(tmp_path_factory.mktemp("workspace"))
    yield editor
    editor.close()


def proposed(editor: Editor, text: str) -> dict[str, types.CompletionItem]:
    at = text.index("|")
    plain = text.replace("|", "")
    uri = editor.open("a.py", plain)
    return {item.label: item for item in editor.completions(uri, position(plain, at))}


def test_services_come_before_the_colon(editor: Editor) -> None:
    items = proposed(editor, 'é = "😀"; {"Action": "EC|')
    assert {"ec2:", "ecr:", "ecr-public:", "ecs:"} <= set(items)
    assert "s3:" not in items
    assert items["ecr:"].detail and "Container Registry" in items["ecr:"].detail
    assert items["ecr:"].kind == types.CompletionItemKind.Module
    every = proposed(editor, '{"Action": "|')
    assert len(every) == len(catalogue.default().prefixes)


def test_actions_come_behind_it_with_their_access_level(editor: Editor) -> None:
    items = proposed(editor, '{"Action": ["ecr:GetLife|')
    assert list(items) == ["ecr:GetLifecyclePolicy", "ecr:GetLifecyclePolicyPreview"]
    assert items["ecr:GetLifecyclePolicy"].detail == "Read"
    assert proposed(editor, '{"Action": ["nix:|') == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('é = "😀"; {"Action": "ecr:PutIm|', 'é = "😀"; {"Action": "ecr:PutImage'),
        ('é = "😀"; {"Action": "ecr:PutIm|Foo"}', 'é = "😀"; {"Action": "ecr:PutImage"}'),
        ("{'Action': r'ECR:putim|'}", "{'Action': r'ecr:PutImage'}"),
    ],
)
def test_the_chosen_item_takes_the_place_of_the_content(
    editor: Editor, before: str, after: str
) -> None:
    edit = proposed(editor, before)["ecr:PutImage"].text_edit
    assert isinstance(edit, types.TextEdit)
    assert applied(before.replace("|", ""), edit) == after


@pytest.mark.slow
def test_no_text_is_slow() -> None:
    import time

    started = time.process_time()
    for piece in ('"', "'a", "[", '{"Action": ', "\\", "(" * 50, '"\\'):
        slot(f"{piece * 5_000}\n" * 3 + '{"Action": "|')
        slot(f"{piece * 5_000}|")
    assert time.process_time() - started < 5
