"""The options of ``typed-iam rewrite`` and of the libcst commands."""

from __future__ import annotations

import pickle
from functools import partial
from pathlib import Path

import pytest

from tests.codemods.test_rewrite_command import rewrite, run
from typed_iam_codemods.rewriting import enum_references, string_references
from typed_iam_codemods.rewriting.enum_references import Options, Scope, Style
from typed_iam_core.text.source import Source

MODULE = """\
'''Policies.'''

NAME = "ecr:PutImage"
POLICY = {
    "Statement": [{"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:PUTIMAGE", 'ecr:ListImages']}],
}
"""
IMPORT = "'''Policies.'''\n\nfrom typed_iam.actions.ecr import Ecr\n"
DONE = MODULE.replace("'''Policies.'''\n", IMPORT).replace('["ecr:PutImage"', "[Ecr.PutImage")


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "policies.py"
    path.write_text(MODULE)
    return path


def test_to_strings_is_the_reverse(module, tmp_path):
    rewrite(tmp_path, ".")
    assert module.read_text() == DONE
    result = rewrite(tmp_path, "--to", "strings", ".")
    assert result.returncode == 0
    assert "1 file rewritten, 1 string, 1 import" in result.stderr
    assert module.read_text() == MODULE
    assert "0 files rewritten" in rewrite(tmp_path, "--to", "strings", ".").stderr


def test_strings_that_the_reverse_could_not_restore_are_kept_and_counted(module, tmp_path):
    result = rewrite(tmp_path, ".")
    assert "2 kept in their spelling" in result.stderr
    assert "2 kept in their spelling" in rewrite(tmp_path, ".").stderr


def test_any_spelling_rewrites_these_too(module, tmp_path):
    result = rewrite(tmp_path, "--any-spelling", ".")
    assert "kept" not in result.stderr
    assert "[Ecr.PutImage, Ecr.PutImage, Ecr.ListImages]" in module.read_text()


def test_scope_all_takes_strings_in_no_slot(module, tmp_path):
    rewrite(tmp_path, "--scope", "all", ".")
    assert "NAME = Ecr.PutImage.value\n" in module.read_text()


@pytest.mark.parametrize(
    ("style", "form"), [("member", "Ecr.PutImage"), ("value", "Ecr.PutImage.value")]
)
def test_style_sets_the_form_of_a_member(style, form, module, tmp_path):
    rewrite(tmp_path, "--scope", "all", "--style", style, ".")
    assert f"NAME = {form}\n" in module.read_text()
    assert f"[{form}, " in module.read_text()


def test_the_reverse_can_be_shown_and_checked(module, tmp_path):
    rewrite(tmp_path, ".")
    shown = rewrite(tmp_path, "--to", "strings", "--diff", ".")
    assert "-from typed_iam.actions.ecr import Ecr\n" in shown.stdout
    assert rewrite(tmp_path, "--to", "strings", "--check", ".").returncode == 1
    assert module.read_text() == DONE


@pytest.mark.parametrize("option", [["--style", "value"], ["--scope", "all"], ["--any-spelling"]])
def test_options_of_enums_are_rejected_for_the_reverse(option, module, tmp_path):
    result = rewrite(tmp_path, "--to", "strings", *option, ".")
    assert result.returncode == 2
    assert f"{option[0]} is for enums; leave it out with --to strings" in result.stderr
    assert module.read_text() == MODULE


@pytest.mark.parametrize("option", ["--to=lists", "--style=name", "--scope=some"])
def test_unknown_choices_are_rejected(option, module, tmp_path):
    result = rewrite(tmp_path, option, ".")
    assert (result.returncode, module.read_text()) == (2, MODULE)
    assert "is not one of" in result.stderr


def codemod(folder: Path, *arguments: str):
    return run(folder, "libcst.tool", "codemod", "-x", *arguments, "--no-format", "policies.py")


def test_libcst_tool_has_the_same_options(module, tmp_path):
    command = "typed_iam_codemods.use_enums.UseEnumsCommand"
    result = codemod(tmp_path, command, "--style", "value", "--scope", "all", "--any-spelling")
    assert result.returncode == 0, result.stderr
    assert "NAME = Ecr.PutImage.value\n" in module.read_text()
    assert "[Ecr.PutImage.value, Ecr.PutImage.value, Ecr.ListImages.value]" in module.read_text()


def test_libcst_tool_makes_the_reverse_edits(module, tmp_path):
    module.write_text(DONE)
    result = codemod(tmp_path, "typed_iam_codemods.use_strings.UseStringsCommand")
    assert result.returncode == 0, result.stderr
    assert module.read_text() == MODULE


@pytest.mark.parametrize(
    "planner",
    [
        partial(enum_references.plan, options=Options(Style.VALUE, Scope.ALL, exact=False)),
        string_references.plan,
    ],
)
def test_planners_and_plans_can_be_sent_to_other_processes(planner):
    for text in (MODULE, DONE):
        plan = pickle.loads(pickle.dumps(planner))(Source(text.encode()))
        assert pickle.loads(pickle.dumps(plan)) == plan
