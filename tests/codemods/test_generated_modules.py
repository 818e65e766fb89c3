"""Made-up modules: the rewrite is proven, means the same, and is done at once."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from typed_iam_codemods.rewriting.edits import Unproven
from typed_iam_codemods.rewriting.enum_references import plan
from typed_iam_codemods.rewriting.plans import rewritten

ACTIONS = [
    "ecr:PutImage",
    "ecr:GetAuthorizationToken",
    "s3:GetObject",
    "lambda:InvokeFunction",
    "ec2:RunInstances",
]
OTHERS = [
    "*",
    "ecr:*",
    "s3:Get*",
    "ecr:PutImages",
    "PutImage",
    "",
    "ecr: PutImage",
    "é",
    "a\nb",
    "{}",
    "s3:",
]
NAMES = ["P", "Ecr", "S3", "IamEcr", "Lambda", "Action", "x"]

# No action in another case: its case would be fixed, which changes the value.
text = st.one_of(st.sampled_from(ACTIONS), st.sampled_from(ACTIONS), st.sampled_from(OTHERS))
spelled = st.one_of(
    text.map(repr),
    text.map(json.dumps),
    text.map(lambda value: f"'''{value}'''"),
    text.map(lambda value: f"{value[:3]!r} {value[3:]!r}"),
    text.map(lambda value: f"f{value[:3]!r}" if "{" not in value else "''"),
    text.map(lambda value: f"({value!r})"),
    text.map(lambda value: f"{value!r}if 1 else{value!r}"),
)
space = st.sampled_from(["", " ", "  ", "\n", " # é\n", "\t", "\\\n"])


@st.composite
def listed(draw: st.DrawFn) -> str:
    items = draw(st.lists(spelled, max_size=4))
    return "[" + ",".join(draw(space) + item + draw(space) for item in items) + "]"


@st.composite
def statement(draw: st.DrawFn) -> str:
    key = draw(st.sampled_from(["Action", "NotAction", "Sid", "Resource"]))
    value = draw(st.one_of(spelled, listed()))
    gap = draw(space)
    return f'{{"Effect":{gap}"Allow", "{key}"{gap}:{draw(space)}{value}, "Resource": "*"}}'


@st.composite
def line(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(NAMES))
    return draw(
        st.one_of(
            statement().map(lambda value: f"VALUES.append({value})"),
            listed().map(lambda value: f"VALUES.append({value})"),
            statement().map(
                lambda value: (
                    f"def {name}({name}=None):\n    return {value}\nVALUES.append({name}())"
                )
            ),
            statement().map(lambda value: f"class {name}:\n\tp = {value}\nVALUES.append({name}.p)"),
            statement().map(lambda value: f"VALUES += [{value} for {name} in range(2)]"),
            st.just(f"{name} = 1"),
            st.just("import json"),
            st.just("from math import *"),
            st.just("from typed_iam.actions.ecr import Ecr as E"),
            st.just("from typed_iam.actions.s3 import S3Action"),
            st.just(""),
            st.just("\f# é"),
        )
    )


@st.composite
def module(draw: st.DrawFn) -> bytes:
    head = draw(
        st.sampled_from(
            [
                "",
                "#!/usr/bin/python\n",
                "'''Doc'''\n\n",
                "'''Doc''';",
                "import os\n",
                "from __future__ import annotations\n",
            ]
        )
    )
    lines = draw(st.lists(line(), min_size=1, max_size=6))
    source = head + "VALUES = []\n" + "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n "]))
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + source.replace("\n", newline).encode()


def values(data: bytes) -> str:
    namespace: dict[str, object] = {"__name__": "made_up"}
    exec(compile(data, "made_up.py", "exec", dont_inherit=True), namespace)
    return json.dumps(namespace["VALUES"])


@settings(max_examples=300, deadline=None)
@given(module())
def test_a_generated_module_keeps_its_values(data):
    before = values(data)
    try:
        # This proves the edits, and that a second run changes nothing.
        result = rewritten(data, plan)
    except Unproven as error:
        raise AssertionError(f"planned what cannot be proven: {error}") from error
    assert values(result.data) == before
    if result.plan.reason is not None:
        assert result.data == data
