"""All readers: each has a table of tests, and the byte filter knows every form in these tables."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tests.core.readers.forms import SEEN, UNSEEN
from typed_iam_core import readers
from typed_iam_core.config import Config
from typed_iam_core.engine import check
from typed_iam_core.readers import finder, may_hold_policies

FOLDER = Path(readers.__file__).parent


def readers_in(folder: Path) -> set[str]:
    """The names of the readers in the files of a folder."""
    return {path.stem for path in folder.glob("*.py") if "\nREADER = " in path.read_text("utf-8")}


def test_every_reader_in_the_folder_is_used_and_has_a_table_of_tests(tmp_path: Path) -> None:
    names = readers_in(FOLDER)
    modules = {name: import_module(f"typed_iam_core.readers.{name}") for name in names}
    assert {id(module.READER) for module in modules.values()} == set(map(id, finder.READERS))
    assert all((Path(__file__).parent / f"test_{name}.py").exists() for name in names)
    # A file that is not in the list is noticed.
    (tmp_path / "new_reader.py").write_text("\nREADER = Reader()\n")
    assert readers_in(tmp_path) == {"new_reader"}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN.keys())
def test_the_byte_filter_accepts_every_form_alone_in_a_file(code: str) -> None:
    assert may_hold_policies(code.encode())
    assert check(code.encode(), Config()) != []


def test_the_byte_filter_rejects_most_files() -> None:
    assert not may_hold_policies(b"import os\n" * 1000)
    assert not may_hold_policies(b"parser.add_argument('-x', action='store_true')")
    assert not may_hold_policies(b"def transaction(): ...")


# Mistakes without the prefix of any service, which the filter cannot look for.
NO_PREFIX = {
    "a builder": 'PolicyStatement(actions=["PutImage"], resources=["*"])',
    "a builder of a policy library": 'Statement(Effect=Allow, Action="PutImage", Resource="*")',
    "CDK for Terraform": 'DataAwsIamPolicyDocumentStatement(actions=["PutImage"], resources=["*"])',
    "a parameter of boto3": 'iam.simulate_custom_policy(ActionNames=["PutImage"])',
    "a bare name": 'queue.add_permission(Actions=["Foo"])',
    "dict()": 'dict(Effect="Allow", Action=["PutImage"], Resource="*")',
    "a statement of only a shape": '{"Statement": [{"Effect": "Allow", "Resource": "*"}]}',
    "JSON": 'x = \'{"Effect": "Allow", "Action": "PutImage", "Resource": "*"}\'',
}
# All that the filter looks for.
ELSEWHERE = """
import awacs
OTHER = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}]}
DataAwsIamPolicyDocumentStatement(actions=["ecr:PutImage"])
"""


@pytest.mark.parametrize(
    "code",
    [*SEEN.values(), *UNSEEN.values(), *NO_PREFIX.values()],
    ids=[*SEEN, *UNSEEN, *NO_PREFIX],
)
def test_the_rest_of_a_file_decides_no_finding(code: str) -> None:
    alone = check(code.encode(), Config())
    assert check((code + ELSEWHERE).encode(), Config()) == alone


@pytest.mark.parametrize("code", NO_PREFIX.values(), ids=NO_PREFIX.keys())
def test_a_mistake_without_a_prefix_is_reported(code: str) -> None:
    assert check(code.encode(), Config()) != []
