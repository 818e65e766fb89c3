"""``python -m typed_iam_cli``."""

# Python puts the working folder first on the path, and the code to check may have a module of any
# name: not even __future__ is imported before.  Only ``python -P`` covers what ``-m`` itself needs.
import os
import sys

try:
    _FOLDER = os.getcwd()  # noqa: PTH109 - imports pathlib
except FileNotFoundError:
    _FOLDER = ""
if not sys.flags.safe_path and sys.path[:1] in ([""], [_FOLDER]):
    del sys.path[0]

from typed_iam_cli import main

if __name__ == "__main__":
    main()
