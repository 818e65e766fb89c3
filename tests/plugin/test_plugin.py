from __future__ import annotations

import pytest

from tests.core.test_ignores import BESIDE_STRINGS, IN_STRINGS
from tests.marks import slow_after
from tests.plugin.mypy_project import ALL_MODES, MODES, PARSERS, Project

ONLY_LITERALS = (
    'POLICY = {"Version": "2012-10-17", "Statement": '
    '[{"Effect": "Allow", "Action": "ecr:BatchGetImages", "Resource": "*"}]}\n'
)
AT = (1, ONLY_LITERALS.index('"ecr:') + 1, "iam-unknown-action")
CDK_LINE = '    return iam.PolicyStatement(actions=["s3:ListObjects"], not_actions=["ecr:Fooo*"])\n'
CDK = f"def role(iam):\n{CDK_LINE}"
VALID = '{"Effect": "Allow", "Action": ["ecr:Get*", "ECR:putimage", "*", "ecr:Get?ownloadUrlForLayer", "apigateway:GET"]}\n'


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_reports_the_same_at_the_exact_string(project: Project, mode: str) -> None:
    project.write("policy.py", ONLY_LITERALS)
    project.write("stack.py", CDK)
    project.write("valid.py", VALID)
    project.write("unannotated.py", f"def f(x):\n    {ONLY_LITERALS}    return x\n")
    project.write("package/__init__.py", ONLY_LITERALS)
    project.write("package/inner.py", "from package import POLICY\nprint(POLICY)\n")
    expected = [
        ("package/__init__.py", *AT),
        ("policy.py", *AT),
        ("stack.py", 2, CDK_LINE.index('"s3:') + 1, "iam-operation-name"),
        ("stack.py", 2, CDK_LINE.index('"ecr:') + 1, "iam-empty-pattern"),
        ("unannotated.py", 2, AT[1] + 4, "iam-unknown-action"),
    ]
    run = getattr(project, mode)
    first, second = run(), run()
    assert first.ours == expected
    assert second.ours == expected, "a second run, from caches, must say the same"
    assert first.status == second.status == 1
    assert len(first.messages) == len(expected)
    assert "ecr:BatchGetImage" in first.stdout


@pytest.mark.slow
def test_the_daemon_follows_edits_to_this_and_to_other_files(project: Project) -> None:
    policy = project.write("policy.py", ONLY_LITERALS)
    other = project.write("other.py", "import policy\nX: int = 1\n")
    assert project.daemon().ours == [("policy.py", *AT)]
    for step in range(50):
        if step % 5 == 0:  # the wrong action goes and comes back
            wrong = step % 10 == 0
            policy.write_text(ONLY_LITERALS.replace("Images", "Image") if wrong else ONLY_LITERALS)
        else:  # another file changes, its types too
            other.write_text(f"import policy\nX: int = {step if step % 2 else repr(str(step))}\n")
        expected = [] if (step // 5) % 2 == 0 else [("policy.py", *AT)]
        assert project.daemon().ours == expected, f"step {step}"


@pytest.mark.slow
def test_the_cache_and_the_daemon_follow_the_configuration(project: Project) -> None:
    project.write("policy.py", ONLY_LITERALS)
    text = (project.root / "pyproject.toml").read_text()
    for run in (project.warm, project.daemon):
        project.write("pyproject.toml", text)
        assert run().ours == [("policy.py", *AT)]
        project.write(
            "pyproject.toml", text + '[tool.typed-iam]\nignore = ["iam-unknown-action"]\n'
        )
        assert run().ours == []
        project.write("pyproject.toml", text)
        assert run().ours == [("policy.py", *AT)]


def test_type_ignore_with_the_code_is_honored_and_counted_as_used(project: Project) -> None:
    line = ONLY_LITERALS.rstrip()
    project.write(
        "policy.py",
        f"{line}  # type: ignore[iam-unknown-action]\n"
        f"{line}  # type: ignore[iam-empty-pattern]\n"
        "x = 1  # type: ignore[iam-unknown-action]\n"
        f"{line}  # typed-iam: ignore[iam-unknown-action]\n",
    )
    outcome = project.cold()
    assert outcome.ours == [("policy.py", 2, *AT[1:])]
    unused = [message.line for message in outcome.messages if message.code == "unused-ignore"]
    assert unused == [2, 3]


@pytest.mark.parametrize("mode", MODES)
def test_type_ignore_on_a_multi_line_string_is_honored_and_counted_as_used(
    project: Project, mode: str
) -> None:
    silent = [code for name, code in IN_STRINGS.items() if "3.12" not in name]
    loud = [code for name, code in BESIDE_STRINGS.items() if name != "within the string"]
    for number, code in enumerate([*silent, *loud]):
        name = f"{'loud' if number >= len(silent) else 'silent'}_{number}.py"
        project.write(name, code.replace("§", "  # type: ignore[iam-unknown-action]"))
    run = getattr(project, mode)
    for outcome in (run(), run()):
        said = [message.path for message in outcome.messages if message.code == "unused-ignore"]
        assert len(said) == len(loud)
        assert sorted(path for path, *_ in outcome.ours) == sorted(said)
        assert not any(path.startswith("silent") for path in said)


@pytest.mark.parametrize("parser", PARSERS)
def test_a_comment_on_a_piece_of_a_string_is_used_before_those_on_other_pieces(
    project: Project, parser: list[str]
) -> None:
    comment = "# type: ignore[iam-unknown-action]"
    project.write(
        "policy.py",
        f"""x = ('{{"Effect": "Allow", "Action": ["ecr:PutImages",'  {comment}\n"""
        f"""'"ecr:GetImages",'  {comment}\n'"ecr:BatchGetImages"]}}')  {comment}\n""",
    )
    assert project.cold(*parser).messages == []


@pytest.mark.parametrize(
    ("options", "comment"),
    slow_after(
        1,
        [
            (["--disable-error-code", "iam-unknown-action"], ""),
            ([], '# mypy: disable-error-code="iam-unknown-action"\n'),
        ],
    ),
)
def test_the_codes_can_be_disabled_like_any_other(
    project: Project, options: list[str], comment: str
) -> None:
    project.write("policy.py", comment + ONLY_LITERALS)
    assert project.cold(*options).messages == []


def test_exclude_and_per_file_ignores_apply_in_mypy(project: Project) -> None:
    project.write("fakes/policy.py", ONLY_LITERALS)
    project.write("tests/policy.py", ONLY_LITERALS)
    project.write("src.py", ONLY_LITERALS)
    with (project.root / "pyproject.toml").open("a") as file:
        file.write(
            '[tool.typed-iam]\nexclude = ["fakes"]\n'
            'per-file-ignores = { "tests/*" = ["iam-unknown-action"] }\n'
        )
    outcome = project.mypy("--no-incremental", "--explicit-package-bases", ".")
    assert outcome.ours == [("src.py", *AT)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (
            'ignroe = ["iam-unknown-action"]',
            'unknown key "ignroe" in [tool.typed-iam]; did you mean "ignore"?',
        ),
        ("exclude = 3", '"exclude" must be a list of strings'),
    ],
)
def test_bad_configuration_is_one_line_and_status_2(
    project: Project, mode: str, setting: str, said: str
) -> None:
    project.write("policy.py", ONLY_LITERALS)
    with (project.root / "pyproject.toml").open("a") as file:
        file.write(f"[tool.typed-iam]\n{setting}\n")
    for outcome in (getattr(project, mode)(), getattr(project, mode)()):
        assert outcome.status == 2
        lines = (outcome.stdout + outcome.stderr).splitlines()
        lines = [line for line in lines if line not in ("Daemon started", "")]
        assert len(lines) == 1 and said in lines[0]


def test_bad_configuration_is_noticed_when_every_module_is_cached(project: Project) -> None:
    project.write("policy.py", VALID)
    assert project.warm().status == 0
    with (project.root / "pyproject.toml").open("a") as file:
        file.write("[tool.typed-iam]\nignroe = []\n")
    assert project.warm().status == 2


def test_mypys_own_output_is_the_same_with_and_without_the_plugin(project: Project) -> None:
    project.write(
        "typed.py",
        "def f(x: str, y: 'str[int]', z: list[str] | None = None) -> str: return x + 1\n"
        "class A(str): ...\n"
        "def g(a: A = 1) -> 'str': return a\n"
        "reveal_type(f)\n"
        "reveal_type(g)\n"
        "T = str\n"
        "U = list[str]\n"
        "reveal_type([T(), U()])\n"
        "for _ in range(2):\n    if '' == 1: ...\n",
    )
    project.write("policy.py", ONLY_LITERALS)
    options = ("--strict", "--strict-equality")
    with_plugin = [
        m for m in project.cold(*options).messages if not (m.code or "").startswith("iam-")
    ]
    assert {"type-arg", "operator", "assignment", "comparison-overlap"} <= {
        m.code for m in with_plugin
    }
    project.write(
        "pyproject.toml", "[tool.mypy]\nshow_column_numbers = true\nshow_error_end = true\n"
    )
    assert with_plugin == project.cold(*options).messages


def test_an_unreadable_file_gets_a_note(project: Project) -> None:
    deep = "(" * 500 + ")" * 500
    project.write("deep.py", f'x = {{"Effect": "Allow", "Action": {deep}}}\n')
    project.write("policy.py", ONLY_LITERALS)
    outcome = project.cold()
    assert "INTERNAL ERROR" not in outcome.stdout + outcome.stderr


def test_stubs_are_not_checked(project: Project) -> None:
    project.write("stub.pyi", ONLY_LITERALS)
    project.write("main.py", "import stub\n")
    assert project.cold().messages == []


@pytest.mark.parametrize("mode", ALL_MODES)
def test_the_hook_that_the_plugin_relies_on_exists(project: Project, mode: str) -> None:
    """If mypy stopped calling it, all findings would disappear silently."""
    project.write("policy.py", ONLY_LITERALS)
    outcome = getattr(project, mode)()
    assert "hides what the plugin reads" not in outcome.stderr
    assert outcome.ours == [("policy.py", *AT)]


@pytest.mark.parametrize("mode", MODES)
def test_constants_of_other_modules_are_followed_and_reported_at_their_use(
    project: Project, mode: str
) -> None:
    project.write("pkg/__init__.py", "")
    project.write(
        "pkg/names.py",
        'from typing import Final\nWRONG: Final = "ecr:BatchGetImages"\nRIGHT: Final = "ecr:PutImage"\n'
        'COMPUTED = str(1)\nclass Names:\n    WRONG: Final = "ecr:BatchGetImages"\n    ECR: Final = "ecr"\n',
    )
    # On one line mypy would merge them, since their messages are the same.
    use = (
        'x = {"Effect": "Allow", "Action": [WRONG, RIGHT, COMPUTED, NONE,\nn.WRONG,\nn.Names.WRONG,\n'
        'f"{n.Names.ECR}:BatchGetImages", f"{COMPUTED}:BatchGetImages"]}\n'
    )
    project.write(
        "pkg/use.py",
        "from .names import COMPUTED, RIGHT, WRONG\nfrom pkg import names as n\nNONE = None\n"
        + use,
    )
    expected = [
        ("pkg/use.py", 4, use.index("WRONG") + 1, "iam-unknown-action"),
        *(("pkg/use.py", line, 1, "iam-unknown-action") for line in (5, 6, 7)),
    ]
    run = getattr(project, mode)
    assert run().ours == expected
    assert run().ours == expected
    project.write("pkg/use.py", (project.root / "pkg/use.py").read_text() + "y = 1\n")
    assert run().ours == expected, "with the other module from its cache"
