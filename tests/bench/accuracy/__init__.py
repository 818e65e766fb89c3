"""Recall and precision on real code: ``python -m tests.bench.accuracy FOLDER``.

FOLDER contains unpacked source distributions, one in each folder.

- ``occurrences`` finds action strings without the engine
- ``recall``      misspells each of them in turn; the engine has to report it
- ``precision``   compares every finding on the unchanged code with a reviewed list
- ``suggestions`` whether the first suggestion for real mistakes is the right one
- ``managed``     AWS's managed policies, which should have nearly no findings
"""
