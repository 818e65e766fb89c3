"""The likely intention behind a name that is not an action: at most three suggestions, best first.

Real mistakes are seldom misspellings: most are API operations, boto3 client names, a wrong
verb or the right name under the wrong service.  So tables and the grammar of action names
come first, and similarity of spelling is the last resort.

- ``for_operation``  an API operation or boto3 method; ``catalogue.operations`` answers it
- ``prefixes``       an unknown service prefix
- ``names``          an unknown name of a known service
- ``patterns``       a wildcard that matches nothing
- ``joined``         actions with no comma between them
- ``aliases``        everyday names of services and actions
- ``closest``        the candidates most like a word
"""

from __future__ import annotations

from typed_iam_core.catalogue.operations import LIMIT, for_operation, principal
from typed_iam_core.suggestions.joined import joined
from typed_iam_core.suggestions.names import VERBS, for_name, is_verb, misspelled
from typed_iam_core.suggestions.patterns import for_pattern
from typed_iam_core.suggestions.prefixes import called, for_prefix, with_name

__all__ = [
    "LIMIT",
    "VERBS",
    "called",
    "for_name",
    "for_operation",
    "for_pattern",
    "for_prefix",
    "is_verb",
    "joined",
    "misspelled",
    "principal",
    "with_name",
]
