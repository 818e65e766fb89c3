"""The forms in which the engine finds actions, from the tables of its own tests."""

from __future__ import annotations

from collections.abc import Iterator

from tests.core.readers import test_boto3_parameters, test_resources
from tests.core.readers.forms import SEEN
from tests.core.readers.judging import WRONG, document, flagged

__all__ = ["WRONG", "flagged", "forms"]


def forms() -> Iterator[tuple[str, str]]:
    """The name of each form, and a module with a wrong action in that form."""
    policy = document(WRONG)
    for name, code in SEEN.items():
        if WRONG in code:  # not in two parts, as awacs has it
            yield name, code
    for name, (code, _) in test_boto3_parameters.ACTIONS.items():
        yield f"boto3_parameters: {name}", code % WRONG
    for name, code in test_boto3_parameters.MISPLACED.items():
        yield f"boto3_parameters: {name}", code % policy
    for table in (test_resources.FOREIGN, test_resources.RCP):
        for name, code in table.items():
            yield f"resources: {name}", code % policy
