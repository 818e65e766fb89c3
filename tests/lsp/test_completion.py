"""Completion: the strings that complete, the names proposed, and the text replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lsprotocol import types

from tests.lsp.editor import Editor, applied, position
from tests.lsp.forms import WRONG, flagged, forms
from typed_iam_core import catalogue
from typed_iam_core.text.source import Source
from typed_iam_lsp import completion
from typed_iam_lsp.positions import Place


def slot(text: str) -> completion.Slot | None:
    """The slot at the ``|`` in a text, if there is one."""
    before, _, behind = text.partition("|")
    return slot_between(before, behind)


def slot_between(before: str, behind: str) -> completion.Slot | None:
    """The slot between two texts, if there is one."""
    *above, line = before.split("\n")
    place = Place(len(above) + 1, len(line) + 1)
    return completion.slot(Source.of_text(before + behind), place, catalogue.default())


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
def test_a_string_in_the_place_of_an_action_is_a_slot(text: str) -> None:
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
        '{"Action": b"ecr:|',
        '{"Action": "%secr:|" % x}',
        'parser.add_argument("--x", action="|',
        '{"actions": ["|',
        '{"Action": "arn:aws:|',
        '{"Action": "a b|',
        '"|',
        "|",
    ],
)
def test_other_strings_are_not_slots(text: str) -> None:
    assert slot(text) is None


# Damage at the cursor -> a pattern of the missing text, and the forms that cannot complete then.
DAMAGES: dict[str, tuple[str, dict[str, str]]] = {
    "nothing is missing": (r"\A", {}),
    "the closing quote is missing": (r"\A\\?[\"']", {}),
    "the rest of the line is gone": (
        r"\A[^\r\n]*",
        {
            "expressions: a loop over literals": "without its comma it is a loop over letters",
            "json_text: a format template": "without .format(...) its braces are not JSON",
        },
    ),
}


@pytest.mark.parametrize(("missing", "exceptions"), DAMAGES.values(), ids=DAMAGES.keys())
def test_every_flagged_form_completes(missing: str, exceptions: dict[str, str]) -> None:
    every = dict(forms())
    completed = set[str]()
    for name, code in every.items():
        assert flagged(code), name
        before, _, behind = code.partition(WRONG)
        found = slot_between(f"{before}ecr:BatchGetIm", re.sub(missing, "", behind))
        if found is not None:
            labels = [item.label for item in completion.items(found, catalogue.default())]
            assert labels == ["ecr:BatchGetImage"]
            completed.add(name)
    expected = every.keys() - exceptions.keys()
    print(f"{len(completed)} of {len(expected)} forms complete; not {exceptions}")
    assert completed == expected


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ('{"Effect": "Allow", "Action": "ecr:" "BatchGetIm|"}', ["ecr:BatchGetImage"]),
        ('P = "ecr"\n{"Effect": "Allow", "Action": f"{P}:BatchGetIm|"}', ["ecr:BatchGetImage"]),
        ('P = "ecr"\n{"Effect": "Allow", "Action": P + ":BatchGetIm|', ["ecr:BatchGetImage"]),
        ('from awacs.aws import Action\nAction("ecr", "BatchGetIm|', ["ecr:BatchGetImage"]),
        ('from awacs import ecr\necr.Action("BatchGetIm|")', ["ecr:BatchGetImage"]),
        ('x = "ecr:PutImage s3:GetBucketPolicyS|".split()', ["s3:GetBucketPolicyStatus"]),
        ('queue.add_permission(Label="l", Actions=["Receive|"])', ["ReceiveMessage"]),
        ("topic.add_permission(ActionName=['publ|", ["Publish"]),
    ],
)
def test_composed_actions_complete(text: str, labels: list[str]) -> None:
    if "split" in text:
        text = f'{text}\ny = {{"Effect": "Allow", "Action": x}}'
    found = slot(text)
    assert found is not None
    assert [item.label for item in completion.items(found, catalogue.default())] == labels


MODULE = '''\
import json

def broken(

class Policies:
    """Text: with a quote " in it
that goes on at the margin."""

    LARGE = {numbers}

    def first(self):
        return {{"Effect": "Allow", "Action": ["{first}]}}

    def second(self):
        policy = """
{{"Statement": [{{
  "Effect": "Allow",
  "Action": ["{second}]}}]}}"""
        return json.loads(policy)

    @decorated(
        1
    )
    def third(self):
        try:
            return PolicyStatement(actions=["ecr:PutImage", "{third}])
        except KeyError:
            raise

BROKEN = ["
'''


@pytest.mark.parametrize("where", ["first", "second", "third"])
def test_damage_elsewhere_does_not_matter(where: str) -> None:
    words = dict.fromkeys(("first", "second", "third"), 'ecr:PutImage"')
    text = MODULE.format(numbers=[*range(500)], **{**words, where: "ecr:PutIm|"})
    found = slot(text)
    assert found is not None and found.typed == "ecr:PutIm"


@pytest.mark.parametrize(
    "text",
    ['ACTIONS = ["|"]', 'f("|", "x")', 'repository.grant(role, "|")', 'x.add_actions("ec|")'],
)
def test_an_uncertain_place_completes_after_a_known_prefix_only(text: str) -> None:
    assert slot(text) is None
    found = slot(re.sub(r'"(ec)?\|', '"ecr:PutIm|', text))
    assert (found is not None) is not text.startswith("f(")


def test_an_uncertain_place_completes_beside_an_action() -> None:
    assert slot('ACTIONS = ["ecr:PutImage", "|"]') is not None
    assert slot('ACTIONS = ["events:write", "|"]') is None


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


def test_services_are_proposed_before_the_colon(editor: Editor) -> None:
    items = proposed(editor, 'é = "😀"; {"Action": "EC|')
    assert {"ec2:", "ecr:", "ecr-public:", "ecs:"} <= set(items)
    assert "s3:" not in items
    assert items["ecr:"].detail and "Container Registry" in items["ecr:"].detail
    assert items["ecr:"].kind == types.CompletionItemKind.Module
    every = proposed(editor, '{"Action": "|')
    assert len(every) == len(catalogue.default().prefixes)


def test_actions_are_proposed_after_the_colon_with_their_access_level(editor: Editor) -> None:
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
        ("{'Action': 'ecr:' 'PutIm|'}", "{'Action': 'ecr:' 'PutImage'}"),
        ("{'Action': 'ec' 'r:PutIm|'}", "{'Action': 'ec' 'r:PutImage'}"),
    ],
)
def test_the_chosen_item_replaces_the_content(editor: Editor, before: str, after: str) -> None:
    edit = proposed(editor, before)["ecr:PutImage"].text_edit
    assert isinstance(edit, types.TextEdit)
    assert applied(before.replace("|", ""), edit) == after


def test_an_exact_service_is_first_and_opens_the_list_of_its_actions(editor: Editor) -> None:
    items = proposed(editor, '{"Action": "ecr|"}')
    first = min(items.values(), key=lambda item: item.sort_text or item.label)
    assert first.label == "ecr:"
    assert [label for label, item in items.items() if item.preselect] == ["ecr:"]
    assert {"ecr-public:"} < items.keys()
    for item in items.values():
        assert item.command is not None
        assert item.command.command == "editor.action.triggerSuggest"
    (action,) = proposed(editor, '{"Action": "ecr:InitiateLayer|"}').values()
    assert action.command is None


def test_clients_filter_by_the_label(editor: Editor) -> None:
    for text in ('{"Action": "e|', '{"Action": "ecr:P|'):
        assert all(item.filter_text is None for item in proposed(editor, text).values())


@pytest.mark.slow
def test_no_text_is_slow() -> None:
    import time

    started = time.process_time()
    for piece in ('"', "'a", "[", '{"Action": ', "\\", "(" * 50, '"\\'):
        slot(f"{piece * 5_000}\n" * 3 + '{"Action": "|')
        slot(f"{piece * 5_000}|")
    assert time.process_time() - started < 5
