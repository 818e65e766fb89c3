"""How much of real code is judged, and how rightly: ``python -m tests.bench.accuracy FOLDER``.

FOLDER holds unpacked source distributions, a folder each.

- ``occurrences`` where action strings stand, by means of its own, not the engine's
- ``recall``      each of them is misspelt in turn, and the engine has to notice
- ``precision``   every finding on the code as it is, against a reviewed list
- ``suggestions`` whether the first suggestion for real mistakes is the right one
- ``managed``     AWS's own managed policies, which should be nearly without findings
"""
