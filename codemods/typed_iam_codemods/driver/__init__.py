"""Runs a codemod over files: a bad file costs only itself, and each file is replaced as a whole.

- ``runs``       which files are planned, in what order they are reported, and each outcome
- ``processes``  processes that plan and prove the edits of files within limits
- ``spawning``   processes that import nothing from the working folder
- ``worker``     the work of such a process
- ``codemod``    a codemod, its limits and its answers

Only the process that was started reads and writes files; the others turn bytes into bytes, so that
they can be killed at any time.
"""

from __future__ import annotations

from typed_iam_codemods.driver.codemod import Codemod, Limits, cores
from typed_iam_codemods.driver.runs import Driver, Outcome

__all__ = ["Codemod", "Driver", "Limits", "Outcome", "cores"]
