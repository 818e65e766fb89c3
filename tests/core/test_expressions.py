"""Values behind names: which are found, and in work that grows in proportion to the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import process_time

import pytest

from tests.core.readers.judging import assert_reported, flagged
from tests.growth import excessive_growth
from typed_iam_core.config import Config
from typed_iam_core.engine import check
from typed_iam_core.expressions import values
from typed_iam_core.expressions.expression import Expression
from typed_iam_core.expressions.scopes import ModuleScope
from typed_iam_core.policies import Policies, slots
from typed_iam_core.readers import byte_filter, find, may_hold_actions
from typed_iam_core.text.source import Source

pytestmark = pytest.mark.usefixtures("no_module_is_small")

SEEN = {
    "a set in list()": '{"Effect": "Allow", "Action": list({"ecr:BatchGetImages"})}',
    "a walrus": '{"Effect": "Allow", "Action": (pull := "ecr:BatchGetImages"), "Resource": "*"}',
    "a condition of CloudFormation": '{"Effect": "Allow", "Action": {"Fn::If": ["Pull", ["ecr:PutImage"], ["ecr:BatchGetImages"]]}}',
    "a condition of troposphere": '{"Effect": "Allow", "Action": If("Pull", ["ecr:BatchGetImages"], Ref("AWS::NoValue"))}',
    "one branch of a conditional": '{"Effect": "Allow", "Action": ["ecr:BatchGetImages" if x else "ecr:PutImage"]}',
    "lists that are added up": '{"Effect": "Allow", "Action": BASE + ["ecr:BatchGetImages"]}',
    "a starred list": '{"Effect": "Allow", "Action": [*BASE, *["ecr:BatchGetImages"]]}',
    "a module's constant": 'ACTIONS = ["ecr:BatchGetImages"]\np = {"Effect": "Allow", "Action": ACTIONS}',
    "a constant of a constant": 'A = "ecr:BatchGetImages"\nB = [A]\np = {"Effect": "Allow", "Action": B}',
    "a class's constant": 'class A:\n    X = ["ecr:BatchGetImages"]\n    def f(self): return {"Effect": "Allow", "Action": self.X}',
    "a class's constant by the class's name": 'class A:\n    X = "ecr:BatchGetImages"\np = {"Effect": "Allow", "Action": A.X}',
    "a local variable": 'def f():\n    a = ["ecr:BatchGetImages"]\n    return {"Effect": "Allow", "Action": a}',
    "a parameter's default": 'def f(a="ecr:BatchGetImages"):\n    return {"Effect": "Allow", "Action": a}',
    "a loop over literals": 'for a in ("ecr:BatchGetImages",):\n    x.append({"Effect": "Allow", "Action": a})',
    "a comprehension over literals": '[{"Effect": "Allow", "Action": a} for a in ["ecr:BatchGetImages"]]',
    "a list that grows": 'a = []\na.append("ecr:BatchGetImages")\np = {"Effect": "Allow", "Action": a}',
    "a list that a function adds to": 'a = []\ndef f():\n    a.append("ecr:BatchGetImages")\np = {"Effect": "Allow", "Action": a}',
    "a list that is added to": 'a = []\na += ["ecr:BatchGetImages"]\np = {"Effect": "Allow", "Action": a}',
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_a_wrong_action_is_reported_once(code: str) -> None:
    assert_reported(code)


UNSEEN = {
    "the name of a condition": '{"Effect": "Allow", "Action": {"Fn::If": ["Pull", "ecr:PutImage", "s3:*"]}}',
    "a computed action": '{"Effect": "Allow", "Action": f"ecr:{verb}Image"}',
    "a concatenation": '{"Effect": "Allow", "Action": "ecr:" + verb}',
    "a name": '{"Effect": "Allow", "Action": ACTIONS}',
    "a formatted string": '{"Effect": "Allow", "Action": "%s:%s" % (a, b)}',
    "a template's hole": '{"Effect": "Allow", "Action": "{service}:Get*", "Resource": "*"}',
    "a Jinja template": '{"Effect": "Allow", "Action": "{{ service }}:Get*", "Resource": "*"}',
    "a percent template": '{"Effect": "Allow", "Action": "%(service)s:Get*", "Resource": "*"}',
    "a parameter without a default": 'def f(a):\n    return {"Effect": "Allow", "Action": a}\nf("ecr:BatchGetImages")',
    "a name that another function binds": 'def f():\n    a = "ecr:BatchGetImages"\ndef g():\n    return {"Effect": "Allow", "Action": a}',
}


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN.keys())
def test_nothing_is_reported(code: str) -> None:
    assert flagged(code) == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            'p = "ecr"\nx = {"Effect": "Allow", "Action": p + ":BatchGetImages"}',
            'p + ":BatchGetImages"',
        ),
        (
            'p = "ecr"\nx = {"Effect": "Allow", "Action": f"{p}:BatchGetImages"}',
            'f"{p}:BatchGetImages"',
        ),
        (
            'n = "BatchGetImages"\nx = {"Effect": "Allow", "Action": ["ecr:%s" % n]}',
            '"ecr:%s" % n',
        ),
        (
            'n = "BatchGetImages"\nx = {"Effect": "Allow", "Action": "%s:%s" % ("ecr", n)}',
            '"%s:%s" % ("ecr", n)',
        ),
        (
            'n = "BatchGetImages"\nx = {"Effect": "Allow", "Action": "ecr:{}".format(n)}',
            '"ecr:{}".format(n)',
        ),
    ],
)
def test_a_composed_action_is_reported_as_a_whole(code: str, text: str) -> None:
    assert flagged(code) == [f"iam-unknown-action {text}"]


def test_a_constant_is_reported_once_where_its_literal_is() -> None:
    code = (
        'A = ["ecr:BatchGetImages"]\n'
        'x = {"Effect": "Allow", "Action": A}\ny = {"Effect": "Deny", "Action": A}'
    )
    (finding,) = check(code.encode(), Config())
    assert finding.span.line == 1
    assert "no effect on it" not in finding.message, "it is in an Allow as well"


def policy(actions: str) -> str:
    return f'P = {{"Effect": "Allow", "Action": {actions}, "Resource": "*"}}\n'


def listed(size: int) -> str:
    return ", ".join(f'"ecr:Put{n}"' for n in range(size))


def nested(size: int, one: str, many: Callable[[str], str]) -> str:
    """A constant of constants of constants, each so many times as large as the one before."""
    return f'D = "ecr:PutImage"\nC = {one}\nB = {many("C")}\nA = {many("B")}\n{policy("A")}'


IMAGE = "ecr:PutImage"
# Name -> a module of a size, and the actions in it at size 3.
FORMS: dict[str, tuple[Callable[[int], str], list[str]]] = {
    "a list that is added to itself": (
        lambda n: (
            "def f(x):\n actions = []\n"
            + f' if x: actions = actions + ["{IMAGE}"]\n' * n
            + f" {policy('actions')}"
        ),
        [IMAGE] * 3,
    ),
    "a text that is added to itself": (
        lambda n: 'A = "ecr:"\n' + 'A = A + "PutImage"\n' * n + policy(f'[A, "{IMAGE}"]'),
        ["ecr:", IMAGE],
    ),
    "a list that grows between its uses": (
        lambda n: "A = []\n" + f'A += ["{IMAGE}"]\n{policy("A")}' * n,
        [IMAGE] * 3,
    ),
    "a list that functions add to": (
        lambda n: (
            "A = []\n"
            + "".join(f'def f{i}():\n A.append("ecr:Put{i}")\n' for i in range(n))
            + policy("A")
        ),
        ["ecr:Put0", "ecr:Put1", "ecr:Put2"],
    ),
    "nested lists": (
        lambda n: nested(n, f"[{'D, ' * n}]", lambda name: f"[{f'{name}, ' * n}]"),
        [IMAGE],
    ),
    "nested sums": (
        lambda n: nested(n, " + ".join(["[D]"] * n), lambda name: " + ".join([name] * n)),
        [IMAGE],
    ),
    "nested f-strings": (
        lambda n: nested(n, f'f"{"{D}" * n}"', lambda name: f'f"{f"{{{name}}}" * n}"').replace(
            policy("A"), policy(f'["{IMAGE}", A]')
        ),
        [IMAGE, IMAGE * 27],
    ),
    "a sum of lists": (lambda n: policy(" + ".join([f'["{IMAGE}"]'] * n)), [IMAGE] * 3),
    "a sum of strings": (lambda n: policy(" + ".join(['"ecr:"'] + ['"a"'] * n)), ["ecr:aaa"]),
    "a sum of names": (
        lambda n: 'A = "a"\n' + policy(" + ".join(['"ecr:"'] + ["A"] * n)),
        ["ecr:aaa"],
    ),
    "texts that double": (
        lambda n: (
            f'A0 = "{IMAGE}"\n'
            + "".join(f"A{i + 1} = A{i} + A{i}\n" for i in range(n))
            + policy(f"[A0, A{n}]")
        ),
        [IMAGE, IMAGE * 8],
    ),
    "a chain of names": (
        lambda n: (
            f'A0 = ["{IMAGE}"]\n'
            + "".join(f"A{i + 1} = A{i}\n" for i in range(n))
            + policy(f"A{n}")
        ),
        [IMAGE],
    ),
    "a cycle of names": (
        lambda n: (
            f'A0 = ["{IMAGE}"]\n'
            + "".join(f"A{i + 1} = A{i}\n" for i in range(n))
            + f"A0 = A{n}\n"
            + policy(f"A{n}")
        ),
        [IMAGE],
    ),
    "one list in many statements": (
        lambda n: f"A = [{listed(n)}]\n" + policy("A") * n,
        ["ecr:Put0", "ecr:Put1", "ecr:Put2"],
    ),
    "one list of resources in many statements": (
        lambda n: f"R = [{listed(n)}]\n" + policy(f'"{IMAGE}"').replace('"*"', "R") * n,
        [IMAGE] * 3,
    ),
    "values of one map by their keys": (
        lambda n: (
            "M = {"
            + "".join(f'"k{i}": "ecr:Put{i}", ' for i in range(n))
            + "}\n"
            + "".join(policy(f'M["k{i}"]') for i in range(n))
        ),
        ["ecr:Put0", "ecr:Put1", "ecr:Put2"],
    ),
    "any value of one map in many statements": (
        lambda n: (
            "M = {"
            + "".join(f'"k{i}": "ecr:Put{i}", ' for i in range(n))
            + "}\n"
            + policy("M[key]") * n
        ),
        ["ecr:Put0", "ecr:Put1", "ecr:Put2"],
    ),
    "a text that is split": (
        lambda n: policy(f'"{" ".join(f"ecr:Put{i}" for i in range(n))}".split()'),
        ["ecr:Put0", "ecr:Put1", "ecr:Put2"],
    ),
    "a text that is split in many statements": (
        lambda n: (
            f'A = "{",".join(f"ecr:Put{i}" for i in range(n))}"\n' + policy('A.split(",")') * n
        ),
        ["ecr:Put0", "ecr:Put1", "ecr:Put2"],
    ),
    "conditions in conditions": (
        lambda n: policy(f'"{IMAGE}" if x else ' * n + f'"{IMAGE}"'),
        [IMAGE] * 4,
    ),
    "attributes of a class": (
        lambda n: (
            "class C:\n"
            + "".join(f' A{i} = "ecr:Put{i}"\n' for i in range(n))
            + "".join(f" {policy(f'C.A{i}')}" for i in range(n))
        ),
        ["ecr:Put0", "ecr:Put1", "ecr:Put2"],
    ),
    "a template with many holes": (
        lambda n: 'A = "a"\n' + policy(f'"ecr:{"{}" * n}".format({"A, " * n})'),
        ["ecr:aaa"],
    ),
    "one document in many calls": (
        lambda n: (
            f'D = {{"Version": "2012-10-17", "Statement": [{(policy(repr(IMAGE))[4:-1] + ", ") * n}]}}\n'
            + "c.put_key_policy(Policy=json.dumps(D))\n" * n
        ),
        [IMAGE] * 3,
    ),
}


def found(code: str) -> Policies:
    return find(Source(code.encode()))


@pytest.mark.parametrize(("make", "actions"), FORMS.values(), ids=FORMS.keys())
def test_values_are_found(make: Callable[[int], str], actions: list[str]) -> None:
    assert sorted(str(slot.text) for slot in slots(found(make(3)).statements)) == sorted(actions)


# A policy in each line takes more work than the rest.
_SLOW = {name for name in FORMS if "many" in name or "between" in name}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(make, id=name, marks=[pytest.mark.slow] if name in _SLOW else [])
        for name, (make, _) in FORMS.items()
    ],
)
def test_work_grows_in_proportion_to_the_file(make: Callable[[int], str]) -> None:
    assert not excessive_growth(lambda size: found(make(size)), 60)


@pytest.mark.parametrize(
    "name", ["a sum of lists", "a text that is split", "conditions in conditions"]
)
def test_long_expressions_are_read_to_their_end(name: str) -> None:
    assert len(slots(found(FORMS[name][0](2_000)).statements)) >= 2_000


@pytest.mark.parametrize("size", [40, 400])
def test_a_list_added_to_itself_is_judged_whole(size: int) -> None:
    code = FORMS["a list that is added to itself"][0](size).replace(IMAGE, "ecr:PutImages")
    found = [finding.code for finding in check(code.encode(), Config())]
    assert found.count("iam-unknown-action") == size
    assert found.count("iam-many-values") == (size == 400)


def test_values_over_the_limit_of_a_file_are_cut_and_the_file_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(values, "_LIMIT_OF_MODULE", 100)
    for name in (
        "one list in many statements",
        "any value of one map in many statements",
        "a text that is split in many statements",
    ):
        policies = found(FORMS[name][0](30))
        assert policies.is_cut
        assert len(slots(policies.statements)) == 30
        assert not found(FORMS[name][0](5)).is_cut


def _every_assigned(self: Expression) -> list[Expression]:
    bound = self.binding()
    assigned = bound.scope.values.get(bound.name, []) if bound is not None else []
    return [Expression(value, bound.scope) for value in assigned] if bound is not None else []


def _not_over_limit(module: ModuleScope, count: int) -> bool:
    return False


# Form -> what makes its work quadratic, put in the place of ours, and the smallest size.
WORSE: dict[str, tuple[tuple[object, str, object], int]] = {
    "a list that is added to itself": ((Expression, "assigned", _every_assigned), 60),
    "one list in many statements": ((values, "_LIMIT_OF_MODULE", 10**9), 12),
    "any value of one map in many statements": ((values, "_is_over_limit", _not_over_limit), 12),
    "a text that is split in many statements": ((values, "_is_over_limit", _not_over_limit), 12),
}


@pytest.mark.slow
@pytest.mark.parametrize("form", WORSE)
def test_quadratic_work_is_noticed(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (target, name, worse), size = WORSE[form]
    monkeypatch.setattr(target, name, worse)
    assert excessive_growth(lambda n: found(FORMS[form][0](n)), size)


def seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def test_strings_of_escapes_are_searched_in_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    def escapes(count: int) -> bytes:
        return b'x = "' + b"\\000" * count + b' "'

    assert seconds(lambda: may_hold_actions(escapes(20_000))) < 0.5
    # Without possessive quantifiers each escape more takes three times as long.
    ours = seconds(lambda: may_hold_actions(escapes(12)))
    pattern = byte_filter._ESCAPED.pattern.replace(b"*+", b"*").replace(b"}+", b"}")
    monkeypatch.setattr(byte_filter, "_ESCAPED", re.compile(pattern.replace(b"++", b"+"), re.X))
    assert seconds(lambda: may_hold_actions(escapes(12))) > 20 * ours


_POLICY = '{"Effect": "Allow", "Action": %s, "Resource": "*"}'
COMPOSED = {
    "an f-string over literals": _POLICY % '[f"ecr:{a}" for a in ("BatchGetImages", "PutImage")]',
    "a sum over literals": _POLICY % '["ecr:" + a for a in ["BatchGetImages", "PutImage"]]',
    "a format over literals": _POLICY
    % '["ecr:{}".format(a) for a in ["BatchGetImages", "PutImage"]]',
    "a percent over literals": _POLICY % '["ecr:%s" % a for a in ["BatchGetImages", "PutImage"]]',
    "a loop": "for a in ('BatchGetImages', 'PutImage'):\n    x = " + _POLICY % 'f"ecr:{a}"',
    "a constant prefix": 'S = "ecr"\nx = '
    + _POLICY % '[f"{S}:{a}" for a in ("BatchGetImages", "PutImage")]',
    "two assignments": 'n = "PutImage"\nif x: n = "BatchGetImages"\ny = ' + _POLICY % 'f"ecr:{n}"',
}


@pytest.mark.parametrize("code", COMPOSED.values(), ids=COMPOSED.keys())
def test_a_composed_action_is_reported_at_the_literal_that_is_wrong(code: str) -> None:
    (finding,) = check(code.encode(), Config())
    segment = Source(code.encode()).segment(finding.span)
    assert segment[1:-1] == "BatchGetImages"
    assert finding.suggestions == ("BatchGetImage",)
    assert 'Unknown action "ecr:BatchGetImages"' in finding.message


@pytest.mark.parametrize(
    "value",
    [
        'f"ecr:{verb}Image"',
        '[f"{s}:{a}" for s in ("ecr", "s3") for a in ("BatchGetImages", "GetObject")]',
        '[f"ecr:{a}" for a in names]',
        '[f"ecr:{a!r}" for a in ("BatchGetImages", "PutImage")]',
        '[f"ecr:{a:>20}" for a in ("BatchGetImages", "PutImage")]',
        '[f"ecr:{a}" for a in ("PutImage", name)]',
    ],
)
def test_what_is_not_known_as_a_whole_is_not_reported(value: str) -> None:
    assert check((_POLICY % value).encode(), Config()) == []
