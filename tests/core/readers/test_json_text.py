from __future__ import annotations

import pytest

from tests.core.readers.judging import flagged

DOCUMENT = '{"Statement": [{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:BatchGetImages"]}]}'
ESCAPED = DOCUMENT.replace('"', '\\"')
DOUBLED = DOCUMENT.replace("{", "{{").replace("}", "}}")

SEEN = {
    "a plain string": f"x = '{DOCUMENT}'",
    "json.loads": f"x = json.loads('{DOCUMENT}')",
    "escaped quotes": f'x = "{ESCAPED}"',
    "a raw string": f"x = r'{DOCUMENT}'",
    "three quotes and lines": 'x = """\n' + DOCUMENT.replace(", ", ",\n  ") + '\n"""',
    "strings side by side": "x = ('" + DOCUMENT.replace(", ", "'  # é\n  u', ") + "')",
    "characters beyond ASCII before it": f"é = 'ü\\u00e9'; x = '{DOCUMENT}'",
    "an f-string": "x = f'" + DOUBLED.replace('["ecr:P', '["{a["b"]}", "ecr:P') + "'",
    "an f-string with a value for a hole": (
        "x = f'" + DOUBLED.replace("]}}]", '], "Resource": {json.dumps(r)}}}]') + "'"
    ),
    "a percent template": (
        "x = '" + DOCUMENT.replace('["ecr:P', '["%(a)s", "%s:*", "ecr:P') + "' % y"
    ),
    "a format template": "x = '" + DOUBLED.replace('["ecr:P', '["{}:{x}", "ecr:P') + "'.format(1)",
    "parts that are added up": (
        "x = '" + DOCUMENT.replace("]}]}", '], "Resource": "\' + arn + \'"}]}') + "'"
    ),
    "a value that is added": "x = '"
    + DOCUMENT.replace("]}]}", "], \"Resource\":' + r + '}]}")
    + "'",
    "a name of string.Template for a value": (
        "x = '" + DOCUMENT.replace("]}]}", '], "Resource": $arn, "Condition": ${c}}]}') + "'"
    ),
    "a value of a Jinja template": (
        "x = '" + DOCUMENT.replace("]}]}", '], "Resource": {{ arns | tojson }}}]}') + "'"
    ),
    "continued lines": "x = '" + DOCUMENT.replace(", ", ", \\\n") + "'",
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_wrong_action_is_reported_at_its_place_inside_the_string(code: str, newline: str) -> None:
    (found,) = flagged(code.replace("\n", newline))
    assert found.replace("\\", "") == 'iam-unknown-action "ecr:BatchGetImages"'


UNSEEN = {
    "a docstring": f'"""{DOCUMENT}"""',
    "a function's docstring": f"def f():\n    '''{DOCUMENT}'''",
    "text around it": f"x = 'policy: {DOCUMENT}'",
    "text that is cut off": f"x = '{DOCUMENT[:-1]}'",
    "bytes": f"x = b'{DOCUMENT}'",
    "a sum that is part of an action": (
        "x = '" + DOCUMENT.replace("GetImages", "Get' + what + 'Images") + "'"
    ),
    "a policy of Alibaba Cloud": (
        "x = '" + DOCUMENT.replace('{"Statement"', '{"Version": "1", "Statement"') + "'"
    ),
    "a hole in a string": "x = '" + DOCUMENT.replace("ecr:BatchGetImages", "%s") + "' % y",
    "a hole for a value": "x = '" + DOCUMENT.replace('"ecr:BatchGetImages"', "%s") + "' % y",
    "a name of string.Template": "x = '" + DOCUMENT.replace("ecr:BatchGetImages", "$action") + "'",
    "json that is not a policy": 'x = \'{"action": "ecr:BatchGetImages", "effect": 1}\'',
    "too deep a nesting": "x = '" + '{"Effect": ' * 5000 + "Action" + "}" * 5000 + "'",
}


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN.keys())
def test_other_text_is_not_reported(code: str) -> None:
    assert flagged(code) == []
