from __future__ import annotations

from datetime import date

import pytest

from typed_iam_core.config import Config, ExtraAction
from typed_iam_core.engine import check, may_have_findings
from typed_iam_core.text.source import Source

LINE = '{"Effect": "Allow", "Action": "ecr:BatchGetImages"}'


@pytest.mark.parametrize(
    "comment",
    [
        "# typed-iam: ignore",
        "# typed-iam: ignore[iam-unknown-action]",
        "# typed-iam:ignore[iam-single-match, iam-unknown-action] because of the test",
        "# noqa  # typed-iam: ignore[iam-unknown-action]",
        "# type: ignore[iam-unknown-action]",
        "# type: ignore[iam-empty-pattern]  # typed-iam: ignore[iam-unknown-action]",
    ],
)
def test_a_comment_silences_its_line(comment: str) -> None:
    assert check(f"{LINE}  {comment}\n".encode(), Config()) == []


@pytest.mark.parametrize(
    "comment",
    [
        "# typed-iam: ignore[iam-empty-pattern]",
        "# type: ignore",
        "# type: ignore[assignment]",
        "; x = '# typed-iam: ignore'",
        "# ignore",
        "\n# typed-iam: ignore",
    ],
)
def test_other_comments_silence_nothing(comment: str) -> None:
    found = check(f"{LINE}  {comment}\n".encode(), Config())
    assert [each.code for each in found if each.code != "iam-unused-ignore"] == [
        "iam-unknown-action"
    ]


def test_type_ignore_comments_are_left_to_mypy() -> None:
    data = f"{LINE}  # type: ignore[iam-unknown-action]\n".encode()
    assert len(check(data, Config(), type_ignores=False)) == 1


def unused(code: str, config: Config | None = None) -> list[tuple[str, str]]:
    """The marked text and the message of each finding on a comment."""
    data = code.encode()
    return [
        (Source(data).segment(found.span), found.message)
        for found in check(data, config or Config())
        if found.code == "iam-unused-ignore"
    ]


def test_an_unused_code_among_several_is_reported_at_its_place() -> None:
    comment = "# typed-iam: ignore[iam-unknown-action, iam-empty-pattern]"
    assert unused(f"{LINE}  {comment}\n") == [
        ("iam-empty-pattern", 'Unused ignore: no "iam-empty-pattern" to silence here')
    ]


def test_an_unknown_code_is_reported_with_the_closest_one() -> None:
    ((marked, message),) = unused(f"{LINE}  # typed-iam: ignore[iam-unkown-action]\n")
    assert marked == "iam-unkown-action"
    assert message.endswith('; did you mean "iam-unknown-action"?')


@pytest.mark.parametrize("brackets", ["", "[]", "[iam-unknown-action]"])
def test_comments_are_checked_in_a_file_without_policies(brackets: str) -> None:
    assert len(unused(f"x = 1  # typed-iam: ignore{brackets}\n")) == 1
    assert not may_have_findings(b"x = 1  # type: ignore\n")


@pytest.mark.parametrize(
    "code",
    [
        "x = 1  # type: ignore[iam-unknown-action]\n",
        "x = '# typed-iam: ignore'\n",
        "x = 1  # typed-iam: ignored\n",
        "x = 1  # typed-iam: ignore[iam-unknown-action, iam-unused-ignore]\n",
        "x = 1  # typed-iam: ignore  # type: ignore[iam-unused-ignore]\n",
        "from a import B\nx = {'Effect': 'Allow', 'Action': B}  # typed-iam: ignore\n",
        "x = ['ecr:GetLifecyclePolicy'\n 'x']\n",
    ],
)
def test_a_comment_that_may_silence_something_is_not_reported(code: str) -> None:
    assert unused(code) == []


@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_comment_on_any_line_of_a_finding_silences_it(line: int) -> None:
    lines = ['x = {"Effect": "Allow", "Action": ("ecr:"', ' "Batch"', ' "GetImages")}']
    lines[line - 1] += "  # typed-iam: ignore[iam-unknown-action]"
    assert check("\n".join(lines).encode(), Config()) == []


JSON = '{"Effect": "Allow",\n"Action": "ecr:PutImages",\n"Resource": "*"}'
PIECES = ['{"Effect": "Allow",', '"Action": "ecr:PutImages",', '"Sid":', '""}']


def pieces(commented: int) -> str:
    """A string in pieces, a line each, with the sign after one of them."""
    lines = [f"{piece!r}{'§' * (n == commented)}\n" for n, piece in enumerate(PIECES)]
    return f"x = (\n{''.join(lines)})\n"


IGNORE = "# typed-iam: ignore[iam-unknown-action]"
# A comment in place of the sign silences the finding.
IN_STRINGS = {
    "triple quotes": f'x = """{JSON}"""§\n',
    "quotes on lines of their own": f'x = """\n{JSON}\n"""§\n',
    "an f-string": f'x = f"""{{{JSON}}}"""§\n'.replace("*", "{a}"),
    "a template": f'x = """{JSON}""" % a§\n'.replace("*", "%s"),
    "a template to format": f'x = """{{{JSON}}}""".format(a)§\n'.replace("*", "{}"),
    "an argument": f'f(\n"""\n{JSON}\n""",§\n)\n',
    "a decorator of a function on one line": f'@f("""{JSON}""")§\ndef g(): pass\n',
    "a line continued by a backslash": f"x = '{JSON}'§\n".replace(",\n", ",\\\n"),
    "pieces joined by backslashes": f"x = '{JSON}'§\n".replace(",\n", ",'\\\n'"),
    "before another string over lines": f'x = """{JSON}""", """\n""", """\n"""§\n',
    "the first of several pieces": pieces(0),
    "the piece itself": pieces(1),
    "the last of several pieces": pieces(3),
}
# A comment there silences nothing.
BESIDE_STRINGS = {
    "a dict of several lines": f"x = {JSON}§\n",
    "a dict of several lines at its start": f"x = {JSON}\n".replace(",\n", ",§\n", 1),
    "a string that begins behind it": f'{LINE}, """a\nb"""§\n',
    "a string that ends before it": f'x = """a\nb""", [§\n{LINE}]\n',
    "another piece": pieces(2),
    "the line after the string": f'x = (\n"""{JSON}"""\n)§\n',
    "within the string": f'x = """{JSON}"""\n'.replace("*", "§"),
}


@pytest.mark.parametrize("comment", [IGNORE, "# type: ignore[iam-unknown-action]"])
@pytest.mark.parametrize("code", IN_STRINGS.values(), ids=IN_STRINGS)
def test_a_comment_beside_a_multi_line_string_silences_its_findings(
    code: str, comment: str
) -> None:
    assert [each.code for each in check(code.replace("§", "").encode(), Config())] == [
        "iam-unknown-action"
    ]
    assert check(code.replace("§", f"  {comment}").encode(), Config()) == []


@pytest.mark.parametrize("code", BESIDE_STRINGS.values(), ids=BESIDE_STRINGS)
def test_a_comment_elsewhere_does_not_silence_a_multi_line_string(code: str) -> None:
    codes = {each.code for each in check(code.replace("§", f"  {IGNORE}").encode(), Config())}
    assert codes - {"iam-unused-ignore"} == {"iam-unknown-action"}


def test_unused_codes_of_a_comment_on_a_string_are_reported() -> None:
    comment = "# typed-iam: ignore[iam-unknown-action, iam-empty-pattern]"
    code = f'x = """{JSON}"""  {comment}\n'
    assert [marked for marked, _ in unused(code)] == ["iam-empty-pattern"]
    assert unused(f'{code}y = """{JSON}"""  # typed-iam: ignore\n')[1:] == []


@pytest.mark.parametrize(
    "config",
    [
        Config(ignore=frozenset({"iam-unknown-action"})),
        Config(select=frozenset({"iam-unused-ignore"})),
        Config(per_file_ignores=(("a.py", frozenset({"iam-unknown-action"})),)),
    ],
)
def test_a_code_that_is_switched_off_is_not_reported_as_unused(config: Config) -> None:
    data = b"x = 1  # typed-iam: ignore[iam-unknown-action]\n"
    assert check(data, config, "a.py") == []


def test_findings_switched_off_use_a_comment_without_codes() -> None:
    config = Config(ignore=frozenset({"iam-unknown-action"}))
    assert check(f"{LINE}  # typed-iam: ignore\n".encode(), config) == []


def test_the_message_says_that_extra_actions_has_expired() -> None:
    extra = (ExtraAction("ecr:Batch*", expires=date(2020, 1, 31)),)
    (found,) = check(LINE.encode(), Config(extra_actions=extra))
    assert found.message.endswith("; extra-actions vouched for it until 2020-01-31")
