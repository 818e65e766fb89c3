"""Rewrites of how actions are written: edits of a file's text, planned, carried out and proven.

- ``plans``              carries out a plan and proves it; ``edits`` makes the new bytes
- ``comparison``         compares two syntax trees; ``reference_proof`` and ``fixes`` say how
- ``enum_references``    replaces strings by enums; ``string_references`` is its reverse
- ``references``         which expressions are references to enums
- ``reference_places``   where a reference may replace a string, and where its type would spread
- ``spellings``          quotes and prefixes that the reverse rewrite chooses
- ``imports``            adds imports of enums, and removes them again
- ``identifiers``        names that a module binds and uses
- ``action_fixes``       fixes wrong actions; ``corrections`` chooses the right ones
- ``repetitions``        removes actions that a list repeats
- ``slots``              where actions are, as the checks see them

No module here imports libcst.
"""
