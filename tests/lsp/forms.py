"""The forms in which the engine finds actions, from the tables of its own tests."""

from __future__ import annotations

from collections.abc import Iterator

from tests.core import test_boto3_calls, test_json_text, test_kinds, test_sites

# The wrong action in each form, and a function that lists the findings in a module.
WRONG, flagged = test_sites.WRONG, test_sites.flagged


def forms() -> Iterator[tuple[str, str]]:
    """The name of each form, and a module with a wrong action in that form."""
    document = test_boto3_calls.document(WRONG)
    for name, code in test_sites.SEEN.items():
        yield f"sites: {name}", code % WRONG
    for name, code in test_json_text.SEEN.items():
        yield f"JSON: {name}", code
    for name, (code, _) in test_boto3_calls.ACTIONS.items():
        yield f"names: {name}", code % WRONG
    for name, code in test_boto3_calls.MISPLACED.items():
        yield f"parameters: {name}", code % document
    for name, code in test_kinds.FOREIGN.items():
        yield f"resources: {name}", code % document
    for name, code in test_kinds.RCP.items():
        yield f"organizations: {name}", code % document
