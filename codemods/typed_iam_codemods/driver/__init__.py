"""Runs a codemod over files: one bad file costs that file, and no write is ever half done.

- ``runs``       which files are planned at all, in what order, and what becomes of each
- ``processes``  processes that plan and prove files' edits within bounds, and end with the run
- ``worker``     what such a process does
- ``answers``    what comes back from it
- ``limits``     the bounds
- ``files``      reads a file, and replaces it as a whole

Only the process that was started reads and writes; the others turn bytes into bytes, so that
they can be killed at any time.
"""

from __future__ import annotations

from typed_iam_codemods.driver.limits import Limits
from typed_iam_codemods.driver.runs import Codemod, Driver, Outcome

__all__ = ["Codemod", "Driver", "Limits", "Outcome"]
